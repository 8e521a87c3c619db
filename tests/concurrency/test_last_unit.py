"""Two buyers of the last unit: one order, one kind apology; without the lock, the database refuses."""

import threading

import pytest
from django.db import IntegrityError

from marketplace.inventory import holds, locks
from marketplace.inventory.models import Hold, Shelf
from marketplace.orders.models import ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_buyers():
    listing = factories.listing(quantity=1)
    return [factories.checkout(listing), factories.checkout(listing)]


def after_the_check(monkeypatch, pause):
    """A pause point in each order, between deciding that there is enough and writing the hold."""
    check = holds._refuse_more_than_free

    def check_and_pause(wanted, locked):
        check(wanted, locked)
        pause()

    monkeypatch.setattr(holds, "_refuse_more_than_free", check_and_pause)


def test_the_second_buyer_waits_and_is_told(two_buyers, monkeypatch):
    after_the_check(monkeypatch, until_someone_waits_for_a_lock)

    answers = at_once(*(lambda c=checkout: place_order(c) for checkout in two_buyers))

    orders = [answer for answer in answers if isinstance(answer, ShopOrder)]
    refused = [answer for answer in answers if isinstance(answer, OrderRefused)]
    assert len(orders) == 1
    assert [answer.codes for answer in refused] == [["not_enough"]]
    assert ShopOrder.objects.get() == orders[0]
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (1, 1)


def test_without_the_lock_the_database_refuses(two_buyers, monkeypatch):
    monkeypatch.setattr(locks, "_for_update", lambda rows: rows)
    after_the_check(monkeypatch, Meeting(2).wait)

    answers = at_once(*(lambda c=checkout: place_order(c) for checkout in two_buyers))

    broken = [answer for answer in answers if isinstance(answer, IntegrityError)]
    assert len(broken) == 1
    assert "shelf_held_on_hand" in str(broken[0])
    assert ShopOrder.objects.count() == 1
    assert Hold.objects.count() == 1


def test_a_double_press_in_two_tabs_is_one_order(monkeypatch):
    listing = factories.listing(quantity=5)
    checkout = factories.checkout(listing)
    first_in = threading.Event()

    def only_the_first_pauses():
        if not first_in.is_set():
            first_in.set()
            until_someone_waits_for_a_lock()

    after_the_check(monkeypatch, only_the_first_pauses)

    answers = at_once(lambda: place_order(checkout), lambda: place_order(checkout))

    assert {answer.code for answer in answers} == {ShopOrder.objects.get().code}
    assert Shelf.objects.get().held == 1


def test_a_crowd_buys_what_there_is_and_no_more():
    listing = factories.listing(quantity=5)
    crowd = [factories.checkout(listing) for _ in range(12)]

    answers = at_once(*(lambda c=checkout: place_order(c) for checkout in crowd))

    assert sum(isinstance(answer, ShopOrder) for answer in answers) == 5
    assert sum(isinstance(answer, OrderRefused) for answer in answers) == 7
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (5, 5)
