"""The way of a parcel in steps: what has happened, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.orders.history import Kind
from marketplace.orders.models import OrderEvent, Parcel, ShopOrder
from marketplace.orders.until import until
from marketplace.web.shop.order_words import COLLECTION, state_now

# How far a parcel has come; each step says at which of these it is done.
RANKS = {
    Parcel.State.TO_CONFIRM: 0,
    Parcel.State.CONFIRMED: 1,
    Parcel.State.PACKED: 2,
    Parcel.State.READY: 3,
    Parcel.State.SHIPPED: 3,
    Parcel.State.REFUSED: 3,
    Parcel.State.BACK: 3,
    Parcel.State.DELIVERED: 4,
}
STOPPED = (Parcel.State.CANCELLED, Parcel.State.LAPSED)


Ahead = tuple[Kind, int, str, str]  # the event that makes it done, its rank, its words, more


@dataclass(frozen=True)
class Step:
    """at: when it happened, where that is known; more: what one needs to know about it."""

    words: str
    is_done: bool
    at: datetime | None = None
    more: str = ""


def steps(
    order: ShopOrder, parcel: Parcel, events: Iterable[OrderEvent], moment: datetime
) -> list[Step]:
    """From the order to the hand, or to where it stopped. No query: shipment fetched before."""
    when = {Kind(one.kind): one.at for one in events if one.parcel_id in (None, parcel.pk)}
    state = state_now(parcel, moment)
    is_collection = order.how == COLLECTION
    way = _collected(parcel, state) if is_collection else _delivered(parcel, state)
    if state in STOPPED:
        done = [
            _step(words, True, when.get(kind), "")
            for kind, _rank, words, _more in way
            if kind in when
        ]
        return [_first(order), *done, _stop(parcel, state)]
    reached = RANKS[Parcel.State(state)]
    found = [_first(order)]
    for kind, rank, words, more in way:
        found.append(_step(words, rank <= reached or kind in when, when.get(kind), more))
    if state in (Parcel.State.REFUSED, Parcel.State.BACK):
        found[-1:] = [_step(_("Not accepted at the door"), True, when.get(Kind.REFUSED), "")]
        back = state == Parcel.State.BACK
        found.append(_step(_("Back at the place"), back, when.get(Kind.BACK), ""))
    return found


def _delivered(parcel: Parcel, state: str) -> list[Ahead]:
    shipment = getattr(parcel, "shipment", None)
    carried = ""
    if shipment is not None and shipment.handed_at is not None:
        carried = str(shipment.carrier.name)
        if shipment.tracking_code:
            carried += " · " + _("tracking code %(code)s") % {"code": shipment.tracking_code}
    return [
        (Kind.CONFIRMED, 1, _("Order confirmed"), _call(parcel, state)),
        (Kind.PACKED, 2, _("Packed"), ""),
        (Kind.SHIPPED, 3, _("Being delivered"), carried),
        (Kind.DELIVERED, 4, _("Delivered, paid"), _promised(parcel, state)),
    ]


def _collected(parcel: Parcel, state: str) -> list[Ahead]:
    ready = ""
    if state in (Parcel.State.TO_CONFIRM, Parcel.State.CONFIRMED) and parcel.promised_by:
        ready = _("by %(day)s") % {"day": f"{parcel.promised_by:%d/%m/%Y}"}
    if state == Parcel.State.READY and parcel.held_until:
        ready = _("kept for you until %(time)s") % {"time": until(parcel.held_until)}
    brought: list[Ahead] = []
    if parcel.supplied_from is not None:
        place = _("brought from %(place)s") % {"place": parcel.supplied_from.name}
        brought = [(Kind.AT_POINT, 3, _("Goods at the sales point"), place)]
    return [
        (Kind.CONFIRMED, 1, _("Order confirmed"), _call(parcel, state)),
        *brought,
        (Kind.READY, 3, _("Ready to be collected"), ready),
        (Kind.DELIVERED, 4, _("Collected and paid"), ""),
    ]


def _call(parcel: Parcel, state: str) -> str:
    if state != Parcel.State.TO_CONFIRM or parcel.held_until is None:
        return ""
    return _("we call you, until %(time)s") % {"time": until(parcel.held_until)}


def _promised(parcel: Parcel, state: str) -> str:
    if state == Parcel.State.DELIVERED or not (parcel.promised_from and parcel.promised_by):
        return ""
    days = {"first": f"{parcel.promised_from:%d/%m}", "last": f"{parcel.promised_by:%d/%m/%Y}"}
    return _("between %(first)s and %(last)s") % days


def _first(order: ShopOrder) -> Step:
    return Step(_("Ordered"), True, order.placed_at)


def _stop(parcel: Parcel, state: str) -> Step:
    if state == Parcel.State.CANCELLED:
        return Step(_("Cancelled"), True, parcel.ended_at, parcel.end_reason)
    return Step(_("Released: its time was over"), True, parcel.ended_at or parcel.held_until)


def _step(words: str, is_done: bool, at: datetime | None, more: str) -> Step:
    return Step(words, is_done, at if is_done else None, more)
