"""The one way into a parcel's next state, and the sentence for whoever comes too late."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.orders.models import HELD, OUTSIDE, OVER, Parcel
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge import orders as saleor_orders

LONGEST_REASON = 300  # Parcel.end_reason

_TOO_LATE: dict[Any, Any] = {
    Parcel.State.TO_CONFIRM: gettext_lazy(
        "Nobody has confirmed this order with the shopper yet: nothing was changed."
    ),
    Parcel.State.CONFIRMED: gettext_lazy("This parcel is not packed yet: nothing was changed."),
    Parcel.State.PACKED: gettext_lazy("This parcel was packed before: nothing was changed."),
    Parcel.State.READY: gettext_lazy("This parcel waits for its shopper: nothing was changed."),
    Parcel.State.SHIPPED: gettext_lazy("This parcel is with its carrier: nothing was changed."),
    Parcel.State.REFUSED: gettext_lazy("This parcel was refused before: nothing was changed."),
    Parcel.State.DELIVERED: gettext_lazy("This order was handed over before: nothing was changed."),
    Parcel.State.BACK: gettext_lazy("This parcel is back on the shelf: nothing was changed."),
    Parcel.State.CANCELLED: gettext_lazy("This order was cancelled before: nothing was changed."),
    Parcel.State.LAPSED: gettext_lazy("The time of this order is over: nothing was changed."),
}


def refuse_unless(parcel: Parcel, *states: str) -> None:
    """Raise OrderRefused where the locked parcel is in another state, or its time has passed.

    Codes: not_waiting, with data["state"]; lapsed, whether or not the row says so yet.
    """
    if parcel.state in HELD and not parcel.is_held_at(clock.now()):
        raise OrderRefused(Problem("lapsed", str(_TOO_LATE[Parcel.State.LAPSED])))
    if parcel.state not in states:
        sentence = str(_TOO_LATE[Parcel.State(parcel.state)])
        raise OrderRefused(Problem("not_waiting", sentence, data={"state": parcel.state}))


def enter(parcel: Parcel, state: str, *, actor_id: int | None, reason: str = "") -> None:
    """The locked parcel is in this state from now on; Saleor's order follows from all its parcels.

    reason: why it ended otherwise than delivered, or was refused. held_until is orders.holding's.
    """
    parcel.state, parcel.state_at = state, clock.now()
    if reason:
        parcel.end_reason = reason
    if state in OVER:
        parcel.ended_at, parcel.ended_by_id = parcel.state_at, actor_id
    parcel.save(update_fields=["state", "state_at", "ended_at", "ended_by_id", "end_reason"])
    settle(parcel.order_id)


def settle(order_id: int) -> None:
    """Saleor's word for the order: what waits here against what is, or was, in somebody's hands."""
    rows = Parcel.objects.filter(order=order_id).values_list("state", "order__order")
    states, saleor_ids = zip(*rows, strict=True)
    gone = {*OUTSIDE, Parcel.State.DELIVERED}
    saleor_orders.settle_status(
        saleor_ids[0],
        waiting=sum(state in HELD for state in states),
        delivered=sum(state in gone for state in states),
    )


def cleaned_reason(reason: str, *, sentence: str = "") -> str:
    """The reason without needless blanks. Raises OrderRefused bad_reason: 3 to 300 characters."""
    reason = " ".join(reason.split())
    if not 3 <= len(reason) <= LONGEST_REASON:
        said = sentence or _("Say why, in a few words: 3 to 300 characters.")
        raise OrderRefused(Problem("bad_reason", said, "reason"))
    return reason
