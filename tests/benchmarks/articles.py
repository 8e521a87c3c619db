"""Goods for buyers: made-up certified products on sale at the demo's first centre that sends."""

from datetime import date
from decimal import Decimal

from marketplace.listings.models import Listing
from marketplace.listings.publish import Offer, publish
from marketplace.places.models import Place, Unit
from tests import factories

DECIDED_ON = date(2026, 8, 5)


def put_on_sale(many: int, units: int) -> list[Listing]:
    """So many products, each with so many units, all on one place's shelves."""
    at, producer = place(), factories.producer()
    factories.zone(at.operator)  # where parcels go, if the demo has not said it
    return [_article(number, units, at, producer) for number in range(many)]


def destination() -> Unit:
    """Where all of it is sent: the commune that it is sold in."""
    return place().unit


def place() -> Place:
    """The demo has three that send."""
    sending = Place.objects.filter(ships=True, sells_online=True).select_related("unit__parent")
    return sending.earliest("pk")


def _article(number: int, units: int, place: Place, producer) -> Listing:
    product = factories.certified(f"Mật ong đo thử {number}", decided_on=DECIDED_ON, of=producer)
    factories.agreement(producer, place.operator)
    return publish(
        Offer(
            certified_product=product,
            place=place,
            price=125_000,
            net_weight_g=500,
            unit_name="hộp",
            vat_rate=Decimal(8),
            quantity=units,
            lot_code="L1",
            best_before=None,
            client_key=f"bench-{product.code}",
        ),
        actor_id=None,
    )
