"""Promising something for after commit."""

import logging
from typing import Any

from django.db import transaction

from marketplace import bulk, clock
from marketplace.outbox.models import Message

logger = logging.getLogger(__name__)


def queue(kind: str, payload: dict[str, Any]) -> Message:
    """Keep the promise in the caller's transaction and nudge the worker once it commits.

    A broker that is down loses nothing: the timed sweep finds the row.
    """
    now = clock.now()
    message = Message(kind=kind, payload=payload, queued_at=now, due_at=now)
    bulk.add(Message, [message])
    nudge(message.pk)
    return message


def is_waiting(kind: str, payload: dict[str, Any]) -> bool:
    """Whether such a promise has still to be kept: neither kept nor given up. One query."""
    waiting = Message.objects.filter(state=Message.State.WAITING, kind=kind)
    return waiting.filter(payload=payload).exists()


def nudge(message_id: int) -> None:
    """Tell the worker of a message that is due, once the caller's transaction commits."""
    transaction.on_commit(lambda: _nudge(message_id))


def _nudge(message_id: int) -> None:
    from marketplace.outbox.tasks import deliver_one

    try:
        deliver_one.apply_async((message_id,), retry=False)
    except Exception as error:  # any broker fault: the sweep is the guarantee, this is speed
        logger.warning("outbox nudge failed: %s", type(error).__name__)
