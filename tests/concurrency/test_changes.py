"""Adjustments, changes of owner and reversals against sales and each other, with and without the lock."""

import threading

import pytest
from django.db import IntegrityError

from marketplace.inventory import adjustments, held, holds, ledger, locks, owners, picked, reversal
from marketplace.inventory.models import Adjustment, Balance, Document, Hold, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.orders.models import ShopOrder
from marketplace.orders.place_order import place_order
from tests import factories
from tests.concurrency.buyers import PATIENCE, Meeting, at_once, until_someone_waits_for_a_lock
from tests.handing import hand_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def honey():
    return factories.listing(at=factories.place(), quantity=5, price=200_000)


@pytest.fixture
def parcel(honey):
    return place_order(factories.checkout(honey, quantity=3)).parcels.get()


def buy(honey, units, key="buy"):
    goods = factories.picked(honey, units)
    costs = {(goods.lot_id, goods.owner_id): 90_000}
    place = Shelf.objects.get().place
    return owners.buy_out(place, [goods], costs, actor_id=7, client_key=key)


def write_off(honey, units, key="broken"):
    goods = [factories.picked(honey, units)]
    place = Shelf.objects.get().place
    note = {"note": "Vỡ chai", "actor_id": 7}
    return adjustments.ask(place, "broken", goods, client_key=key, **note)


def before_writing(monkeypatch, pause):
    """A pause point in every document, between what the ledger has checked and what it writes."""
    check = ledger._refuse_negative

    def check_and_pause(lines):
        check(lines)
        pause()

    monkeypatch.setattr(ledger, "_refuse_negative", check_and_pause)


def without_the_lock(monkeypatch):
    monkeypatch.setattr(locks, "_for_update", lambda rows: rows)


def of_kind(answers, kind):
    return [answer for answer in answers if isinstance(answer, kind)]


def only_once(pause):
    """The first to come pauses, the second goes on."""
    came = []

    def once():
        came.append(1)
        if len(came) == 1:
            pause()

    return once


def test_goods_are_bought_while_an_order_takes_them(honey, parcel, monkeypatch):
    """Owner change vs hold: the held goods go out, whoever owns them by then."""
    before_writing(monkeypatch, only_once(until_someone_waits_for_a_lock))

    answers = at_once(
        lambda: buy(honey, 5),
        lambda: hand_over(parcel.code, actor_id=7, client_key="sold"),
    )

    assert not of_kind(answers, IntegrityError)
    done = Document.objects.filter(kind="sale").get()
    assert -sum(done.entries.filter(place__isnull=False).values_list("quantity", flat=True)) == 3
    assert Balance.objects.filter(quantity__gt=0).count() == 1
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (2, 0)


def test_without_the_lock_the_database_refuses_goods_sold_twice_over(honey, parcel, monkeypatch):
    without_the_lock(monkeypatch)
    before_writing(monkeypatch, Meeting(2).wait)

    answers = at_once(
        lambda: buy(honey, 5),
        lambda: hand_over(parcel.code, actor_id=7, client_key="sold"),
    )

    broken = of_kind(answers, IntegrityError)
    assert len(broken) == 1
    assert "balance_not_negative" in str(broken[0])


def test_what_is_promised_meanwhile_is_not_written_off(honey, monkeypatch):
    """Adjustment vs sale: the write-off waits for the order that takes the last units."""
    checkout = factories.checkout(honey, quantity=4)
    check = held.refuse_if_promised

    def check_and_pause(*args):
        check(*args)
        until_someone_waits_for_a_lock()

    monkeypatch.setattr(held, "refuse_if_promised", check_and_pause)

    answers = at_once(lambda: write_off(honey, 2), lambda: place_order(checkout))

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    done = of_kind(answers, Adjustment) + of_kind(answers, ShopOrder)
    assert (len(refused), len(done)) == (1, 1)
    assert set(refused[0].codes) <= {"promised", "not_enough"}
    shelf = Shelf.objects.get()
    assert shelf.held <= shelf.on_hand
    assert (shelf.on_hand, shelf.held) in {(3, 0), (5, 4)}


def test_without_the_lock_the_database_refuses_what_was_promised(honey, monkeypatch):
    without_the_lock(monkeypatch)
    meeting = Meeting(2)
    check, free = held.refuse_if_promised, holds._refuse_more_than_free

    def promised(*args):
        check(*args)
        meeting.wait()

    def enough(wanted, locked):
        free(wanted, locked)
        meeting.wait()

    monkeypatch.setattr(held, "refuse_if_promised", promised)
    monkeypatch.setattr(holds, "_refuse_more_than_free", enough)
    checkout = factories.checkout(honey, quantity=4)

    answers = at_once(lambda: write_off(honey, 2), lambda: place_order(checkout))

    broken = of_kind(answers, IntegrityError)
    assert len(broken) == 1
    assert "shelf_held_on_hand" in str(broken[0])


@pytest.fixture
def waiting(honey):
    return write_off(honey, 3)  # 600.000 ₫


def at_the_post(monkeypatch, pause):
    """A pause point between reading an adjustment and posting it."""
    missing = picked.missing

    def missing_and_pause(*args):
        found = missing(*args)
        pause()
        return found

    monkeypatch.setattr(picked, "missing", missing_and_pause)


def test_two_managers_agree_once(waiting, monkeypatch):
    at_the_post(monkeypatch, only_once(until_someone_waits_for_a_lock))

    answers = at_once(
        lambda: adjustments.approve(waiting.code, actor_id=8),
        lambda: adjustments.approve(waiting.code, actor_id=9),
    )

    assert len(of_kind(answers, Adjustment)) == 1
    assert [answer.codes for answer in of_kind(answers, StockRefused)] == [["decided_before"]]
    assert Document.objects.filter(kind="adjustment").count() == 1
    assert Shelf.objects.get().on_hand == 2


def test_without_the_lock_the_database_refuses_the_second_document(waiting, monkeypatch):
    without_the_lock(monkeypatch)
    monkeypatch.setattr(adjustments, "_for_update", lambda rows: rows)
    at_the_post(monkeypatch, Meeting(2).wait)

    answers = at_once(
        lambda: adjustments.approve(waiting.code, actor_id=8),
        lambda: adjustments.approve(waiting.code, actor_id=9),
    )

    broken = of_kind(answers, IntegrityError)
    assert len(broken) == 1
    assert "client_key" in str(broken[0])
    assert Document.objects.filter(kind="adjustment").count() == 1


@pytest.fixture
def received(honey):
    """Two more, received by mistake."""
    place = Shelf.objects.get().place
    line = Received(honey.variant_id, "L2", 2)
    owner = {"owner_id": honey.producer.party_id, "actor_id": 7}
    return receive(place, [line], client_key="more", **owner)


def take_back(document):
    return reversal.reverse(document.code, note="Ghi nhầm", actor_id=8, client_key="mirror")


def test_a_reversal_waits_for_the_sale_and_finds_the_goods_gone(honey, received, monkeypatch):
    """Both want the same two units: the order of seven, and the mirror of the last two."""
    parcel = place_order(factories.checkout(honey, quantity=7)).parcels.get()
    sale_is_in = threading.Event()

    def let_the_other_come():
        sale_is_in.set()
        until_someone_waits_for_a_lock()

    def mirror_after_that():
        assert sale_is_in.wait(PATIENCE)
        return take_back(received)

    before_writing(monkeypatch, only_once(let_the_other_come))

    answers = at_once(
        lambda: hand_over(parcel.code, actor_id=7, client_key="sold"), mirror_after_that
    )

    assert not of_kind(answers, IntegrityError)
    refused = of_kind(answers, StockRefused)
    assert len(refused) == 1
    assert refused[0].codes == ["gone"]
    assert Shelf.objects.get().on_hand == 0
    assert not Hold.objects.filter(state="live").exists()


def test_without_the_lock_the_database_refuses_the_mirror(honey, received, monkeypatch):
    parcel = place_order(factories.checkout(honey, quantity=7)).parcels.get()
    without_the_lock(monkeypatch)
    monkeypatch.setattr(held, "refuse_if_promised", lambda *args: None)
    before_writing(monkeypatch, Meeting(2).wait)

    answers = at_once(
        lambda: hand_over(parcel.code, actor_id=7, client_key="sold"),
        lambda: take_back(received),
    )

    broken = of_kind(answers, IntegrityError)
    assert len(broken) == 1
    assert "balance_not_negative" in str(broken[0]) or "shelf_held_on_hand" in str(broken[0])


def test_two_reversals_of_one_document_are_one(honey, received, monkeypatch):
    before_writing(monkeypatch, only_once(until_someone_waits_for_a_lock))

    answers = at_once(
        lambda: reversal.reverse(received.code, note="Ghi nhầm", actor_id=8, client_key="a"),
        lambda: reversal.reverse(received.code, note="Ghi nhầm", actor_id=9, client_key="b"),
    )

    assert len(of_kind(answers, Document)) == 1
    assert [answer.codes for answer in of_kind(answers, StockRefused)] == [["reversed_before"]]
    assert Shelf.objects.get().on_hand == 5
