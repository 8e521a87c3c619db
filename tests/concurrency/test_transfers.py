"""Two people at one transfer, or a transfer and a shopper at one shelf; each beside its lock-off twin."""

import pytest
from django.db import IntegrityError

from marketplace.inventory import holds, locks, transfers
from marketplace.inventory.models import Document, Entry, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import cancelling, locked, receipt, sending
from marketplace.orders.models import ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock
from tests.inventory.transfers.goods import more

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def honey():
    return factories.listing(quantity=10)


@pytest.fixture
def draft(honey):
    """All ten units are to go."""
    centre = Shelf.objects.get().place
    point = factories.place("Điểm bán", seller=centre.operator)
    return factories.transfer(centre, point, honey, quantity=10)


@pytest.fixture
def sent(draft):
    return send(draft, "sent")()


def send(transfer, key):
    seen = transfers.fingerprint(transfer)
    return lambda: transfers.send(transfer.code, seen=seen, actor_id=1, client_key=key)


def receive(transfer, key, units=10):
    row = transfer.sent.get()
    came, seen = [transfers.Came(row.pk, received=units)], transfers.fingerprint_of_way([row])
    said = {"actor_id": 2, "client_key": key, "seen": seen}
    return lambda: transfers.receive(transfer.code, came, **said)


def cancel(transfer, key):
    return lambda: transfers.cancel(transfer.code, actor_id=1, client_key=key)


def pause_after(monkeypatch, module, check, pause):
    """A pause point between a decision and what is written of it."""
    decide = getattr(module, check)

    def decide_and_pause(*arguments, **fields):
        decided = decide(*arguments, **fields)
        pause()
        return decided

    monkeypatch.setattr(module, check, decide_and_pause)


def without_the_lock_on_transfers(monkeypatch):
    monkeypatch.setattr(locked, "_for_update", lambda rows: rows)


def broken(answers):
    return [str(answer) for answer in answers if isinstance(answer, IntegrityError)]


def refused(answers):
    kinds = (StockRefused, OrderRefused)
    return [answer.codes for answer in answers if isinstance(answer, kinds)]


def a_transfer_and_a_shopper(monkeypatch, honey, pause):
    pause_after(monkeypatch, sending, "_refuse", pause)
    pause_after(monkeypatch, holds, "_refuse_more_than_free", pause)
    checkout = factories.checkout(honey)
    return lambda: place_order(checkout)


def test_the_last_units_go_to_the_shopper_or_with_the_transfer(draft, honey, monkeypatch):
    buy = a_transfer_and_a_shopper(monkeypatch, honey, until_someone_waits_for_a_lock)

    answers = at_once(send(draft, "a"), buy)

    assert refused(answers) in ([["promised"]], [["not_enough"]])
    draft.refresh_from_db()
    shelf = Shelf.objects.get(place=draft.origin)
    was_sold = ShopOrder.objects.exists()
    assert (draft.state, shelf.on_hand, shelf.held) == (
        ("draft", 10, 1) if was_sold else ("sent", 0, 0)
    )


def test_without_the_lock_on_shelves_the_database_refuses_one(draft, honey, monkeypatch):
    monkeypatch.setattr(locks, "_for_update", lambda rows: rows)
    buy = a_transfer_and_a_shopper(monkeypatch, honey, Meeting(2).wait)

    answers = at_once(send(draft, "a"), buy)

    (error,) = broken(answers)
    assert "shelf_held_on_hand" in error
    shelf = Shelf.objects.get(place=draft.origin)
    assert (shelf.on_hand, shelf.held) in {(10, 1), (0, 0)}


def test_two_clerks_send_once(draft, monkeypatch):
    pause_after(monkeypatch, sending, "refuse_unless_seen", until_someone_waits_for_a_lock)

    answers = at_once(send(draft, "a"), send(draft, "b"))

    assert refused(answers) == [["not_its_turn"]]
    assert Document.objects.filter(kind="sending").count() == 1
    assert Shelf.objects.get(place=draft.origin).on_hand == 0


def test_two_presses_of_one_button_send_once_and_answer_alike(draft, monkeypatch):
    pause_after(monkeypatch, sending, "refuse_unless_seen", until_someone_waits_for_a_lock)

    answers = at_once(send(draft, "one form"), send(draft, "one form"))

    assert [answer.state for answer in answers] == ["sent", "sent"]
    assert Document.objects.filter(kind="sending").count() == 1


def test_without_the_lock_a_second_sending_is_refused_by_the_database(draft, honey, monkeypatch):
    more(draft.origin, honey, "L2", 10)  # enough for both
    without_the_lock_on_transfers(monkeypatch)
    pause_after(monkeypatch, sending, "refuse_unless_seen", Meeting(2).wait)

    answers = at_once(send(draft, "a"), send(draft, "b"))

    (error,) = broken(answers)
    assert "document_of_transfer_once" in error
    assert Document.objects.filter(kind="sending").count() == 1
    assert Shelf.objects.get(place=draft.origin).on_hand == 10


def test_two_clerks_receive_once(sent, monkeypatch):
    pause_after(monkeypatch, receipt, "_problems", until_someone_waits_for_a_lock)

    answers = at_once(receive(sent, "a"), receive(sent, "b"))

    assert refused(answers) == [["not_its_turn"]]
    assert Shelf.objects.get(place=sent.destination).on_hand == 10


def test_two_clerks_who_count_the_same_half_receive_it_once(sent, monkeypatch):
    pause_after(monkeypatch, receipt, "_problems", until_someone_waits_for_a_lock)

    answers = at_once(receive(sent, "a", 5), receive(sent, "b", 5))

    assert refused(answers) == [["changed_meanwhile"]]
    assert Shelf.objects.get(place=sent.destination).on_hand == 5


def test_without_the_lock_the_same_half_is_received_twice(sent, monkeypatch):
    without_the_lock_on_transfers(monkeypatch)
    pause_after(monkeypatch, receipt, "_problems", Meeting(2).wait)

    answers = at_once(receive(sent, "a", 5), receive(sent, "b", 5))

    assert refused(answers) == broken(answers) == []
    assert Shelf.objects.get(place=sent.destination).on_hand == 10


def test_without_the_lock_a_second_receipt_is_refused_by_the_database(sent, monkeypatch):
    without_the_lock_on_transfers(monkeypatch)
    pause_after(monkeypatch, receipt, "_problems", Meeting(2).wait)

    answers = at_once(receive(sent, "a", 6), receive(sent, "b", 6))

    (error,) = broken(answers)
    assert "sent_covers_what_came" in error
    assert Shelf.objects.get(place=sent.destination).on_hand == 6
    assert sent.sent.get().on_the_way == 4


def test_receiving_and_cancelling_end_one_way(sent, monkeypatch):
    pause_after(monkeypatch, receipt, "_problems", until_someone_waits_for_a_lock)
    pause_after(monkeypatch, cancelling, "_has_arrived", until_someone_waits_for_a_lock)

    answers = at_once(receive(sent, "a"), cancel(sent, "b"))

    assert refused(answers) == [["not_its_turn"]]
    sent.refresh_from_db()
    there = {shelf.place_id: shelf.on_hand for shelf in Shelf.objects.all()}
    ended = {"received": (0, 10), "cancelled": (10, 0)}
    assert (there[sent.origin_id], there.get(sent.destination_id, 0)) == ended[sent.state]


def test_without_the_lock_goods_don_t_both_arrive_and_go_back(sent, monkeypatch):
    without_the_lock_on_transfers(monkeypatch)
    meeting = Meeting(2)
    pause_after(monkeypatch, receipt, "_problems", meeting.wait)
    pause_after(monkeypatch, cancelling, "_has_arrived", meeting.wait)

    answers = at_once(receive(sent, "a"), cancel(sent, "b"))

    (error,) = broken(answers)
    assert "sent_covers_what_came" in error
    on_the_way = Entry.objects.filter(virtual="on_the_way").values_list("quantity", flat=True)
    assert sum(on_the_way) == sent.sent.get().on_the_way == 0
    assert sum(Shelf.objects.values_list("on_hand", flat=True)) == 10
