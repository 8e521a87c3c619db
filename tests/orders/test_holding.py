"""A hold ends by the clock, at its second; whoever writes next under the lock ends it."""

import pytest
from django.db import transaction

from marketplace import clock
from marketplace.inventory import availability, shortfall, standing, worth
from marketplace.inventory.adjustments import ask
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Hold, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stock_check.check import check as check_stock
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.holding import hold_until
from marketplace.orders.locked import lock_goods, lock_parcel
from marketplace.orders.order_check.check import check as check_orders
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.places.models import Place
from marketplace.saleor_bridge.models import Allocation
from tests import factories

pytestmark = pytest.mark.django_db

PLACED = "2026-11-22T10:00:00+07:00"
BEFORE = "2026-11-23T09:59:59+07:00"
AT = "2026-11-23T10:00:00+07:00"  # 24 hours later: nobody has called


@pytest.fixture
def listing(set_clock):
    set_clock(PLACED)
    return factories.listing(quantity=5)


@pytest.fixture
def parcel(listing):
    return place_order(factories.checkout(listing, quantity=4)).parcels.get()


def free(listing):
    (one,) = availability.free_anywhere([listing.variant_id], clock.today()) or [None]
    return one.quantity if one else 0


def nothing_is_broken():
    assert check_stock().broken == []
    assert check_orders().broken == []


def test_readers_leave_it_out_from_that_second_on(listing, parcel, set_clock):
    places = Place.objects.all()

    def read():
        variants = availability.variants_in_stock(clock.today())
        return (
            free(listing),
            len(standing.holds_on(listing.variant_id, places)),
            len(worth.blocked(places)),
            list(variants) == [{"variant_id": listing.variant_id}],
        )

    set_clock(BEFORE)
    assert read() == (1, 1, 1, True)
    set_clock(AT)
    assert read() == (5, 0, 0, True)
    assert Shelf.objects.get().held == 4  # nobody has written yet
    nothing_is_broken()


def test_an_article_all_of_which_was_held_is_in_stock_again(listing, set_clock):
    place_order(factories.checkout(listing, quantity=5))
    set_clock(BEFORE)
    assert list(availability.variants_in_stock(clock.today())) == []
    assert availability.articles_by_place(_variants(listing), clock.today()) == {}
    set_clock(AT)
    assert len(availability.variants_in_stock(clock.today())) == 1
    assert list(availability.articles_by_place(_variants(listing), clock.today()).values()) == [1]


def _variants(listing):
    return type(listing).objects.values("variant")


def test_the_next_order_takes_the_goods_with_no_job_running(listing, parcel, set_clock):
    set_clock(BEFORE)
    late, later = (factories.checkout(listing, quantity=1) for _number in range(2))
    place_order(late)  # the one that was free
    with pytest.raises(OrderRefused) as refused:
        place_order(later)
    assert refused.value.codes == ["not_enough"]

    set_clock(AT)
    place_order(factories.checkout(listing, quantity=4))

    ended = Hold.objects.get(reference=parcel.reference)
    assert (ended.state, ended.ended_at) == ("released", clock.now())
    assert Shelf.objects.get().held == 5
    parcel.refresh_from_db()
    assert parcel.state == "to_confirm"  # only the job writes that down
    assert not Allocation.objects.filter(order_line=parcel.lines.get().order_line).exists()
    nothing_is_broken()


def test_goods_whose_hold_is_past_can_be_written_off(listing, parcel, set_clock):
    place = Place.objects.get()

    def write_off(units):
        goods = [factories.picked(listing, units)]
        return ask(place, "broken", goods, note="rơi vỡ", actor_id=7, client_key=str(clock.now()))

    set_clock(BEFORE)
    with pytest.raises(StockRefused) as refused:
        write_off(2)
    assert refused.value.codes == ["promised"]
    set_clock(AT)
    write_off(2)

    assert (Shelf.objects.get().on_hand, Shelf.objects.get().held) == (3, 0)
    nothing_is_broken()


def test_what_is_past_is_no_shortfall(listing, parcel, set_clock):
    places = Place.objects.all()
    change_condition(
        places.get(),
        [factories.picked(listing, 3)],
        "blocked",
        note="thu hồi lô",
        actor_id=7,
        client_key="b",
    )
    set_clock(BEFORE)
    assert [one.missing for one in shortfall.short_shelves(places, clock.today())] == [2]
    set_clock(AT)
    assert shortfall.short_shelves(places, clock.today()) == []


def test_parcel_and_hold_say_the_same_moment(listing, parcel, set_clock):
    confirm_by_phone(parcel.code, actor_id=7)
    parcel.refresh_from_db()
    assert (parcel.held_until, Hold.objects.get().until) == (None, None)

    set_clock(AT)
    assert parcel.is_held_at(clock.now())
    assert free(listing) == 1
    until = clock.day_end(clock.today())
    with transaction.atomic():
        locked = lock_parcel(parcel.code)
        hold_until(locked, lock_goods(locked), until)
    assert (locked.held_until, Hold.objects.get().until) == (until, until)
    nothing_is_broken()


def test_what_is_past_cannot_be_held_longer(listing, parcel, set_clock):
    set_clock(AT)
    with pytest.raises(StockRefused) as refused, transaction.atomic():
        locked = lock_parcel(parcel.code)
        hold_until(locked, lock_goods(locked), None)

    assert refused.value.codes == ["hold_not_live"]
    parcel.refresh_from_db()
    assert parcel.held_until is not None


def test_goods_taken_while_the_call_waited_for_the_shelf_are_not_confirmed(
    listing, parcel, set_clock, monkeypatch
):
    from marketplace.orders import confirm

    right = confirm.lock_goods_of

    def a_moment_too_late(parcels):
        set_clock(AT)
        place_order(factories.checkout(listing, quantity=4))
        return right(parcels)

    monkeypatch.setattr(confirm, "lock_goods_of", a_moment_too_late)
    set_clock(BEFORE)
    with pytest.raises(StockRefused) as refused:
        confirm_by_phone(parcel.code, actor_id=7)

    assert refused.value.codes == ["hold_not_live"]
    parcel.refresh_from_db()
    assert parcel.state == "to_confirm"
    nothing_is_broken()


def test_saleor_has_allocated_what_is_held(listing, parcel):
    line = parcel.lines.get()
    assert Allocation.objects.get().quantity_allocated == 4
    assert Allocation.objects.get().order_line_id == line.order_line_id
