"""Two at once on one parcel: one of them does it, the other is told in a sentence."""

import threading

import pytest
from django.db import IntegrityError, OperationalError

from marketplace.inventory import locks
from marketplace.inventory.models import Document, Shelf
from marketplace.inventory.stock_check.check import check as check_stock
from marketplace.orders import confirm, limits, locked
from marketplace.orders.models import Parcel, Payment, ShopOrder
from marketplace.orders.order_check.check import check as check_orders
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Refusal
from tests import factories
from tests.concurrency import order_steps
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock
from tests.concurrency.order_steps import call_off, each_thread_its_clock, expire, pay, send

pytestmark = pytest.mark.django_db(transaction=True)

# (how the parcel stands, one step, the other): what can happen to one parcel at one moment.
PAIRS = {
    "expire-cancel": (order_steps.to_confirm, expire, call_off),
    "expire-expire": (order_steps.to_confirm, expire, expire),
    "expire-pay": (order_steps.to_collect, expire, pay),
    "cancel-cancel": (order_steps.to_confirm, call_off, call_off),
    "cancel-pay": (order_steps.to_collect, call_off, pay),
    "cancel-ship": (order_steps.to_ship, call_off, send),
    "pay-pay": (order_steps.to_collect, pay, pay),
    "ship-ship": (order_steps.to_ship, send, send),
}


@pytest.fixture
def listing(monkeypatch):
    each_thread_its_clock(monkeypatch)
    return factories.listing(quantity=5)


def both(listing, name):
    stands, first, second = PAIRS[name]
    parcel = stands(listing)
    return parcel, first(listing, parcel), second(listing, parcel)


def between_lock_and_decision(monkeypatch, pause):
    """A pause point in each step, when it has the parcel and has not looked at its state."""
    lock = locked.lock_parcel

    def lock_and_pause(code):
        parcel = lock(code)
        pause()
        return parcel

    for module in ("cancel", "collect", "lapse", "ship"):
        monkeypatch.setattr(f"marketplace.orders.{module}.lock_parcel", lock_and_pause)


@pytest.mark.parametrize("name", PAIRS)
def test_one_does_it_and_the_other_is_told(listing, monkeypatch, name):
    parcel, first, second = both(listing, name)
    first_in = threading.Event()

    def only_the_first_pauses():
        if not first_in.is_set():
            first_in.set()
            until_someone_waits_for_a_lock()

    between_lock_and_decision(monkeypatch, only_the_first_pauses)

    answers = at_once(first, second)

    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert broken == []
    parcel.refresh_from_db()
    shelf = Shelf.objects.get()
    left = parcel.state in (Parcel.State.SHIPPED, Parcel.State.DELIVERED)
    assert (shelf.on_hand, shelf.held) == (4 if left else 5, 0)
    assert Document.objects.filter(kind="sale").count() == int(left)
    settled = {"shipped": "due", "delivered": "collected"}.get(parcel.state, "void")
    assert Payment.objects.get().state == settled
    told = [answer for answer in answers if isinstance(answer, OrderRefused)]
    kinds = name.split("-")
    if kinds[0] == kinds[1] or "expire" in name and told == []:
        assert told == []  # the second press is answered as the first, and a job says nothing
    else:
        assert [one.codes for one in told] in ([["not_waiting"]], [["lapsed"]])
        assert all(len(problem.sentence) > 20 for one in told for problem in one.problems)
    assert check_stock().broken == []
    assert check_orders().broken == []


@pytest.mark.parametrize("name", PAIRS)
def test_without_the_locks_the_database_refuses(listing, monkeypatch, name):
    _parcel, first, second = both(listing, name)
    monkeypatch.setattr(locked, "_for_update", lambda rows: rows)
    monkeypatch.setattr(locks, "_for_update", lambda rows: rows)
    both_have_read = Meeting(2)
    goods = locked.lock_goods_of

    def read_and_meet(parcels):
        found = goods(parcels)
        both_have_read.wait()
        return found

    monkeypatch.setattr(locked, "lock_goods_of", read_and_meet)
    monkeypatch.setattr("marketplace.orders.cancel.lock_goods_of", read_and_meet)

    answers = at_once(first, second)

    refused = [
        answer for answer in answers if isinstance(answer, IntegrityError | OperationalError)
    ]
    assert len(refused) == 1


@pytest.mark.parametrize("name", PAIRS)
def test_with_the_parcels_lock_alone_gone_the_shelfs_still_holds(listing, monkeypatch, name):
    """Two locks stand one behind the other: goods are never given twice for want of the first."""
    parcel, first, second = both(listing, name)
    monkeypatch.setattr(locked, "_for_update", lambda rows: rows)
    both_have_read = Meeting(2)
    between_lock_and_decision(monkeypatch, both_have_read.wait)

    at_once(first, second)

    parcel.refresh_from_db()
    left = Document.objects.filter(kind="sale").count()
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (5 - left, 0)
    assert left <= 1
    assert check_stock().broken == []


def test_confirming_and_cancelling_end_one_way(listing, monkeypatch):
    parcel = order_steps.to_confirm(listing)
    first_in = threading.Event()

    def only_the_first_pauses():
        if not first_in.is_set():
            first_in.set()
            until_someone_waits_for_a_lock()

    between_lock_and_decision(monkeypatch, only_the_first_pauses)
    lock = locked.lock_parcel

    def lock_and_pause(code):
        found = lock(code)
        only_the_first_pauses()
        return found

    monkeypatch.setattr(confirm, "lock_parcel", lock_and_pause)

    at_once(call_off(listing, parcel), lambda: confirm.confirm_by_phone(parcel.code, actor_id=8))

    parcel.refresh_from_db()
    assert parcel.state == "cancelled"  # before the call or after it
    assert Shelf.objects.get().held == 0
    assert check_orders().broken == []


@pytest.fixture
def fourth_and_fifth(listing):
    """Two orders of a phone that has two that wait already: one more is allowed."""
    phone, device = "0912 345 678", "d" * 32
    for _number in range(2):
        place_order(factories.checkout(listing, phone=phone, device=device))
    return [factories.checkout(listing, phone=phone, device=device) for _number in range(2)]


def after_the_count(monkeypatch, pause):
    decide = limits.standing

    def pause_and_decide(*arguments):
        pause()
        return decide(*arguments)

    monkeypatch.setattr(limits, "standing", pause_and_decide)


def test_two_orders_at_once_do_not_slip_under_the_limit(fourth_and_fifth, monkeypatch):
    first_in = threading.Event()

    def only_the_first_pauses():
        if not first_in.is_set():
            first_in.set()
            until_someone_waits_for_a_lock()

    after_the_count(monkeypatch, only_the_first_pauses)

    answers = at_once(*(lambda c=checkout: place_order(c) for checkout in fourth_and_fifth))

    refused = [answer for answer in answers if isinstance(answer, OrderRefused)]
    assert [answer.codes for answer in refused] == [["too_many_open"]]
    assert ShopOrder.objects.count() == 3


def test_without_their_lock_both_slip_under_it(fourth_and_fifth, monkeypatch):
    monkeypatch.setattr(limits, "_LOCK", "")
    after_the_count(monkeypatch, Meeting(2).wait)

    answers = at_once(*(lambda c=checkout: place_order(c) for checkout in fourth_and_fifth))

    assert all(isinstance(answer, ShopOrder) for answer in answers)
    assert ShopOrder.objects.count() == 4
