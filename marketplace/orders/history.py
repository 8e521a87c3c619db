"""What happened to an order, line by line; and the one door by which the news goes out.

Each line is a promise in the outbox too: mails, short messages and webhooks follow from it after
commit (orders.messages), so nothing is told that did not happen and nothing that happened is lost.
"""

from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from marketplace import bulk, clock
from marketplace.orders.models import OrderEvent
from marketplace.outbox.queue import queue

TOLD = "order.event"  # the outbox's kind of message; its payload: {"event": key of the line}


class Kind(StrEnum):
    PLACED = auto()
    NOT_REACHED = auto()  # called, and nobody answered
    CONFIRMED = auto()
    SENT_TO_POINT = auto()  # a collection whose goods come from the supplying place
    AT_POINT = auto()
    PACKED = auto()
    READY = auto()
    SHIPPED = auto()
    DELIVERED = auto()
    REFUSED = auto()
    BACK = auto()
    CANCELLED = auto()
    LAPSED = auto()
    SPLIT = auto()
    PAID = auto()
    RETURN_ASKED = auto()
    RETURN_APPROVED = auto()
    RETURN_DECLINED = auto()
    RETURN_RECEIVED = auto()
    REFUND_PROMISED = auto()
    REFUNDED = auto()
    COMPLAINT = auto()
    ANSWERED = auto()


def note(
    order_id: int,
    kind: Kind,
    *,
    parcel_id: int | None = None,
    actor_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> OrderEvent:
    """Write the line in the caller's transaction. data: codes and figures, nothing personal."""
    event = OrderEvent(
        order_id=order_id,
        parcel_id=parcel_id,
        kind=kind,
        at=clock.now(),
        actor_id=actor_id,
        data=data or {},
    )
    bulk.add(OrderEvent, [event])
    queue(TOLD, {"event": event.pk})
    return event


def public_id(event: OrderEvent) -> UUID:
    """What others know the line by, always the same: its key is nobody's business."""
    digest = salted_hmac("orders.history", str(event.pk), algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)
