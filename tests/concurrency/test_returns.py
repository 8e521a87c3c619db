"""Two places take back the last sold unit of a lot at once; beside its lock-off twin."""

import pytest

from marketplace.inventory import locks, returns
from marketplace.inventory.models import Document, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.orders.place_order import place_order
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock
from tests.handing import hand_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sold():
    """Three of ten were sold; two points of the same chain are asked to take all three back."""
    honey = factories.listing(quantity=10)
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    hand_over(parcel.code, actor_id=7, client_key="sold")
    seller = Shelf.objects.get().place.operator
    points = [factories.place(name, seller=seller) for name in ("Điểm một", "Điểm hai")]
    return honey, points


def bring(honey, place, units=3):
    goods = [factories.picked(honey, units)]
    fields = {"actor_id": 7, "client_key": f"back-{place.code}", "note": "Khách mất hóa đơn"}
    return lambda: returns.take_back(place, goods, **fields)


def after_the_look(monkeypatch, pause):
    """A pause point between what shoppers still have and what comes back of it."""
    look = returns._more_than_sold

    def look_and_pause(*args):
        found = look(*args)
        pause()
        return found

    monkeypatch.setattr(returns, "_more_than_sold", look_and_pause)


def only_once(pause):
    """The first to come pauses, the second goes on."""
    came = []

    def once():
        came.append(1)
        if len(came) == 1:
            pause()

    return once


def test_the_last_sold_units_come_back_once(sold, monkeypatch):
    honey, points = sold
    after_the_look(monkeypatch, only_once(until_someone_waits_for_a_lock))

    answers = at_once(*(bring(honey, point) for point in points))

    assert [one.codes for one in answers if isinstance(one, StockRefused)] == [["more_than_sold"]]
    assert sum(Shelf.objects.values_list("on_hand", flat=True)) == 10


def test_without_the_locks_they_come_back_twice(sold, monkeypatch):
    honey, points = sold
    for lock in ("_lots_for_update", "_for_update"):  # of lots, of shelves
        monkeypatch.setattr(locks, lock, lambda rows: rows)
    after_the_look(monkeypatch, Meeting(2).wait)

    answers = at_once(*(bring(honey, point) for point in points))

    assert all(isinstance(one, Document) for one in answers)
    assert sum(Shelf.objects.values_list("on_hand", flat=True)) == 13
