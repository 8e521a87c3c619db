"""The figures "oversold" and "holds without order" can be other than 0."""

import pytest

from marketplace.inventory import holds
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Hold
from marketplace.orders.cancel import cancel
from marketplace.orders.models import ParcelLine
from marketplace.orders.place_order import place_order
from tests import factories
from tests.benchmarks.promises import Promises, look

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    return factories.listing(quantity=10)


@pytest.fixture
def parcel(listing):
    return place_order(factories.checkout(listing, quantity=4)).parcels.get()


def test_an_order_with_its_hold_breaks_nothing(parcel):
    assert look() == Promises(orders=1, oversold=0, holds_without_order=0, orders_without_hold=0)


def test_units_promised_beyond_the_ledger_are_counted(parcel):
    line = ParcelLine.objects.get()
    ParcelLine.objects.update(quantity=13, total=13 * line.unit_price)

    assert look().oversold == 3


def test_a_hold_that_no_order_names_is_counted(parcel, listing):
    key = parcel.place_id, listing.variant_id

    holds.place([holds.Wanted(key, 1, "nobody")], lock_stock([key]))

    assert look() == Promises(orders=1, oversold=0, holds_without_order=1, orders_without_hold=0)


def test_an_order_whose_hold_has_ended_is_counted(parcel):
    locked = lock_stock([(parcel.place_id, parcel.lines.get().listing.variant_id)])

    holds.end(list(Hold.objects.all()), Hold.State.RELEASED, locked)

    assert look().orders_without_hold == 1


def test_what_was_cancelled_promises_nothing(parcel):
    line = ParcelLine.objects.get()

    cancel(parcel.code, actor_id=None, reason="đổi ý rồi")
    ParcelLine.objects.update(quantity=13, total=13 * line.unit_price)

    assert look() == Promises(orders=1, oversold=0, holds_without_order=0, orders_without_hold=0)
