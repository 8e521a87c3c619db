"""States of parcels and lines of their history, in words for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts.people import names_of
from marketplace.orders.history import Kind
from marketplace.orders.models import HELD, Carrier, OrderEvent, Parcel

STATE_WORDS = {
    Parcel.State.TO_CONFIRM: gettext_lazy("To be confirmed by phone"),
    Parcel.State.CONFIRMED: gettext_lazy("To be packed"),
    Parcel.State.PACKED: gettext_lazy("Packed"),
    Parcel.State.READY: gettext_lazy("Ready to be collected"),
    Parcel.State.SHIPPED: gettext_lazy("With the carrier"),
    Parcel.State.DELIVERED: gettext_lazy("Handed over and paid"),
    Parcel.State.REFUSED: gettext_lazy("Refused, coming back"),
    Parcel.State.BACK: gettext_lazy("Back on the shelf"),
    Parcel.State.CANCELLED: gettext_lazy("Cancelled"),
    Parcel.State.LAPSED: gettext_lazy("Lapsed"),
}
_KINDS: dict[str, Any] = {
    Kind.PLACED: gettext_lazy("Placed by the shopper"),
    Kind.NOT_REACHED: gettext_lazy("Called, nobody answered"),
    Kind.CONFIRMED: gettext_lazy("Confirmed with the shopper"),
    Kind.SENT_TO_POINT: gettext_lazy("Sent to the point, transfer %(transfer)s"),
    Kind.AT_POINT: gettext_lazy("Arrived at the point"),
    Kind.PACKED: gettext_lazy("Packed"),
    Kind.READY: gettext_lazy("Ready to be collected, until %(until)s"),
    Kind.SHIPPED: gettext_lazy("Handed to %(carrier)s, tracking code %(tracking)s"),
    Kind.DELIVERED: gettext_lazy("Handed over to the shopper"),
    Kind.REFUSED: gettext_lazy("Not accepted at the door"),
    Kind.BACK: gettext_lazy("Back at its place, document %(document)s"),
    Kind.CANCELLED: gettext_lazy("Cancelled"),
    Kind.LAPSED: gettext_lazy("Lapsed: its time was over"),
    Kind.SPLIT: gettext_lazy("%(units)s units split off into parcel %(new)s"),
    Kind.PAID: gettext_lazy("%(amount)s paid"),
    Kind.RETURN_ASKED: gettext_lazy("The shopper asks to return goods"),
    Kind.RETURN_APPROVED: gettext_lazy("Return agreed to"),
    Kind.RETURN_DECLINED: gettext_lazy("Return declined"),
    Kind.RETURN_RECEIVED: gettext_lazy("Returned goods received"),
    Kind.REFUND_PROMISED: gettext_lazy("%(amount)s to be paid back"),
    Kind.REFUNDED: gettext_lazy("%(amount)s paid back"),
    Kind.COMPLAINT: gettext_lazy("The shopper complained"),
    Kind.ANSWERED: gettext_lazy("The complaint was answered"),
}


@dataclass(frozen=True)
class Happened:
    """who: "" for the shopper and for the clock."""

    at: datetime
    words: str
    who: str


def state_now(parcel: Parcel, moment: datetime) -> str:
    """The state that counts: one past its time has lapsed, whether or not its row says so."""
    is_past = parcel.state in HELD and not parcel.is_held_at(moment)
    return Parcel.State.LAPSED if is_past else parcel.state


def state_words(parcel: Parcel, moment: datetime) -> str:
    """In words; goods that a shopper collects are not packed but set aside."""
    state = state_now(parcel, moment)
    if state == Parcel.State.CONFIRMED and parcel.order.how == "collection":
        if parcel.supplied_from_id and not parcel.transfer_id:
            return _("To be sent to the point")
        return _("To be set aside")
    return str(STATE_WORDS[Parcel.State(state)])


def history_of(parcel: Parcel) -> list[Happened]:
    """What happened to the parcel and to its order as a whole, the latest first. Three queries."""
    events = OrderEvent.objects.filter(order=parcel.order_id).order_by("-at", "-pk")
    mine = [one for one in events if one.parcel_id in (None, parcel.pk)]
    people = names_of([one.actor_id for one in mine if one.actor_id])
    carriers = _carriers(mine)
    return [Happened(one.at, _said(one, carriers), people.get(one.actor_id, "")) for one in mine]


def _carriers(events: Iterable[OrderEvent]) -> dict[str, str]:
    codes = {one.data["carrier"] for one in events if one.data.get("carrier")}
    found = Carrier.objects.filter(code__in=codes) if codes else Carrier.objects.none()
    return dict(found.values_list("code", "name"))


def _said(event: OrderEvent, carriers: dict[str, str]) -> str:
    words = _KINDS.get(event.kind)
    if words is None:
        return event.kind
    data: dict[str, Any] = {"tracking": "", **event.data}
    if "carrier" in data:
        data["carrier"] = carriers.get(data["carrier"], "")
    if "until" in data:
        data["until"] = f"{clock.local(datetime.fromisoformat(data['until'])):%H:%M %d/%m/%Y}"
    if "amount" in data:
        data["amount"] = text.dong(data["amount"])
    data["tracking"] = data["tracking"] or _("none")
    try:
        return str(words) % data
    except KeyError:  # an older line that kept less
        return str(words).partition("%(")[0].rstrip(" ,")
