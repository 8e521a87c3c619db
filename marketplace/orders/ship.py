"""Bàn giao: a packed parcel leaves with a carrier. The goods are sold, the money is still due."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import sale
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_goods, lock_parcel
from marketplace.orders.models import Carrier, Parcel, Shipment
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import enter, refuse_unless
from marketplace.outbox.queue import is_waiting, queue
from marketplace.refusal import Problem
from marketplace.saleor_bridge import fulfilments

ASKED = "carrier.create"  # the outbox's kind of message; its payload: {"shipment": key}
LONGEST_TRACKING = 60  # Shipment.tracking_code


def ship(
    parcel_code: str,
    carrier: Carrier,
    tracking_code: str,
    *,
    actor_id: int | None,
    carrier_fee: int | None = None,
) -> Parcel:
    """Post the sale, write Saleor's fulfilment, end the holds: the parcel is on its way.

    carrier_fee: đồng that the carrier asks of the seller. The same carrier and code answer as the
    first time. Raises OrderRefused: not_waiting, lapsed, foreign_carrier, bad_tracking,
    tracking_used; StockRefused where the goods are not there any more. Locks: order, parcel,
    shelves.
    """
    tracking_code = " ".join(tracking_code.split())
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        shipment = Shipment.objects.filter(parcel=parcel).first() or Shipment(parcel=parcel)
        if _is_the_same(shipment, carrier, tracking_code):
            return parcel
        refuse_unless(parcel, Parcel.State.PACKED)
        _refuse(parcel, carrier, tracking_code)
        goods = lock_goods(parcel)
        document = sale.deliver(
            goods.holds,
            goods.shelves,
            actor_id=actor_id,
            client_key=f"ship:{parcel.code}",
            reference=parcel.reference,
        )
        fulfilments.fulfil(
            parcel.order.order_id,
            parcel.place.warehouse_id,
            [(line.order_line, line.quantity) for line in goods.lines],
            parcel_code=parcel.code,
            tracking_code=tracking_code,
        )
        shipment.carrier, shipment.tracking_code = carrier, tracking_code
        shipment.carrier_fee, shipment.refused = carrier_fee, ""
        shipment.handed_at, shipment.handed_by_id = clock.now(), actor_id
        shipment.save()
        enter(parcel, Parcel.State.SHIPPED, actor_id=actor_id)
        data = {"carrier": carrier.code, "tracking": tracking_code}
        note(parcel.order_id, Kind.SHIPPED, parcel_id=parcel.pk, actor_id=actor_id, data=data)
        data["document"] = document.code
        record("orders.ship", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return parcel


def ask_carrier(parcel_code: str, carrier: Carrier, *, actor_id: int | None) -> Shipment:
    """Promise to ask the carrier for a tracking code; the parcel ships when the answer is there.

    The network is the outbox's: see orders.carriers.asking. Asking while an answer is awaited
    changes nothing; once the outbox has given up, it is asked anew. Raises OrderRefused:
    not_waiting, lapsed, foreign_carrier. Locks: order, parcel.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        refuse_unless(parcel, Parcel.State.PACKED)
        _refuse_carrier(parcel, carrier)
        shipment = Shipment.objects.filter(parcel=parcel).first() or Shipment(parcel=parcel)
        if shipment.carrier_id == carrier.pk and is_awaited(shipment):
            return shipment
        shipment.carrier, shipment.refused = carrier, ""
        shipment.asked_at, shipment.handed_by_id = clock.now(), actor_id
        shipment.save()
        queue(ASKED, {"shipment": shipment.pk})
        data = {"carrier": carrier.code}
        record("orders.ask_carrier", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return shipment


def is_awaited(shipment: Shipment) -> bool:
    """Whether its carrier was asked for a tracking code and may still answer. At most one query."""
    if shipment.asked_at is None or shipment.handed_at or shipment.refused:
        return False
    return is_waiting(ASKED, {"shipment": shipment.pk})


def _is_the_same(shipment: Shipment, carrier: Carrier, tracking_code: str) -> bool:
    return (
        shipment.handed_at is not None
        and shipment.carrier_id == carrier.pk
        and shipment.tracking_code == tracking_code
    )


def _refuse_carrier(parcel: Parcel, carrier: Carrier) -> None:
    if carrier.operator_id != parcel.order.seller_id or not carrier.is_active:
        sentence = _("This carrier does not carry for the seller. Choose another one.")
        raise OrderRefused(Problem("foreign_carrier", sentence, "carrier"))


def _refuse(parcel: Parcel, carrier: Carrier, tracking_code: str) -> None:
    _refuse_carrier(parcel, carrier)
    if len(tracking_code) > LONGEST_TRACKING:
        sentence = _("A tracking code has at most 60 characters.")
        raise OrderRefused(Problem("bad_tracking", sentence, "tracking_code"))
    used = Shipment.objects.filter(carrier=carrier, tracking_code=tracking_code)
    if tracking_code and used.exclude(parcel=parcel).exists():
        sentence = _("Another parcel has this tracking code. Look at the label again.")
        raise OrderRefused(Problem("tracking_used", sentence, "tracking_code"))
