"""Giao thất bại: nobody took the parcel. It comes back; nothing is owed; other parcels go on."""

from django.db import transaction

from marketplace.audit.record import record
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Parcel
from marketplace.orders.payments import METHODS
from marketplace.orders.states import cleaned_reason, enter, refuse_unless


def refuse(parcel_code: str, *, reason: str, actor_id: int | None) -> Parcel:
    """The parcel is on its way back. Its goods are with the carrier until orders.take_back.

    Refusing what is refused changes nothing. Raises OrderRefused: not_waiting, bad_reason.
    Locks: order, parcel, payment.
    """
    reason = cleaned_reason(reason)
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.REFUSED:
            return parcel
        refuse_unless(parcel, Parcel.State.SHIPPED)
        enter(parcel, Parcel.State.REFUSED, actor_id=actor_id, reason=reason)
        METHODS[parcel.order.payment_method].fail(parcel, actor_id=actor_id)
        note(parcel.order_id, Kind.REFUSED, parcel_id=parcel.pk, actor_id=actor_id)
        record("orders.refuse", actor_id=actor_id, subject=f"parcel:{parcel.code}", data={})
        return parcel
