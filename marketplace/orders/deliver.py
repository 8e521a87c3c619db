"""Đã giao: the carrier handed the parcel over and took the money, which it owes from now on."""

from django.db import transaction

from marketplace.audit.record import record
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Parcel, Shipment
from marketplace.orders.payments import METHODS
from marketplace.orders.states import enter, refuse_unless


def deliver(parcel_code: str, *, actor_id: int | None) -> Parcel:
    """The parcel is delivered and paid. A rider of the seller's own owes the money like any other.

    Delivering what is delivered changes nothing. Raises OrderRefused: not_waiting, not_due.
    Locks: order, parcel, payment.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.DELIVERED:
            return parcel
        refuse_unless(parcel, Parcel.State.SHIPPED)
        shipment = Shipment.objects.select_related("carrier").get(parcel=parcel)
        enter(parcel, Parcel.State.DELIVERED, actor_id=actor_id)
        note(parcel.order_id, Kind.DELIVERED, parcel_id=parcel.pk, actor_id=actor_id)
        method = METHODS[parcel.order.payment_method]
        payment = method.confirm(parcel, actor_id=actor_id, carrier=shipment.carrier)
        record(
            "orders.deliver",
            actor_id=actor_id,
            subject=f"parcel:{parcel.code}",
            data={"collected": payment.amount, "carrier": shipment.carrier.code},
        )
        return parcel
