"""Collection: goods come from the supplying place, wait at the point, are handed over by a code."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from marketplace import clock
from marketplace.inventory import transfers
from marketplace.inventory.models import Document, Hold, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.orders import pickup
from marketplace.orders.cancel import cancel
from marketplace.orders.collect import collect, find_ready
from marketplace.orders.history import Kind
from marketplace.orders.models import OrderEvent, Parcel, Payment
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refused import OrderRefused
from marketplace.orders.split import split
from marketplace.orders.supply import send_to_point
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from marketplace.saleor_bridge.models import Allocation, OrderLine
from tests import factories
from tests.orders.true_orders import nothing_is_broken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def true_in_the_end(db):
    yield
    nothing_is_broken()


@pytest.fixture(autouse=True)
def no_wrong_codes():
    cache.clear()


@pytest.fixture
def centre():
    return factories.place(ships=True)


@pytest.fixture
def point(centre):
    made = factories.place("Điểm bán", seller=centre.operator, kind="sales_point")
    return set_supplier(made, centre, actor_id=None)


@pytest.fixture
def listing(centre):
    return factories.listing(at=centre, quantity=10)


def collection(listing, point, quantity=2):
    """A confirmed parcel to be collected at the point."""
    order = place_order(
        factories.checkout(listing, quantity=quantity, how="collection", point=point.code)
    )
    parcel = order.parcels.get()
    assert parcel.state == "confirmed"
    return parcel


def codes_of(act, *arguments, **named):
    with pytest.raises((OrderRefused, StockRefused)) as refused:
        act(*arguments, **named)
    return refused.value.codes


def figures(place):
    """(on hand, held) of the one article at the place."""
    shelf = Shelf.objects.filter(place=place).first()
    return (shelf.on_hand, shelf.held) if shelf else (0, 0)


def came(transfer, **counts):
    row = transfer.sent.get()
    one = transfers.Came(row.pk, **counts)
    key = f"came-{Document.objects.count()}"
    return transfers.receive(transfer.code, [one], actor_id=None, client_key=key)


def kinds(parcel):
    rows = OrderEvent.objects.filter(parcel=parcel).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def allocated():
    rows = Allocation.objects.values_list("stock__warehouse__place__name", "quantity_allocated")
    return dict(rows)


def test_goods_go_to_the_point_and_are_nobody_elses_on_the_way(listing, centre, point):
    parcel = collection(listing, point)
    assert (parcel.supplied_from, figures(centre)) == (centre, (10, 2))

    sent = send_to_point([parcel.code], actor_id=7, client_key="s")
    again = send_to_point([parcel.code], actor_id=7, client_key="s")

    assert sent == again
    assert (figures(centre), figures(point)) == ((8, 0), (0, 0))
    assert allocated() == {}
    parcel.refresh_from_db()
    assert (parcel.transfer, parcel.held_until) == (sent, None)
    assert codes_of(ready, parcel.code, actor_id=7) == ["not_here"]

    came(sent, received=2)

    assert figures(point) == (2, 2)
    hold = parcel.lines.get().hold
    assert (hold.shelf.place, hold.quantity, hold.state, hold.until) == (point, 2, "live", None)
    assert allocated() == {"Điểm bán": 2}
    assert kinds(parcel)[-2:] == [Kind.SENT_TO_POINT, Kind.AT_POINT]


def test_what_comes_in_parts_is_held_in_parts(listing, point):
    parcel = collection(listing, point, quantity=3)
    sent = send_to_point([parcel.code], actor_id=7, client_key="s")

    came(sent, received=1)
    assert figures(point) == (1, 1)
    assert Kind.AT_POINT not in kinds(parcel)
    came(sent, received=2)

    assert figures(point) == (3, 3)
    assert kinds(parcel).count(Kind.AT_POINT) == 1
    assert Hold.objects.get(state="live").quantity == 3


def test_what_was_lost_on_the_way_is_filled_up_from_the_point_or_is_missing(listing, centre, point):
    first, second = collection(listing, point), collection(listing, point)
    sent = send_to_point([first.code, second.code], actor_id=7, client_key="s")

    came(sent, received=3, lost=1, loss_reason="lost_on_the_way")

    assert figures(point) == (3, 3)
    assert Kind.AT_POINT in kinds(first)
    assert Kind.AT_POINT not in kinds(second)
    assert codes_of(ready, second.code, actor_id=7) == ["not_here"]
    cancel(second.code, actor_id=7, reason="Hàng thất lạc")
    assert figures(point) == (3, 2)


def test_what_was_lost_can_be_brought_later_and_nothing_is_divided_before(listing, centre, point):
    parcel = collection(listing, point)
    came(
        send_to_point([parcel.code], actor_id=7, client_key="s"),
        **{"received": 1, "lost": 1, "loss_reason": "lost_on_the_way"},
    )
    line = parcel.lines.get()
    assert codes_of(split, parcel.code, {line.pk: 1}, actor_id=7) == ["not_held"]
    assert codes_of(ready, parcel.code, actor_id=7) == ["not_here"]

    more = factories.transfer(centre, point, listing, quantity=3, sent=True)
    came(more, received=3)
    done = ready(parcel.code, actor_id=7)

    assert (done.state, figures(point)) == ("ready", (4, 2))
    assert collect(parcel.code, parcel.pickup_code, actor_id=7).state == "delivered"
    assert figures(point) == (2, 0)


def test_a_parcel_cancelled_on_the_way_leaves_its_goods_to_everybody(listing, point):
    parcel = collection(listing, point)
    sent = send_to_point([parcel.code], actor_id=7, client_key="s")
    cancel(parcel.code, actor_id=7, reason="Khách đổi ý")

    came(sent, received=2)

    assert figures(point) == (2, 0)


def test_a_transfer_that_turns_round_is_held_at_home_and_can_go_again(listing, centre, point):
    parcel = collection(listing, point)
    sent = send_to_point([parcel.code], actor_id=7, client_key="s")

    transfers.cancel(sent.code, actor_id=7, client_key="back")

    parcel.refresh_from_db()
    assert (figures(centre), parcel.transfer) == ((10, 2), None)
    assert allocated() == {centre.name: 2}
    again = send_to_point([parcel.code], actor_id=7, client_key="s2")
    came(again, received=2)
    assert ready(parcel.code, actor_id=7).state == "ready"


def test_parcels_of_two_ways_need_two_transfers(listing, centre, point):
    elsewhere = factories.place("Điểm khác", seller=centre.operator, kind="sales_point")
    set_supplier(elsewhere, centre, actor_id=None)
    one, other = collection(listing, point), collection(listing, elsewhere)

    assert codes_of(send_to_point, [one.code, other.code], actor_id=7, client_key="s") == [
        "two_ways"
    ]
    assert codes_of(send_to_point, [], actor_id=7, client_key="s") == ["not_supplied"]
    send_to_point([one.code], actor_id=7, client_key="s")
    assert codes_of(send_to_point, [one.code], actor_id=7, client_key="t") == ["not_supplied"]


def at_point(listing, point, quantity=2):
    parcel = collection(listing, point, quantity)
    came(send_to_point([parcel.code], actor_id=7, client_key=f"s-{parcel.code}"), received=quantity)
    return parcel


def test_ready_holds_it_for_the_set_days_and_says_until_when(listing, point, settings):
    parcel = at_point(listing, point)

    done = ready(parcel.code, actor_id=7)
    ready(parcel.code, actor_id=7)

    until = clock.day_end(clock.today() + timedelta(days=settings.COLLECT_DAYS))
    assert (done.state, done.held_until) == ("ready", until)
    assert parcel.lines.get().hold.until == until
    event = OrderEvent.objects.get(parcel=parcel, kind=Kind.READY)
    assert event.data == {"until": until.isoformat()}


@pytest.mark.parametrize("shown", ["digits", "qr"])
def test_whoever_says_the_code_gets_the_goods_and_pays(listing, centre, point, shown):
    parcel = at_point(listing, point)
    ready(parcel.code, actor_id=7)
    here = Place.objects.filter(pk=point.pk)
    said = pickup.qr_text(parcel) if shown == "qr" else parcel.pickup_code

    found = find_ready(said, here, actor_id=7)
    done = collect(found.code, found.pickup_code, actor_id=7)
    collect(found.code, found.pickup_code, actor_id=7)

    assert (found, done.state, figures(point)) == (parcel, "delivered", (0, 0))
    payment = Payment.objects.get()
    assert (payment.state, payment.carrier, payment.method) == ("collected", None, "at_the_counter")
    assert Document.objects.get(kind="sale").reference == parcel.reference
    assert OrderLine.objects.get().quantity_fulfilled == 2
    assert kinds(parcel)[-2:] == [Kind.DELIVERED, Kind.PAID]


def test_five_wrong_codes_and_there_is_a_pause(listing, centre, point):
    parcel = at_point(listing, point)
    ready(parcel.code, actor_id=7)
    here, elsewhere = Place.objects.filter(pk=point.pk), Place.objects.filter(pk=centre.pk)
    wrong = "000000" if parcel.pickup_code != "000000" else "000001"

    assert codes_of(find_ready, "12345", here, actor_id=7) == ["bad_code"]
    assert codes_of(find_ready, parcel.pickup_code, elsewhere, actor_id=7) == ["unknown_code"]
    for _try in range(4):
        assert codes_of(find_ready, wrong, here, actor_id=7) == ["unknown_code"]

    assert codes_of(find_ready, parcel.pickup_code, here, actor_id=7) == ["paused"]
    assert codes_of(collect, parcel.code, parcel.pickup_code, actor_id=7) == ["paused"]
    assert find_ready(parcel.pickup_code, here, actor_id=8) == parcel  # a colleague goes on
    for _try in range(5):
        assert codes_of(collect, parcel.code, wrong, actor_id=8) == ["unknown_code"]
    assert codes_of(collect, parcel.code, parcel.pickup_code, actor_id=8) == ["paused"]


def test_nothing_is_handed_over_before_it_is_ready_or_after_its_time(listing, point, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    parcel = at_point(listing, point)
    assert codes_of(collect, parcel.code, parcel.pickup_code, actor_id=7) == ["not_waiting"]
    ready(parcel.code, actor_id=7)
    parcel.refresh_from_db()

    set_clock((parcel.held_until - timedelta(seconds=1)).isoformat())
    assert find_ready(parcel.pickup_code, Place.objects.all(), actor_id=7) == parcel
    set_clock(parcel.held_until.isoformat())

    assert codes_of(collect, parcel.code, parcel.pickup_code, actor_id=7) == ["lapsed"]
    assert Parcel.objects.get().state == "ready"  # a job only tidies
