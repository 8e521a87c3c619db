"""Goods that arrive for a collection, while its shopper cancels or somebody else wants them."""

import pytest
from django.db import OperationalError

from marketplace import events
from marketplace.inventory import transfers
from marketplace.inventory.events import GoodsArrived, TransferEnding
from marketplace.inventory.models import Hold, Shelf, Transfer
from marketplace.orders import arrival
from marketplace.orders.cancel import cancel
from marketplace.orders.models import Parcel, ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.orders.supply import send_to_point
from marketplace.places.supply import set_supplier
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def point():
    centre = factories.place(ships=False)
    made = factories.place("Điểm bán", seller=centre.operator, kind="sales_point", ships=False)
    return set_supplier(made, centre, actor_id=None)


@pytest.fixture
def honey(point):
    """Two units at the centre, no more."""
    return factories.listing(at=point.supplied_by, quantity=2)


@pytest.fixture
def parcel(point, honey):
    """Both are on their way to the point for one shopper."""
    checkout = factories.checkout(honey, quantity=2, how="collection", point=point.code)
    made = place_order(checkout).parcels.get()
    assert made.state == "confirmed"
    send_to_point([made.code], actor_id=1, client_key="sent")
    return made


def receive(parcel):
    transfer = Transfer.objects.get()
    came = [transfers.Came(transfer.sent.get().pk, received=2)]
    return lambda: transfers.receive(transfer.code, came, actor_id=2, client_key="came")


def paused(monkeypatch):
    """The receipt stops under its locks until somebody waits for one; answers where they meet."""
    meeting, hold = Meeting(2), arrival._hold

    def waiting(*arguments):
        meeting.wait()
        until_someone_waits_for_a_lock()
        return hold(*arguments)

    monkeypatch.setattr(arrival, "_hold", waiting)
    return meeting


def after(meeting, act):
    def acting():
        meeting.wait()
        return act()

    return acting


def figures(point):
    shelf = Shelf.objects.get(place=point)
    return shelf.on_hand, shelf.held


def test_a_cancellation_waits_for_the_goods_that_arrive_and_frees_them(monkeypatch, parcel, point):
    meeting = paused(monkeypatch)

    received, cancelled = at_once(
        receive(parcel),
        after(meeting, lambda: cancel(parcel.code, actor_id=1, reason="Khách đổi ý")),
    )

    assert isinstance(received, Transfer)
    assert isinstance(cancelled, Parcel)
    assert figures(point) == (2, 0)
    assert not Hold.objects.filter(state="live").exists()


def test_without_the_locks_of_who_waits_the_database_has_to_part_them(monkeypatch, parcel, point):
    monkeypatch.setitem(events._handlers, TransferEnding, [])
    meeting = paused(monkeypatch)

    answers = at_once(
        receive(parcel),
        after(meeting, lambda: cancel(parcel.code, actor_id=1, reason="Khách đổi ý")),
    )

    [died] = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(died, OperationalError)
    assert "deadlock detected" in str(died)


def wanting(honey, point):
    """Somebody else collects one at the point; the page was read when the goods had arrived."""
    checkout = factories.checkout(honey, how="collection", point=point.code)
    return lambda: place_order(checkout)


def test_what_arrives_for_one_shopper_is_never_another_ones(monkeypatch, parcel, honey, point):
    receive(parcel)()

    with pytest.raises(OrderRefused):
        wanting(honey, point)()

    assert figures(point) == (2, 2)
    assert ShopOrder.objects.count() == 1


def test_without_the_hold_in_the_moment_of_arrival_it_would_be(monkeypatch, parcel, honey, point):
    monkeypatch.setitem(events._handlers, GoodsArrived, [])
    receive(parcel)()

    wanting(honey, point)()

    assert figures(point) == (2, 1)
    assert ShopOrder.objects.count() == 2
