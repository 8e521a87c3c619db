"""Goods of one producer on their way to one place, for the tests of deliveries."""

from datetime import date

import pytest

from marketplace import clock
from marketplace.inventory import availability, deliveries
from marketplace.inventory.deliveries import Announcement, Batch, Counted
from marketplace.inventory.refused import StockRefused

NEXT_YEAR = date(2027, 12, 31)


def coming(place, listing, *batches, **fields):
    batches = batches or (Batch(listing.variant_id, "L9", 20, NEXT_YEAR),)
    values = {"is_consigned": True, "batches": batches} | fields
    return Announcement(place=place, producer=listing.producer, **values)


def announced(place, listing, *batches, key="k", **fields):
    what = coming(place, listing, *batches, **fields)
    return deliveries.announce(what, actor_id=7, client_key=key)


def counts(delivery, *quantities, **fields):
    lines = delivery.lines.order_by("pk")
    return [
        Counted(line.pk, quantity, line.best_before, line.made_on, **fields)
        for line, quantity in zip(lines, quantities, strict=True)
    ]


def refused(call):
    with pytest.raises(StockRefused) as caught:
        call()
    return caught.value


def free(place, listing):
    key = place.pk, listing.variant_id
    return availability.free([key], clock.today())[key]
