"""One product: an offer, or a certified product that nobody sells online yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace import clock
from marketplace.catalogue.models import Card
from marketplace.catalogue.search import card_by_code, of_producer
from marketplace.certification.badge import badge_for
from marketplace.certification.groups import ShopShelf, shelf
from marketplace.certification.models import CertifiedProduct
from marketplace.inventory import availability
from marketplace.listings import set_stock
from marketplace.listings.models import Listing
from marketplace.orders.promise import Promise, promise_of_one
from marketplace.places.models import Place
from marketplace.web.shop import booking, pictures, structured, visitor
from marketplace.web.shop.cards import address, shop_cards
from marketplace.web.shop.choices import GROUP_SLUGS, Choices
from marketplace.web.shop.pages import page
from marketplace.web.shop.pictures import Picture
from marketplace.web.shop.set_contents import set_contents

MOST_OTHERS = 8


@dataclass(frozen=True)
class Stock:
    """Where the goods are, and how they come to a shopper of the commune that is known."""

    places: list[Place]
    promise: Promise


@require_safe
def product(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    moment = clock.now()
    card = card_by_code(code, moment)
    if card is None:
        card = _offer_of(code, moment)
    if request.path != address(card):
        return HttpResponseRedirect(address(card))
    listing = card.listing
    is_on_sale = listing is not None and listing.state == Listing.State.ON_SALE
    is_booked = listing is not None and listing.way == Listing.Way.BOOKING
    stock = _stock(request, card, listing) if listing and not is_booked else Stock([], Promise())
    picture = _picture(card, listing)
    near = of_producer(card.producer_id, moment, MOST_OTHERS + 1)  # this one may be among them
    others = [other for other in near if other.pk != card.pk]
    group = shelf(card.shelf)
    return page(
        request,
        "shop/product.html",
        {
            "card": card,
            "listing": listing,
            "is_on_sale": is_on_sale,
            "badge": badge_for(card.certified_product_id, moment),
            "group": group,
            "crumbs": [_products_crumb(), *_group_crumb(group)],
            "group_url": _group_url(group),
            "net_weight": _weight(listing) if listing else "",
            "picture": picture,
            "picture_address": settings.SITE_URL + picture.src,
            "stock": stock,
            "is_booked": is_booked,
            "contents": set_contents(listing, moment) if listing and listing.is_gift_set else [],
            **(_booking_form(request) if is_booked and is_on_sale else {}),
            "others": shop_cards(others[:MOST_OTHERS]),
            "structured": structured.script(
                structured.product_data(
                    name=card.name,
                    producer=card.seller if card.is_gift_set else card.producer.name,
                    code=card.code,
                    url=settings.SITE_URL + address(card),
                    image=settings.SITE_URL + picture.src,
                    price=card.price if is_on_sale else None,
                    in_stock=is_booked or bool(card.free),
                )
            ),
        },
    )


def _booking_form(request: HttpRequest) -> dict[str, Any]:
    return {"form": booking.new_form(request), "client_key": booking.new_key()}


def _products_crumb() -> dict:
    return {"name": _("Products"), "url": Choices().url()}


def _group_crumb(group: ShopShelf) -> list[dict]:
    return [{"name": group.name, "url": _group_url(group)}] if group.code else []


def _group_url(group: ShopShelf) -> str:
    return Choices(nhom=GROUP_SLUGS[group.code]).url() if group.code else ""


def _weight(listing: Listing) -> str:
    """500 g, 1,5 kg."""
    grams = round(listing.product.weight.g) if listing.product.weight else 0
    if not grams:
        return ""
    return f"{grams} g" if grams < 1000 else f"{localize(grams / 1000)} kg"


def _offer_of(code: str, moment: datetime) -> Card:
    """The card of a certified product that has none by its own code: it is on sale, and the
    newest offer stands for it; or it was merged, and the one it is part of does."""
    merged = CertifiedProduct.objects.filter(code=code, merged_into__isnull=False)
    code = merged.values_list("merged_into__code", flat=True).first() or code
    own = card_by_code(code, moment)
    if own is not None:
        return own
    sold = Card.objects.filter(certified_product__code=code, listing__isnull=False)
    newest = sold.order_by("-newest_at").values_list("code", flat=True).first()
    card = card_by_code(newest, moment) if newest else None
    if card is None:
        raise Http404
    return card


def _picture(card: Card, listing: Listing | None) -> Picture:
    photos = list(listing.pictures.all()) if listing else []
    return pictures.of_listing(photos, card.name, card.shelf)


def _stock(request: HttpRequest, card: Card, listing: Listing) -> Stock:
    """Free units now: at which places, and how they are delivered or collected."""
    day = clock.today()
    having: Collection[int]
    if listing.is_gift_set:
        having = set_stock.free_sets(day, [listing.pk])[listing.pk]
    else:
        having = {row.place_id for row in availability.free_anywhere([card.variant_id], day)}
    places = (
        Place.objects.open_on(day)
        .filter(pk__in=having)
        .select_related("unit")
        .order_by("kind", "name")
    )
    return Stock(list(places), promise_of_one(listing, visitor.commune(request)))
