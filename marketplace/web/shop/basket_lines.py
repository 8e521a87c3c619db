"""A basket's lines as pages show them: with their picture and the address of their product."""

from dataclasses import dataclass

from django.urls import reverse

from marketplace.certification.groups import shelf_of
from marketplace.listings.models import Listing
from marketplace.orders.view_basket import Line
from marketplace.web.shop import pictures
from marketplace.web.shop.pictures import Picture


@dataclass(frozen=True)
class ShownLine:
    line: Line
    url: str
    picture: Picture


def shown_lines(lines: list[Line]) -> list[ShownLine]:
    """No query: view_basket.view() has fetched all of it."""
    return [ShownLine(line, address(line.listing), _picture(line)) for line in lines]


def address(listing: Listing) -> str:
    return reverse("shop:product", kwargs={"slug": listing.slug, "code": listing.code})


def _picture(line: Line) -> Picture:
    certified = line.listing.certified_product
    group = shelf_of(certified.group if certified else None).code
    return pictures.of_listing(list(line.listing.pictures.all()), line.name, group)
