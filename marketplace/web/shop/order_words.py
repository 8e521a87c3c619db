"""An order in the words of who placed it: states of its parcels, lines of its history."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.orders.history import Kind
from marketplace.orders.models import HELD, Parcel, ShopOrder

COLLECTION = ShopOrder.How.COLLECTION
STATES: dict[Any, Any] = {
    Parcel.State.TO_CONFIRM: gettext_lazy("We will call you to confirm"),
    Parcel.State.CONFIRMED: gettext_lazy("Confirmed, goods kept for you"),
    Parcel.State.PACKED: gettext_lazy("Packed, leaves soon"),
    Parcel.State.READY: gettext_lazy("Ready to be collected"),
    Parcel.State.SHIPPED: gettext_lazy("On the way to you"),
    Parcel.State.DELIVERED: gettext_lazy("Delivered"),
    Parcel.State.REFUSED: gettext_lazy("Not accepted, on its way back"),
    Parcel.State.BACK: gettext_lazy("Not accepted, back at the place"),
    Parcel.State.CANCELLED: gettext_lazy("Cancelled"),
    Parcel.State.LAPSED: gettext_lazy("Released: its time was over"),
}
EVENTS: dict[Any, Any] = {
    Kind.PLACED: gettext_lazy("Ordered"),
    Kind.CONFIRMED: gettext_lazy("Order confirmed"),
    Kind.SENT_TO_POINT: gettext_lazy("Sent to the sales point"),
    Kind.AT_POINT: gettext_lazy("Arrived at the sales point"),
    Kind.PACKED: gettext_lazy("Packed"),
    Kind.READY: gettext_lazy("Ready to be collected"),
    Kind.SHIPPED: gettext_lazy("Handed to the carrier"),
    Kind.DELIVERED: gettext_lazy("Delivered"),
    Kind.REFUSED: gettext_lazy("Not accepted at the door"),
    Kind.BACK: gettext_lazy("Back at the place"),
    Kind.CANCELLED: gettext_lazy("Cancelled"),
    Kind.LAPSED: gettext_lazy("Released: its time was over"),
    Kind.SPLIT: gettext_lazy("Divided into two parcels"),
    Kind.PAID: gettext_lazy("Paid"),
    Kind.RETURN_ASKED: gettext_lazy("Return asked for"),
    Kind.RETURN_APPROVED: gettext_lazy("Return agreed to"),
    Kind.RETURN_DECLINED: gettext_lazy("Return declined"),
    Kind.RETURN_RECEIVED: gettext_lazy("Returned goods received"),
    Kind.REFUND_PROMISED: gettext_lazy("Refund promised"),
    Kind.REFUNDED: gettext_lazy("Money paid back"),
    Kind.COMPLAINT: gettext_lazy("Complaint received"),
    Kind.ANSWERED: gettext_lazy("Complaint answered"),
}


def state_now(parcel: Parcel, moment: datetime) -> str:
    """The parcel's state; past its time it has lapsed, whether or not the row says so."""
    if parcel.state in HELD and not parcel.is_held_at(moment):
        return Parcel.State.LAPSED
    return parcel.state


def state_words(parcel: Parcel, moment: datetime, how: str) -> str:
    """In a few words, for lists."""
    state = state_now(parcel, moment)
    if state == Parcel.State.DELIVERED and how == COLLECTION:
        return _("Collected")
    return str(STATES[state])
