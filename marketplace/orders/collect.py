"""Nhận tại điểm bán: whoever says the code gets the goods and pays at the counter."""

import hmac

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts import tries
from marketplace.audit.record import record
from marketplace.inventory import sale
from marketplace.orders import pickup
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_goods, lock_parcel
from marketplace.orders.models import Parcel
from marketplace.orders.payments import METHODS
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import enter, refuse_unless
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge import fulfilments

MOST_WRONG = 5  # codes that one clerk may try in vain within
PAUSE = 300  # seconds


def find_ready(typed: str, places: QuerySet[Place], *, actor_id: int) -> Parcel:
    """The parcel at these places that six digits or the QR's text name, with its order and place.

    Raises OrderRefused: bad_code (no code at all), unknown_code, paused after five of them, and
    two_places: the same digits at two of them. Nothing is written in the database, nothing is locked.
    """
    _refuse_tired(actor_id)
    parcel_code, digits = pickup.read(typed)
    if not digits:
        sentence = _("A collection code has six digits. Type it, or scan the shopper's QR code.")
        raise OrderRefused(Problem("bad_code", sentence, "typed"))
    open_here = Parcel.objects.filter(place__in=places, pickup_code=digits, ended_at=None)
    if parcel_code:
        open_here = open_here.filter(code=parcel_code)
    found = list(open_here.select_related("order", "place")[:2])
    if not found:
        tries.count(_limits(actor_id), PAUSE)
        sentence = _("No parcel here has this code. Ask the shopper to read it again.")
        raise OrderRefused(Problem("unknown_code", sentence, "typed"))
    if len(found) > 1:
        sentence = _("Two of your places have a parcel with this code. Scan the QR code instead.")
        raise OrderRefused(Problem("two_places", sentence, "typed"))
    return found[0]


def collect(parcel_code: str, digits: str, *, actor_id: int | None) -> Parcel:
    """Hand the goods over and take the money: the sale is posted, the parcel is delivered and paid.

    With the same code it answers the second time as the first. Raises OrderRefused: unknown_code,
    paused, not_waiting, lapsed, not_due; StockRefused where the goods are not there any more. Locks:
    order, parcel, shelves, payment.
    """
    _refuse_tired(actor_id)
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if not parcel.pickup_code or not hmac.compare_digest(
            digits.encode(), parcel.pickup_code.encode()
        ):
            tries.count(_limits(actor_id), PAUSE)
            sentence = _("This is not the parcel's code. Ask the shopper to read it again.")
            raise OrderRefused(Problem("unknown_code", sentence, "typed"))
        if parcel.state == Parcel.State.DELIVERED:
            return parcel
        refuse_unless(parcel, Parcel.State.READY)
        goods = lock_goods(parcel)
        document = sale.deliver(
            goods.holds,
            goods.shelves,
            actor_id=actor_id,
            client_key=f"collect:{parcel.code}",
            reference=parcel.reference,
        )
        fulfilments.fulfil(
            parcel.order.order_id,
            parcel.place.warehouse_id,
            [(line.order_line, line.quantity) for line in goods.lines],
            parcel_code=parcel.code,
        )
        enter(parcel, Parcel.State.DELIVERED, actor_id=actor_id)
        note(parcel.order_id, Kind.DELIVERED, parcel_id=parcel.pk, actor_id=actor_id)
        METHODS[parcel.order.payment_method].confirm(parcel, actor_id=actor_id)
        record(
            "orders.collect",
            actor_id=actor_id,
            subject=f"parcel:{parcel.code}",
            data={"document": document.code, "collected": parcel.to_collect},
        )
        return parcel


def _limits(actor_id: int | None) -> dict[str, int]:
    return {f"collection-code:{actor_id}": MOST_WRONG}


def _refuse_tired(actor_id: int | None) -> None:
    if tries.is_spent(_limits(actor_id)):
        sentence = _("Five wrong codes within five minutes. Wait a little, then try again.")
        raise OrderRefused(Problem("paused", sentence, "typed"))
