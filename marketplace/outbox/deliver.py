"""Keeping what was promised: one taker a message, retried with growing pauses."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.outbox.models import Message

logger = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}

MOST_ATTEMPTS = 16  # with the pauses below: given up after about two days
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=8)
LEASE = timedelta(minutes=5)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Decorator: the function that keeps promises of this kind. It may run twice.

    What it writes into the payload before it fails is there at its next try.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def deliver(message_id: int) -> bool:
    """Try one message now; True when it is done.

    The message is taken under its row lock and lent for LEASE; the handler then runs outside
    any transaction, since it speaks to other machines. Where the worker dies on the way, the
    message is due again when the lease ends. A handler that raises leaves it waiting with a
    later due time; after the last attempt it is failed.
    """
    message = _take(message_id)
    if message is None:
        return False
    try:
        _handlers[message.kind](message.payload)
    except Exception as error:
        _put_off(message, error)
    else:
        message.state = Message.State.DONE
        message.done_at = clock.now()
        message.last_error = ""
    message.save()
    return message.state == Message.State.DONE


def _take(message_id: int) -> Message | None:
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, state=Message.State.WAITING, due_at__lte=clock.now())
            .first()
        )
        if message is not None:
            message.attempts += 1
            message.due_at = clock.now() + LEASE
            message.save(update_fields=["attempts", "due_at"])
        return message


def sweep(most: int = 100) -> int:
    """Deliver what is due, oldest first; returns how many were done."""
    due = Message.objects.filter(state=Message.State.WAITING, due_at__lte=clock.now())
    ids = list(due.order_by("due_at").values_list("pk", flat=True)[:most])
    return sum(deliver(message_id) for message_id in ids)


def _put_off(message: Message, error: Exception) -> None:
    # The type alone: an error's text may carry an address or a name.
    message.last_error = type(error).__name__
    logger.warning(
        "outbox %s %s: attempt %s: %s",
        message.kind,
        message.pk,
        message.attempts,
        type(error).__name__,
    )
    if message.attempts >= MOST_ATTEMPTS:
        message.state = Message.State.FAILED
        return
    pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    message.due_at = clock.now() + pause
