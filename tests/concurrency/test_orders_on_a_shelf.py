"""Every pair of {place, expire, cancel, pay, ship} at once on one shelf, each with its parcel."""

import itertools
import threading

import pytest
from django.db import IntegrityError

from marketplace.inventory import locks
from marketplace.inventory.models import Hold, Shelf
from marketplace.inventory.stock_check.check import check as check_stock
from marketplace.orders.order_check.check import check as check_orders
from tests import factories
from tests.concurrency.buyers import PATIENCE, Meeting, at_once, until_someone_waits_for_a_lock
from tests.concurrency.order_steps import STEPS, Decisions, each_thread_its_clock

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = list(itertools.combinations_with_replacement(STEPS, 2))
# What a step leaves of the ten units on the shelf and of the one unit it holds before, if any.
HELD_BEFORE = {"place": 0, "expire": 1, "cancel": 1, "pay": 1, "ship": 1}
LEAVES = {"place": (0, 1), "expire": (0, -1), "cancel": (0, -1), "pay": (-1, -1), "ship": (-1, -1)}


@pytest.fixture
def listing(monkeypatch):
    each_thread_its_clock(monkeypatch)
    return factories.listing(quantity=10)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_second_waits_and_decides_on_what_the_first_left(listing, monkeypatch, pair):
    steps = [STEPS[name](listing) for name in pair]
    first_in = threading.Event()

    def only_the_first_pauses():
        if not first_in.is_set():
            first_in.set()
            until_someone_waits_for_a_lock()

    decisions = Decisions(monkeypatch, only_the_first_pauses)

    answers = at_once(*steps)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert decisions.stale == 0
    shelf = Shelf.objects.get()
    assert shelf.on_hand == 10 + sum(LEAVES[name][0] for name in pair)
    assert shelf.held == sum(HELD_BEFORE[name] + LEAVES[name][1] for name in pair)
    assert sum(Hold.objects.filter(state="live").values_list("quantity", flat=True)) == shelf.held
    assert check_stock().broken == []
    assert check_orders().broken == []


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_without_the_lock_the_second_decides_on_what_is_no_longer_so(listing, monkeypatch, pair):
    """Both have read the shelf before either writes; the database refuses what would not add up."""
    steps = [STEPS[name](listing) for name in pair]
    monkeypatch.setattr(locks, "_for_update", lambda rows: rows)
    both_have_read, first_is_done = Meeting(2), threading.Event()
    order = itertools.count()

    def the_second_goes_on_when_the_first_is_done():
        both_have_read.wait()
        if next(order):
            assert first_is_done.wait(PATIENCE)

    decisions = Decisions(monkeypatch, the_second_goes_on_when_the_first_is_done)

    def taken(step):
        try:
            return step()
        finally:
            first_is_done.set()

    answers = at_once(*(lambda step=step: taken(step) for step in steps))

    assert decisions.stale == 1
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    if {"pay", "ship"}.issuperset(pair):  # both write what is on hand
        assert [type(answer) for answer in refused] == [IntegrityError]
        assert "its balances" in str(refused[0]) or "stock row of Saleor" in str(refused[0])
    else:
        assert refused == []
