"""What was promised is kept: once where all goes well, again and again where it does not."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from marketplace import clock
from marketplace.outbox import deliver
from marketplace.outbox.deliver import LEASE, MOST_ATTEMPTS
from marketplace.outbox.models import Message
from marketplace.outbox.queue import queue
from tests.concurrency.buyers import PATIENCE, at_once

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


def failing(monkeypatch, error):
    def handle(payload):
        raise error

    monkeypatch.setitem(deliver._handlers, "test.kind", handle)


def stored(message):
    return Message.objects.get(pk=message.pk)


def test_it_is_delivered_once(message, handled):
    assert deliver.deliver(message.pk) is True
    assert deliver.deliver(message.pk) is False
    assert deliver.sweep() == 0

    assert handled == [{"order": 7}]
    done = stored(message)
    assert (done.state, done.attempts, done.done_at, done.last_error) == ("done", 1, NOON, "")


def test_a_message_that_is_not_there_is_nothing_to_do():
    assert deliver.deliver(4711) is False


def test_a_message_is_not_touched_before_it_is_due(message, handled):
    Message.objects.update(due_at=NOON + timedelta(microseconds=1))

    assert deliver.deliver(message.pk) is False
    assert deliver.sweep() == 0
    assert handled == []
    assert stored(message).attempts == 0


def test_after_a_failure_it_waits_twice_as_long_each_time(message, set_clock, monkeypatch):
    failing(monkeypatch, ConnectionError())
    pauses = []

    while stored(message).state == "waiting":
        set_clock(stored(message).due_at.isoformat())
        assert deliver.sweep() == 0
        pauses.append((stored(message).due_at - clock.now()).total_seconds())

    given_up = stored(message)
    assert (given_up.state, given_up.attempts) == ("failed", MOST_ATTEMPTS)
    assert given_up.last_error == "ConnectionError"
    assert given_up.done_at is None
    # seconds; 300 is the lease of the last attempt, which nobody waits for
    assert pauses == [30 * 2**n for n in range(10)] + [8 * 3600] * 5 + [300]
    assert timedelta(hours=48) < clock.now() - NOON < timedelta(hours=49)


def test_what_was_given_up_is_left_to_a_person(message, set_clock, handled):
    Message.objects.update(state="failed")
    set_clock("2027-11-22T12:00:00+07:00")

    assert deliver.sweep() == 0
    assert deliver.deliver(message.pk) is False
    assert handled == []


def test_a_later_attempt_makes_good_what_failed(message, set_clock, monkeypatch, handled):
    with monkeypatch.context() as patch:
        failing(patch, ConnectionError())
        assert deliver.sweep() == 0
    assert stored(message).last_error == "ConnectionError"

    set_clock("2026-11-22T12:00:29.999999+07:00")
    assert deliver.sweep() == 0
    set_clock("2026-11-22T12:00:30+07:00")
    assert deliver.sweep() == 1
    done = stored(message)
    assert (done.state, done.attempts, done.last_error) == ("done", 2, "")


def test_one_that_fails_does_not_keep_the_others(noon, handled, monkeypatch):
    def fail(payload):
        raise ValueError

    monkeypatch.setitem(deliver._handlers, "test.bad", fail)
    kinds = ["test.kind", "test.bad", "test.unknown", "test.kind"]
    for number, kind in enumerate(kinds):
        queue(kind, {"n": number})

    assert deliver.sweep() == 2
    assert handled == [{"n": 0}, {"n": 3}]
    states = list(Message.objects.order_by("pk").values_list("state", "last_error"))
    assert states == [
        ("done", ""),
        ("waiting", "ValueError"),
        ("waiting", "KeyError"),
        ("done", ""),
    ]


def test_the_oldest_goes_first_and_a_sweep_has_its_measure(noon, handled):
    for number in range(5):
        late = queue("test.kind", {"n": number})
        Message.objects.filter(pk=late.pk).update(due_at=NOON - timedelta(minutes=number))

    assert deliver.sweep(most=3) == 3
    assert handled == [{"n": 4}, {"n": 3}, {"n": 2}]


def test_an_error_is_named_by_its_type_alone(message, monkeypatch, caplog):
    failing(monkeypatch, ValueError("Trần Thị B, 0912 345 678, b@example.com"))

    with caplog.at_level(logging.DEBUG):
        deliver.sweep()

    assert f"outbox test.kind {message.pk}: attempt 1: ValueError" in caplog.text
    assert "0912" not in caplog.text
    assert stored(message).last_error == "ValueError"


@pytest.mark.django_db(transaction=True)
def test_the_handler_speaks_to_others_outside_any_transaction(message, monkeypatch):
    seen = []

    def handle(payload):
        state = stored(message)
        seen.append((connection.in_atomic_block, state.attempts, state.due_at))

    monkeypatch.setitem(deliver._handlers, "test.kind", handle)
    assert deliver.deliver(message.pk) is True

    assert seen == [(False, 1, NOON + LEASE)]  # taken and lent, and that is committed


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_held_is_due_again_when_its_lease_ends(
    message, set_clock, monkeypatch, handled
):
    with monkeypatch.context() as patch:
        failing(patch, SystemExit())
        with pytest.raises(SystemExit):
            deliver.deliver(message.pk)

    assert stored(message).state == "waiting"
    set_clock((NOON + LEASE - timedelta(microseconds=1)).isoformat())
    assert deliver.sweep() == 0
    set_clock((NOON + LEASE).isoformat())
    assert deliver.sweep() == 1
    assert handled == [{"order": 7}]
    assert stored(message).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_it_once(message, monkeypatch):
    handled, one_came_back = [], threading.Event()

    def handle(payload):
        handled.append(payload)
        assert one_came_back.wait(PATIENCE), "the other worker waits for this one"

    def work():
        answer = deliver.deliver(message.pk)
        one_came_back.set()
        return answer

    monkeypatch.setitem(deliver._handlers, "test.kind", handle)
    answers = at_once(work, work)

    assert sorted(answers) == [False, True]
    assert handled == [{"order": 7}]
