"""A line of an order's history as a message: subject, sentences, and one short sentence.

In the language of the moment. Nothing is told that is no longer so: a parcel that was collected
meanwhile is not announced as ready.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.orders import news_of_placing, news_of_returns
from marketplace.orders.history import Kind
from marketplace.orders.models import OrderEvent, Parcel, ShopOrder
from marketplace.orders.payments import METHODS
from marketplace.orders.returnable import last_day
from marketplace.orders.until import until
from marketplace.places.hours import week

State = Parcel.State


@dataclass(frozen=True)
class News:
    """short: the sentence of a short message; template: of the mail, with `more` beside the order."""

    subject: str
    sentences: list[str]
    short: str
    template: str = "order_news"
    more: dict[str, Any] = field(default_factory=dict)


def news_of(event: OrderEvent) -> News | None:
    """What the shopper is told; None where there is nothing to tell (any more)."""
    if event.kind == Kind.PLACED:
        return _placed(event)
    words = _WORDS.get(Kind(event.kind)) or news_of_returns.WORDS.get(Kind(event.kind))
    said = words(event) if words else None
    if said is None:
        return None
    subject, sentences, more = said
    subject = _("Order %(code)s: %(what)s") % {"code": event.order.code, "what": subject}
    return News(subject, sentences, f"{event.order.code}: {sentences[0]}", more=more)


def _placed(event: OrderEvent) -> News:
    order = event.order
    context = news_of_placing.context(order)
    subject = _("Order %(code)s: we have it") % {"code": order.code}
    short = _("we have your order %(code)s, %(total)s.") % {
        "code": order.code,
        "total": text.dong(order.total),
    }
    short = " ".join([short, *context["next"][:1]])
    return News(subject, [], short, "order_placed", context)


Said = tuple[str, list[str], dict[str, Any]] | None


def _paid(event: OrderEvent) -> Said:
    if event.parcel is None or event.parcel.state == State.DELIVERED:
        return None  # the message of the hand-over says it
    amount = text.dong(event.data["amount"])
    return _("paid"), [_("We have your payment of %(amount)s.") % {"amount": amount}], {}


def _ready(event: OrderEvent) -> Said:
    parcel = event.parcel
    if parcel.state != State.READY or not parcel.is_held_at(clock.now()):
        return None
    digits = f"{parcel.pickup_code[:3]} {parcel.pickup_code[3:]}"
    said = {
        "place": parcel.place.name,
        "digits": digits,
        "amount": text.dong(parcel.to_collect),
        "time": until(parcel.held_until),
    }
    sentences = [
        _(
            "Your goods wait at %(place)s until %(time)s. Say the code %(digits)s, or show the QR code"
            " on the page of your order."
        )
        % said,
        _("You pay %(amount)s at the counter.") % said,
        _("After that time the goods go back on sale, and you owe nothing."),
    ]
    more = {"digits": digits, "point": parcel.place, "week": week(parcel.place.hours.all())}
    return _("ready to be collected"), sentences, more


def _shipped(event: OrderEvent) -> Said:
    parcel = event.parcel
    if parcel.state != State.SHIPPED:
        return None
    shipment = parcel.shipment
    said = {
        "place": parcel.place.name,
        "carrier": shipment.carrier.name,
        "code": shipment.tracking_code,
        "amount": text.dong(parcel.to_collect),
    }
    sentences = [_("The parcel from %(place)s is on its way with %(carrier)s.") % said]
    if shipment.tracking_code:
        sentences.append(_("Its tracking code is %(code)s.") % said)
    if parcel.payment.state == "due":
        sentences.append(_("Please have %(amount)s ready for the deliverer.") % said)
    return _("on the way"), sentences, {}


def _delivered(event: OrderEvent) -> Said:
    parcel = event.parcel
    said = {"place": parcel.place.name}
    if event.order.how == ShopOrder.How.COLLECTION:
        what, first = _("collected"), _("Your goods were collected at %(place)s.") % said
    else:
        what, first = _("delivered"), _("The parcel from %(place)s was delivered.") % said
    payment = parcel.payment
    sentences = [first, METHODS[payment.method].describe(payment)]
    day = last_day(parcel)
    if day is not None:
        sentences.append(
            _("Is something wrong? Until %(day)s you can ask to bring goods back.")
            % {"day": f"{day:%d/%m/%Y}"}
        )
    return what, sentences, {}


def _refused(event: OrderEvent) -> Said:
    said = {"place": event.parcel.place.name}
    sentences = [
        _("The parcel from %(place)s was not accepted at the door and goes back.") % said,
        _("You owe nothing for it. Other parcels of the order stay as they are."),
    ]
    return _("not accepted"), sentences, {}


def _cancelled(event: OrderEvent) -> Said:
    """The shopper cancels a whole order at once and is told once; staff cancel a parcel."""
    if event.actor_id is None and _told_before(event):
        return None
    if event.actor_id is None:
        first = _("Your order is cancelled; you owe nothing.")
        return _("cancelled"), [first], {}
    said = {"place": event.parcel.place.name, "reason": event.parcel.end_reason}
    sentences = [
        _("The parcel from %(place)s was cancelled; you owe nothing for it.") % said,
        _("The seller's reason: %(reason)s") % said,
    ]
    return _("cancelled"), sentences, {}


def _told_before(event: OrderEvent) -> bool:
    earlier = OrderEvent.objects.filter(order=event.order_id, kind=event.kind, pk__lt=event.pk)
    return earlier.filter(actor_id=None).exists()


def _lapsed(event: OrderEvent) -> Said:
    said = {"place": event.parcel.place.name, "time": until(event.parcel.held_until)}
    if event.data.get("was") == State.TO_CONFIRM:
        first = _("We could not reach you by phone until %(time)s to confirm your order.") % said
    elif event.data.get("was") == State.CONFIRMED:
        first = _("We are sorry: %(place)s did not set your goods aside until %(time)s.") % said
    else:
        first = _("Nobody collected the goods at %(place)s until %(time)s.") % said
    sentences = [first, _("The goods are on sale again, and you owe nothing for them.")]
    return _("its time is over"), sentences, {}


def _split(event: OrderEvent) -> Said:
    said = {"place": event.parcel.place.name}
    sentences = [
        _("What comes from %(place)s comes in two parcels now, each paid when you receive it.")
        % said,
        _("You pay no more than you agreed to. The page of your order shows both."),
    ]
    return _("in two parcels"), sentences, {}


_WORDS: dict[Kind, Callable[[OrderEvent], Said]] = {
    Kind.PAID: _paid,
    Kind.READY: _ready,
    Kind.SHIPPED: _shipped,
    Kind.DELIVERED: _delivered,
    Kind.REFUSED: _refused,
    Kind.CANCELLED: _cancelled,
    Kind.LAPSED: _lapsed,
    Kind.SPLIT: _split,
}
