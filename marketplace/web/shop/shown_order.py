"""An order gathered for its page: each parcel with its steps, goods, money and point."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.db.models import Prefetch
from django.utils.safestring import mark_safe

from marketplace.orders import pickup
from marketplace.orders.history import Kind
from marketplace.orders.models import (
    BEFORE_PACKING,
    HELD,
    OUTSIDE,
    OVER,
    OrderEvent,
    Parcel,
    ParcelLine,
    ShopOrder,
)
from marketplace.orders.payments import METHODS
from marketplace.orders.returnable import is_open_at
from marketplace.web.shop import place_cards
from marketplace.web.shop.order_next import next_sentences
from marketplace.web.shop.order_steps import Step, steps
from marketplace.web.shop.order_words import COLLECTION, EVENTS, state_now


@dataclass
class ShownLine:
    """A line as it was bought; a gift set with its parts beneath."""

    quantity: int
    name: str
    unit_name: str
    total: int
    parts: list[ParcelLine] = field(default_factory=list)


@dataclass(frozen=True)
class ShownParcel:
    """due: đồng still to be paid, 0 when nothing is; point: where it is collected.

    may_return: whether the page of returns has something to do or to say.
    """

    parcel: Parcel
    steps: list[Step]
    lines: list[ShownLine]
    due: int
    payment: str
    is_ready: bool
    pickup_code: str
    qr: Any
    now: place_cards.Now | None
    may_return: bool


@dataclass(frozen=True)
class ShownOrder:
    order: ShopOrder
    parcels: list[ShownParcel]
    history: list[dict[str, Any]]
    next: list[str]
    standing: str
    can_cancel: bool
    is_collection: bool
    method: str
    return_days: int


def find(code: str) -> ShopOrder | None:
    """The order with all that show() reads. A fixed number of queries."""
    parcels = (
        Parcel.objects.select_related(
            "place__unit__parent", "supplied_from", "payment", "shipment__carrier"
        )
        .prefetch_related(
            "place__hours",
            Prefetch("lines", ParcelLine.objects.select_related("gift_set").order_by("pk")),
        )
        .order_by("pk")
    )
    return (
        ShopOrder.objects.select_related("seller", "unit__parent")
        .prefetch_related(
            Prefetch("parcels", parcels),
            Prefetch("events", OrderEvent.objects.order_by("at", "pk")),
        )
        .filter(code=code)
        .first()
    )


def show(order: ShopOrder, moment: datetime) -> ShownOrder:
    """Of an order from find(). No query."""
    parcels, events = list(order.parcels.all()), list(order.events.all())
    number = {parcel.pk: place for place, parcel in enumerate(parcels, start=1)}
    states = [state_now(parcel, moment) for parcel in parcels]
    going = [state for state in states if state not in OVER]
    return ShownOrder(
        order=order,
        parcels=[_parcel(order, parcel, events, moment) for parcel in parcels],
        history=[
            {
                "words": EVENTS[event.kind],
                "at": event.at,
                "number": number.get(event.parcel_id) if len(parcels) > 1 else None,
            }
            for event in events
            if event.kind in EVENTS
        ],
        next=next_sentences(order, parcels, moment),
        standing=_standing(states),
        can_cancel=bool(going) and all(state in BEFORE_PACKING for state in going),
        is_collection=order.how == COLLECTION,
        method=str(METHODS[order.payment_method].words),
        return_days=settings.RETURN_DAYS,
    )


def _standing(states: list[str]) -> str:
    """placed, on_the_way, delivered, cancelled, lapsed, or over: some of these."""
    if any(state in HELD for state in states):
        return "placed"
    if any(state in OUTSIDE for state in states):
        return "on_the_way"
    for state in (Parcel.State.DELIVERED, Parcel.State.CANCELLED, Parcel.State.LAPSED):
        if all(one == state for one in states):
            return str(state)
    return "over"


def _parcel(
    order: ShopOrder, parcel: Parcel, events: list[OrderEvent], moment: datetime
) -> ShownParcel:
    state = state_now(parcel, moment)
    payment = getattr(parcel, "payment", None)
    is_going = state not in OVER
    code = parcel.pickup_code if order.how == COLLECTION and state in HELD else ""
    return ShownParcel(
        parcel=parcel,
        steps=steps(order, parcel, events, moment),
        lines=_lines(parcel),
        due=parcel.to_collect if is_going and state != Parcel.State.REFUSED else 0,
        payment=str(METHODS[payment.method].describe(payment)) if payment else "",
        is_ready=state == Parcel.State.READY,
        pickup_code=f"{code[:3]} {code[3:]}" if code else "",
        qr=_qr(parcel) if code else "",
        now=place_cards.standing(list(parcel.place.hours.all()), moment),
        may_return=is_open_at(parcel, moment)
        or any(one.kind == Kind.RETURN_ASKED and one.parcel_id == parcel.pk for one in events),
    )


def _lines(parcel: Parcel) -> list[ShownLine]:
    found: list[ShownLine] = []
    sets: dict[int, ShownLine] = {}
    for line in parcel.lines.all():
        ordered = line.gift_set
        if ordered is None:
            found.append(ShownLine(line.quantity, line.name, line.unit_name, line.total))
            continue
        if ordered.pk not in sets:
            sets[ordered.pk] = ShownLine(ordered.quantity, ordered.name, "", 0)
            found.append(sets[ordered.pk])
        sets[ordered.pk].total += line.total
        sets[ordered.pk].parts.append(line)
    return found


def _qr(parcel: Parcel) -> Any:
    drawn = segno.make(pickup.qr_text(parcel), error="m").svg_inline(border=1, omitsize=True)
    # segno writes nothing of the text but its squares.
    return mark_safe(drawn)
