"""A promise lives and dies with the transaction that made it; a broker only makes it quick."""

import kombu
import kombu.utils.functional
import pytest
from django.conf import settings
from django.db import transaction

from marketplace.outbox import deliver, tasks
from marketplace.outbox.models import Message
from marketplace.outbox.queue import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nudged(monkeypatch):
    """The message ids that the worker was told of."""
    told = []
    monkeypatch.setattr(tasks.deliver_one, "apply_async", lambda args, **options: told.append(args))
    return told


def test_the_worker_is_told_after_the_commit(nudged, noon):
    with transaction.atomic():
        message = queue("test.kind", {"order": 7})
        assert nudged == []

    assert nudged == [(message.pk,)]
    kept = Message.objects.get()
    assert (kept.kind, kept.payload, kept.state, kept.attempts) == (
        "test.kind",
        {"order": 7},
        "waiting",
        0,
    )
    assert kept.due_at == kept.queued_at


def test_what_was_not_committed_was_never_promised(nudged):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue("test.kind", {})
        raise ZeroDivisionError

    assert not Message.objects.exists()
    assert nudged == []


def test_a_broker_that_is_down_loses_nothing(handled, monkeypatch, caplog):
    def refuse(*args, **options):
        raise kombu.exceptions.OperationalError("redis://:secret@10.0.0.1 refused")

    monkeypatch.setattr(tasks.deliver_one, "apply_async", refuse)
    with transaction.atomic():
        queue("test.kind", {"order": 7})

    assert "outbox nudge failed: OperationalError" in caplog.text
    assert "secret" not in caplog.text
    tasks.sweep()
    assert handled == [{"order": 7}]


def test_a_broker_that_is_down_keeps_nobody_waiting(monkeypatch):
    """Without the setting kombu tries for six seconds, and a shopper waits for the order's page."""

    def pause(seconds):
        raise AssertionError(f"waited {seconds} s for a broker that is down")

    monkeypatch.setattr(kombu.utils.functional, "sleep", pause)
    nowhere = kombu.Connection(
        "redis://127.0.0.1:1/0", transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS
    )

    with pytest.raises(kombu.exceptions.OperationalError):
        nowhere.default_channel.queue_declare("celery")


def test_the_workers_tasks_deliver(noon, handled, nudged):
    first, second = queue("test.kind", {"n": 1}), queue("test.kind", {"n": 2})

    tasks.deliver_one(second.pk)
    assert handled == [{"n": 2}]
    tasks.sweep()
    assert handled == [{"n": 2}, {"n": 1}]
    assert Message.objects.filter(state="done").count() == len({first.pk, second.pk})


def test_the_sweep_is_on_the_timetable():
    swept = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]

    assert tasks.sweep.name in swept


def test_every_kind_that_is_queued_has_a_handler():
    assert {"order.event", "accounts.code", "booking.news"} <= set(deliver._handlers)
