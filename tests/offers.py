"""Offers that are no article on a shelf: gift sets, and services that are booked."""

import itertools
from decimal import Decimal

from marketplace.listings.gift_sets import SetOffer, publish_set
from marketplace.listings.models import Listing
from marketplace.listings.publish import Offer, publish
from marketplace.places.models import Place
from tests import factories

_number = itertools.count(1)


def gift_set(*parts: tuple[Listing, int], price: int = 300_000, name: str = "") -> Listing:
    """parts: (listing, units in one set); the seller is that of the first."""
    return publish_set(
        SetOffer(
            seller=parts[0][0].seller,
            name=name or f"Giỏ quà {next(_number)}",
            price=price,
            unit_name="giỏ",
            parts=[(part.code, units) for part, units in parts],
            client_key=f"set-{next(_number)}",
        ),
        actor_id=None,
    )


def service(*, at: Place | None = None, price: int = 350_000) -> Listing:
    """A tourism service that is booked; 350,000 ₫ a guest."""
    product = factories.certified(f"Tham quan vườn {next(_number)}", group="VI")
    return publish(
        Offer(
            certified_product=product,
            place=at or factories.place(),
            price=price,
            net_weight_g=0,
            unit_name="khách",
            vat_rate=Decimal(8),
            quantity=0,
            lot_code="",
            client_key=f"service-{next(_number)}",
        ),
        actor_id=None,
    )
