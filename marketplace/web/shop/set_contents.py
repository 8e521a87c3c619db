"""What lies in a gift set, each part with the star that is valid for it now. The set has none."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.certification.stars import stars_at
from marketplace.listings.models import Listing
from marketplace.web.shop.basket_lines import address


@dataclass(frozen=True)
class Content:
    """quantity: units in one set; stars: 3, 4, 5 or None at the moment asked."""

    name: str
    url: str
    quantity: int
    unit_name: str
    producer: str
    stars: int | None


def set_contents(listing: Listing, moment: datetime) -> list[Content]:
    """In the order in which they were named. Two queries."""
    parts = list(listing.parts.select_related("part__product", "part__producer").order_by("pk"))
    certified = [part.part.certified_product_id for part in parts]
    periods = stars_at(moment).filter(certified_product__in=certified)
    stars = dict(periods.values_list("certified_product", "stars"))
    return [
        Content(
            name=part.part.product.name,
            url=address(part.part),
            quantity=part.quantity,
            unit_name=part.part.unit_name,
            producer=part.part.producer.name,
            stars=stars.get(part.part.certified_product_id),
        )
        for part in parts
    ]
