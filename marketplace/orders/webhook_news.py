"""What other systems are told of orders: codes and amounts, nothing of the person."""

from typing import Any

from marketplace.orders.history import Kind, public_id
from marketplace.orders.models import OrderEvent
from marketplace.outbox import webhooks

KINDS = {
    Kind.PLACED: "order.placed",
    Kind.PAID: "order.paid",
    Kind.SHIPPED: "order.shipped",
}


def tell(event: OrderEvent) -> None:
    """Promise the line of history to who asks for its kind; telling it again promises nothing more.

    No query for other kinds, one where nobody asks.
    """
    kind = KINDS.get(Kind(event.kind))
    if kind is not None:
        webhooks.tell(kind, _body(event), event_id=public_id(event))


def _body(event: OrderEvent) -> dict[str, Any]:
    """Amounts in đồng, tax included."""
    order = event.order
    about = {"order": order.code, "seller": order.seller.code, **event.data}
    if event.parcel is not None:
        return about | {"parcel": event.parcel.code, "place": event.parcel.place.code}
    return about | {"how": order.how, "payment": order.payment_method}
