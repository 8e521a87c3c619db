"""Short words for what people do during a stocktake."""

import itertools

from marketplace.inventory.models import Lot, Stocktake
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.count import Found, count
from marketplace.inventory.stocktakes.start import start
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

_key = itertools.count(1)


def key() -> str:
    return f"stocktake-{next(_key)}"


def begin(place, group="") -> Stocktake:
    return start(place, group, actor_id=7, client_key=key())


def see(stocktake, listing, quantity, *, lot="L1", condition="good", owner=None, **fields):
    """Somebody counts so many of the listing's lot, as the producer's goods."""
    found = Found(
        Lot.objects.get(variant=listing.variant_id, code=lot),
        owner or listing.producer.party_id,
        condition,
        quantity,
    )
    return count(stocktake, found, **{"actor_id": 7, "client_key": key()} | fields)


def sell(listing, quantity):
    parcel = place_order(factories.checkout(listing, quantity=quantity)).parcels.get()
    return hand_over(parcel.code, actor_id=7, client_key=key())


def take_in(place, listing, quantity, *, lot="L1", best_before=None):
    factories.agreement(listing.producer, place.operator)
    return receive(
        place,
        [Received(listing.variant_id, lot, quantity, best_before=best_before)],
        owner_id=listing.producer.party_id,
        actor_id=7,
        client_key=key(),
    )


def found(stocktake) -> dict[str, tuple]:
    """Lot code → (expected, counted, difference), for lots of one owner and condition."""
    return {
        row.lot.code: (row.expected, row.counted, row.difference) for row in review.rows(stocktake)
    }
