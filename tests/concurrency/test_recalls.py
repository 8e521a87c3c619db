"""A lot is recalled while it arrives at a place that had no shelf for it; beside its lock-off twin."""

import pytest

from marketplace.inventory import locks, recalls, receiving, transfers
from marketplace.inventory.models import Balance, Recall
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.transfers import receipt
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coming():
    """Four of ten are on the way to a point that has never had the article."""
    centre = factories.place()
    honey = factories.listing(at=centre, quantity=10)
    point = factories.place("Điểm bán", seller=centre.operator)
    return honey, factories.transfer(centre, point, honey, quantity=4, sent=True)


def both(coming):
    honey, transfer = coming
    lot, came = factories.lot_of(honey), [transfers.Came(transfer.sent.get().pk, received=4)]
    return (
        lambda: recalls.recall(lot, note="Nhiễm chì", actor_id=8, client_key="recall"),
        lambda: transfers.receive(transfer.code, came, actor_id=7, client_key="came"),
    )


def pausing(monkeypatch, pause):
    """A pause point in each, between what it has read and what it commits."""

    def then_pause(read):
        def read_and_pause(*args):
            found = read(*args)
            pause()
            return found

        return read_and_pause

    for module, name in ((recalls, "_block"), (receipt, "blocked_on_arrival")):
        monkeypatch.setattr(module, name, then_pause(getattr(module, name)))


def good_units():
    rows = Balance.objects.filter(condition="good").values_list("quantity", flat=True)
    return sum(rows)


def test_what_arrives_during_a_recall_is_blocked_whoever_comes_first(coming, monkeypatch):
    came = []

    def only_the_first():
        came.append(1)
        if len(came) == 1:
            until_someone_waits_for_a_lock()

    pausing(monkeypatch, only_the_first)

    answers = at_once(*both(coming))

    assert not [one for one in answers if isinstance(one, Exception)]
    assert good_units() == 0


def test_without_the_lock_on_lots_the_recall_misses_it(coming, monkeypatch):
    monkeypatch.setattr(locks, "_lots_for_update", lambda rows: rows)
    pausing(monkeypatch, Meeting(2).wait)

    answers = at_once(*both(coming))

    assert not [one for one in answers if isinstance(one, Exception)]
    assert Recall.objects.get().lifted_at is None
    assert good_units() == 4


@pytest.fixture
def brought(coming):
    """More of the same batch is brought to the point, which has no shelf for it yet."""
    honey, transfer = coming
    point = transfer.destination
    factories.agreement(honey.producer, point.operator)
    lot = factories.lot_of(honey)
    return (
        lambda: recalls.recall(lot, note="Nhiễm chì", actor_id=8, client_key="recall"),
        lambda: receive(
            point,
            [Received(honey.variant_id, lot.code, 5, lot.best_before, lot.made_on)],
            owner_id=honey.producer.party_id,
            actor_id=7,
            client_key="brought",
        ),
    )


def pausing_a_receipt(monkeypatch, pause):
    """A pause point in both, between what is recalled by now and what comes of it."""
    for module, name in ((recalls, "_block"), (receiving, "problems_of_lines")):
        look = getattr(module, name)

        def look_and_pause(*args, look=look):
            found = look(*args)
            pause()
            return found

        monkeypatch.setattr(module, name, look_and_pause)


def test_what_is_brought_during_a_recall_is_blocked_or_refused(brought, monkeypatch):
    came = []

    def only_the_first():
        came.append(1)
        if len(came) == 1:
            until_someone_waits_for_a_lock()

    pausing_a_receipt(monkeypatch, only_the_first)

    answers = at_once(*brought)

    refused = [one for one in answers if isinstance(one, Exception)]
    assert [one.codes for one in refused] in ([], [["recalled"]])
    assert good_units() == 0


def test_without_the_share_of_the_lot_the_recall_misses_what_is_brought(brought, monkeypatch):
    monkeypatch.setattr(locks, "_lots_for_share", lambda statement: statement)
    pausing_a_receipt(monkeypatch, Meeting(2).wait)

    answers = at_once(*brought)

    assert not [one for one in answers if isinstance(one, Exception)]
    assert Recall.objects.get().lifted_at is None
    assert good_units() == 5
