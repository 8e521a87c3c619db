"""Counting while the place goes on selling, on two devices, posted twice at once; each with its twin."""

import pytest
from django.db import IntegrityError

from marketplace.inventory import holds, ledger, locks
from marketplace.inventory.models import Count, Document, Shelf, Stocktake, Variance
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import count as counting
from marketplace.inventory.stocktakes import post as posting
from marketplace.inventory.stocktakes import review, scope
from marketplace.inventory.stocktakes import start as starting
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock
from tests.handing import hand_over
from tests.inventory.stocktakes.counting import begin, see

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


def pausing(monkeypatch, module, name, pause):
    """A pause point after a check, before what it allows is written."""
    check = getattr(module, name)

    def check_and_pause(*args):
        answer = check(*args)
        pause()
        return answer

    monkeypatch.setattr(module, name, check_and_pause)


def post(stocktake, key):
    return posting.post(stocktake, actor_id=8, client_key=key)  # 7 has counted


def only(answers, kind):
    return [answer for answer in answers if isinstance(answer, kind)]


# Post against a sale: 8 are counted of 10, and 9 are sold at the same second


@pytest.fixture
def short(place, listing):
    parcel = place_order(factories.checkout(listing, quantity=9)).parcels.get()
    stocktake = begin(place)
    see(stocktake, listing, 8)
    return stocktake, parcel


def test_a_post_and_a_sale_take_turns(short):
    stocktake, parcel = short

    answers = at_once(
        lambda: post(stocktake, "p"),
        lambda: hand_over(parcel.code, actor_id=7, client_key="h"),
    )

    # Held goods are not counted away; once they are sold, two cannot be missing of the one left.
    assert [code for one in only(answers, StockRefused) for code in one.codes] in (
        ["promised"],
        ["not_enough"],
    )
    assert len(only(answers, Parcel)) == 1
    assert Shelf.objects.get().on_hand == 1


@pytest.fixture
def six_missing(place, listing):
    """Four are counted of ten, and somebody is about to order five."""
    stocktake = begin(place)
    see(stocktake, listing, 4)
    return stocktake, factories.checkout(listing, quantity=5)


def test_of_a_post_and_an_order_one_is_told(six_missing, monkeypatch):
    stocktake, checkout = six_missing
    pausing(monkeypatch, ledger, "_refuse_negative", until_someone_waits_for_a_lock)
    pausing(monkeypatch, holds, "_refuse_more_than_free", until_someone_waits_for_a_lock)

    answers = at_once(lambda: post(stocktake, "p"), lambda: place_order(checkout))

    (told,) = only(answers, StockRefused | OrderRefused)
    assert told.codes in (["promised"], ["not_enough"])
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) in ((10, 5), (4, 0))


def test_without_the_shelf_lock_the_database_refuses_one(six_missing, monkeypatch):
    stocktake, checkout = six_missing
    meeting = Meeting(2)
    monkeypatch.setattr(locks, "_for_update", lambda rows: rows)
    pausing(monkeypatch, ledger, "_refuse_negative", meeting.wait)
    pausing(monkeypatch, holds, "_refuse_more_than_free", meeting.wait)

    answers = at_once(lambda: post(stocktake, "p"), lambda: place_order(checkout))

    (broken,) = only(answers, IntegrityError)
    assert "shelf_held_on_hand" in str(broken)


# Post against post


def test_a_stocktake_is_posted_once(place, listing, monkeypatch):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    pausing(monkeypatch, review, "rows", until_someone_waits_for_a_lock)

    answers = at_once(lambda: post(stocktake, "a"), lambda: post(stocktake, "b"))

    assert [one.codes for one in only(answers, StockRefused)] == [["already_posted"]]
    assert Document.objects.filter(kind="stocktake").count() == 1
    assert Shelf.objects.get().on_hand == 8


def test_a_double_press_is_answered_twice_with_one_document(place, listing, monkeypatch):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    pausing(monkeypatch, review, "rows", until_someone_waits_for_a_lock)

    answers = at_once(lambda: post(stocktake, "a"), lambda: post(stocktake, "a"))

    assert {one.document_id for one in answers} == {Document.objects.get(kind="stocktake").pk}
    assert Shelf.objects.get().on_hand == 8


def test_without_its_lock_the_database_keeps_each_variance_once(place, listing, monkeypatch):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    monkeypatch.setattr(scope, "_for_update", lambda rows: rows)
    pausing(monkeypatch, review, "rows", Meeting(2).wait)

    answers = at_once(lambda: post(stocktake, "a"), lambda: post(stocktake, "b"))

    (broken,) = only(answers, IntegrityError)
    assert "variance_once" in str(broken)
    assert Variance.objects.count() == 1
    assert Shelf.objects.get().on_hand == 8


# Two devices


def test_two_people_count_one_lot_at_once(place, listing):
    stocktake = begin(place)

    answers = at_once(
        *(lambda n=n: see(stocktake, listing, 1, client_key=f"scan-{n}") for n in range(8))
    )

    assert len(only(answers, Count)) == 8
    (row,) = review.rows(stocktake)
    assert (row.counted, row.difference) == (8, -2)


def test_a_scan_that_is_sent_twice_at_once_counts_once(place, listing, monkeypatch):
    stocktake = begin(place)
    pausing(monkeypatch, counting, "_refuse", until_someone_waits_for_a_lock)

    answers = at_once(*(lambda: see(stocktake, listing, 1, client_key="scan") for _n in range(2)))

    assert {one.pk for one in answers} == {Count.objects.get().pk}


def test_without_its_lock_the_database_keeps_each_scan_once(place, listing, monkeypatch):
    stocktake = begin(place)
    monkeypatch.setattr(scope, "_for_update", lambda rows: rows)
    pausing(monkeypatch, counting, "_refuse", Meeting(2).wait)

    answers = at_once(*(lambda: see(stocktake, listing, 1, client_key="scan") for _n in range(2)))

    (broken,) = only(answers, IntegrityError)
    assert "client_key" in str(broken)
    assert Count.objects.count() == 1


# Two that begin


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "II"), ("II", "")])
def test_of_two_overlapping_stocktakes_one_begins(place, monkeypatch, one, other):
    pausing(monkeypatch, starting, "_refuse", until_someone_waits_for_a_lock)

    answers = at_once(lambda: begin(place, one), lambda: begin(place, other))

    assert len(only(answers, Stocktake)) == 1
    assert [refused.codes for refused in only(answers, StockRefused)] == [["already_counting"]]


def test_without_the_lock_the_database_lets_one_begin(place, monkeypatch):
    monkeypatch.setattr(starting, "_lock", lambda rows: None)
    pausing(monkeypatch, starting, "_refuse", Meeting(2).wait)

    answers = at_once(lambda: begin(place, ""), lambda: begin(place, "II"))

    (broken,) = only(answers, IntegrityError)
    assert "stocktake_one_running" in str(broken)
    assert Stocktake.objects.count() == 1
