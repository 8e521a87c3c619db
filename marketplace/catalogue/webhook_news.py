"""What other systems are told of certificates and of stock: promised in the transaction of the
change, once for all of it; what stands there is read when it is told."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from marketplace import clock, events
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import CertifiedProduct
from marketplace.certification.stars import stars_of
from marketplace.inventory.availability import free_anywhere
from marketplace.inventory.events import StockChanged
from marketplace.listings.models import Listing
from marketplace.outbox import webhooks
from marketplace.outbox.deliver import handler
from marketplace.outbox.gathered import gather
from marketplace.places.models import Place

CERTIFICATES, STOCK = "certificate.changed", "stock.changed"
PAGE = 200  # products in one event


@events.subscribe(CertificatesChanged)
def follow_certificates(event: CertificatesChanged) -> None:
    _note(CERTIFICATES, event.certified_product_ids)


@events.subscribe(StockChanged)
def follow_stock(event: StockChanged) -> None:
    _note(STOCK, event.variant_ids)


def _note(kind: str, keys: Iterable[int]) -> None:
    """Nothing where nobody asks: not even a query, for as long as that is known."""
    if webhooks.is_wanted(kind):
        gather(kind, keys)


@handler(CERTIFICATES)
def tell_certificates(payload: dict[str, Any]) -> None:
    _tell(CERTIFICATES, payload, _certificates)


@handler(STOCK)
def tell_stock(payload: dict[str, Any]) -> None:
    _tell(STOCK, payload, _stock)


def _tell(kind: str, payload: dict[str, Any], about: Callable[[list[int]], list[Any]]) -> None:
    """One event for each PAGE of products, under ids that follow from the promise's own."""
    for number, keys in enumerate(_pages(payload["keys"])):
        event_id = uuid5(UUID(payload["event"]), str(number))
        webhooks.tell(kind, {"products": about(keys)}, event_id=event_id)


def _pages(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), PAGE):
        yield keys[start : start + PAGE]


def _certificates(keys: list[int]) -> list[dict[str, Any]]:
    """Certified products with the star that holds now: stars None where none does."""
    held = stars_of(keys, clock.now())
    products = CertifiedProduct.objects.filter(pk__in=keys).order_by("pk")
    return [
        {
            "code": code,
            "stars": held[key].stars if key in held else None,
            "valid_until": held[key].certificate.final_day.isoformat() if key in held else None,
        }
        for key, code in products.values_list("pk", "code")
    ]


def _stock(keys: list[int]) -> list[dict[str, Any]]:
    """Listings with the units that can be sold now, by place."""
    free: dict[int, list[Any]] = {}
    for row in free_anywhere(keys, clock.today()):
        free.setdefault(row.variant_id, []).append(row)
    used = {row.place_id for rows in free.values() for row in rows}
    places = dict(Place.objects.filter(pk__in=used).values_list("pk", "code"))
    listed = Listing.objects.filter(variant__in=keys).order_by("pk")
    return [
        {
            "code": code,
            "free": sum(row.quantity for row in free.get(key, [])),
            "places": {places[row.place_id]: row.quantity for row in free.get(key, [])},
        }
        for key, code in listed.values_list("variant_id", "code")
    ]
