"""The same delivery received twice at once, or received and cancelled; without the lock, the database refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError

from marketplace.inventory import agreements, deliveries, delivery_checks
from marketplace.inventory.deliveries import Counted
from marketplace.inventory.models import ConsignmentAgreement, Delivery, Document, Shelf
from marketplace.inventory.refused import StockRefused
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivery():
    place = factories.place()
    return factories.delivery(factories.listing(at=place, quantity=10), 5, at=place)


def counted(delivery, units=5, reason=""):
    line = delivery.lines.get()
    return [Counted(line.pk, units, line.best_before, reason=reason)]


def after_the_check(monkeypatch, pause):
    """A pause point in each receipt, between deciding that it is good and writing it."""
    check = delivery_checks.refuse_counts

    def check_and_pause(*arguments):
        check(*arguments)
        pause()

    monkeypatch.setattr(delivery_checks, "refuse_counts", check_and_pause)


def without_the_lock(monkeypatch):
    monkeypatch.setattr(deliveries, "_for_update", lambda rows: rows)


def test_two_clerks_receive_once(delivery, monkeypatch):
    after_the_check(monkeypatch, until_someone_waits_for_a_lock)
    four, five = counted(delivery, 4, "fewer_came"), counted(delivery)

    answers = at_once(
        lambda: deliveries.receive(delivery, five, actor_id=1),
        lambda: deliveries.receive(delivery, four, actor_id=2),
    )

    refused = [answer for answer in answers if isinstance(answer, StockRefused)]
    assert [one.codes for one in refused] == [["already_received"]]
    came = delivery.lines.get().counted
    assert Shelf.objects.get().on_hand == 10 + came
    assert Document.objects.filter(reference=delivery.code).count() == 1


def test_one_button_pressed_twice_receives_once(delivery, monkeypatch):
    after_the_check(monkeypatch, until_someone_waits_for_a_lock)
    five = counted(delivery)

    answers = at_once(*[lambda: deliveries.receive(delivery, five, actor_id=1)] * 2)

    assert [answer.state for answer in answers] == ["received", "received"]
    assert Shelf.objects.get().on_hand == 15


def test_without_the_lock_the_database_refuses_the_second_receipt(delivery, monkeypatch):
    without_the_lock(monkeypatch)
    after_the_check(monkeypatch, Meeting(2).wait)
    four, five = counted(delivery, 4, "fewer_came"), counted(delivery)

    answers = at_once(
        lambda: deliveries.receive(delivery, five, actor_id=1),
        lambda: deliveries.receive(delivery, four, actor_id=2),
    )

    refused = [answer for answer in answers if not isinstance(answer, Delivery)]
    assert [type(answer) for answer in refused] == [IntegrityError]
    assert Document.objects.filter(reference=delivery.code).count() == 1
    assert Shelf.objects.get().on_hand == 10 + delivery.lines.get().counted


def test_received_or_cancelled_never_both(delivery, monkeypatch):
    after_the_check(monkeypatch, until_someone_waits_for_a_lock)
    five = counted(delivery)

    answers = at_once(
        lambda: deliveries.receive(delivery, five, actor_id=1),
        lambda: deliveries.cancel(delivery, actor_id=2),
    )

    codes = [answer.codes for answer in answers if isinstance(answer, StockRefused)]
    delivery.refresh_from_db()
    ended = {"received": ([["already_received"]], 15), "cancelled": ([["cancelled"]], 10)}
    assert (codes, Shelf.objects.get().on_hand) == ended[delivery.state]


def test_without_the_lock_the_database_refuses_to_end_twice(delivery, monkeypatch):
    """The cancellation is decided before the receipt is written, and written after it."""
    without_the_lock(monkeypatch)
    meeting = Meeting(2)
    refuse = delivery_checks.refuse_received

    def check_and_wait(one):
        refuse(one)
        meeting.wait()  # decided
        meeting.wait()  # the receipt is committed

    monkeypatch.setattr(delivery_checks, "refuse_received", check_and_wait)
    five = counted(delivery)

    def receive():
        meeting.wait()
        received = deliveries.receive(delivery, five, actor_id=1)
        meeting.wait()
        return received

    received, cancelled = at_once(receive, lambda: deliveries.cancel(delivery, actor_id=2))

    assert received.state == "received"
    assert isinstance(cancelled, IntegrityError)
    delivery.refresh_from_db()
    assert (delivery.state, Shelf.objects.get().on_hand) == ("received", 15)


@pytest.fixture
def agreed():
    producer, operator = factories.producer(), factories.operator()
    terms = agreements.Terms(Decimal(15), "producer", 15)
    return agreements.Agreed(producer, operator, terms, since=date(2026, 1, 1))


def make_two(agreed):
    return at_once(
        *(lambda k=key: agreements.make(agreed, actor_id=1, client_key=k) for key in "ab")
    )


def before_writing(monkeypatch, pause):
    check = agreements._problems

    def check_and_pause(one):
        problems = check(one)
        if not problems:
            pause()
        return problems

    monkeypatch.setattr(agreements, "_problems", check_and_pause)


def test_two_people_record_one_agreement(agreed, monkeypatch):
    before_writing(monkeypatch, until_someone_waits_for_a_lock)

    answers = make_two(agreed)

    assert [one.codes for one in answers if isinstance(one, StockRefused)] == [["overlap"]]
    assert ConsignmentAgreement.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_second_agreement(agreed, monkeypatch):
    monkeypatch.setattr(agreements, "_locked", list)
    before_writing(monkeypatch, Meeting(2).wait)

    answers = make_two(agreed)

    # Two at once wait for each other at the constraint: it refuses one, or PostgreSQL breaks the tie.
    [refused] = [one for one in answers if isinstance(one, Exception)]
    assert isinstance(refused, IntegrityError | OperationalError)
    assert ConsignmentAgreement.objects.count() == 1
