"""Somebody wants the check now: the worker runs it."""

from typing import Any

from django.db import transaction

from marketplace.audit.record import record
from marketplace.orders.order_check.check import check_and_keep
from marketplace.outbox.deliver import handler
from marketplace.outbox.models import Message
from marketplace.outbox.queue import queue

KIND = "orders.check_orders"


def ask(*, actor_id: int | None) -> bool:
    """Promise a check; False where one is promised already and not done yet."""
    if is_asked():
        return False
    with transaction.atomic():
        queue(KIND, {})
        record("orders.ask_check", actor_id=actor_id, subject="orders:all", data={})
    return True


def is_asked() -> bool:
    """Whether a check waits for the worker, or runs."""
    return Message.objects.filter(kind=KIND, state=Message.State.WAITING).exists()


@handler(KIND)
def run(payload: dict[str, Any]) -> None:
    """What the worker does. Twice is as good as once."""
    check_and_keep()
