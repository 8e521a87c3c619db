"""Hủy đơn: a parcel that has not left is given up; what it held is free again."""

from django.db import transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.orders.history import Kind, note
from marketplace.orders.holding import release
from marketplace.orders.locked import lock_goods_of, lock_parcel, lock_to_confirm
from marketplace.orders.models import BEFORE_PACKING, HELD, OVER, Parcel, ShopOrder
from marketplace.orders.payments import METHODS
from marketplace.orders.states import LONGEST_REASON, cleaned_reason, enter, refuse_unless


def cancel(parcel_code: str, *, actor_id: int | None, reason: str) -> Parcel:
    """Staff cancel one parcel, packed or not, as long as it stands at its place.

    Nothing was moved, so nothing is posted; the other parcels go on. Cancelling what is cancelled
    changes nothing. Raises OrderRefused: not_waiting, lapsed, bad_reason. Locks: order, parcel,
    shelves, payment.
    """
    reason = cleaned_reason(reason)
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state != Parcel.State.CANCELLED:
            refuse_unless(parcel, *HELD)
            _cancel([parcel], actor_id, reason, "orders.cancel")
        return parcel


def cancel_unconfirmed(parcel_code: str, *, actor_id: int | None, reason: str) -> list[Parcel]:
    """On the phone the shopper does not want it: all of the order's parcels that wait for the call.

    Cancelling what is cancelled changes nothing and answers []. Raises and locks as cancel().
    """
    reason = cleaned_reason(reason)
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.CANCELLED:
            return []
        refuse_unless(parcel, Parcel.State.TO_CONFIRM)
        going = lock_to_confirm(parcel)
        _cancel(going, actor_id, reason, "orders.cancel")
        return going


def cancel_by_shopper(order_code: str, *, reason: str = "") -> list[Parcel]:
    """The shopper cancels the order before any of it is packed: every parcel, or none.

    reason: the shopper's own words, if any, cut where they are too long; they stand with the
    parcel alone, for the place to read. Parcels that are over already stay as they are;
    cancelling what is cancelled changes nothing and answers []. Raises OrderRefused not_waiting,
    lapsed. Locks: order, parcels, shelves, payments.
    """
    with transaction.atomic():
        order = ShopOrder.objects.select_for_update().get(code=order_code)
        rows = Parcel.objects.select_for_update(of=("self",)).select_related("place")
        parcels = list(rows.filter(order=order).order_by("pk"))
        going = [one for one in parcels if one.state not in OVER and not _is_past(one)]
        if not going and any(one.state == Parcel.State.CANCELLED for one in parcels):
            return []
        for one in going or parcels[:1]:
            one.order = order
            refuse_unless(one, *BEFORE_PACKING)
        _cancel(going, None, " ".join(reason.split())[:LONGEST_REASON], "orders.cancel_by_shopper")
        return going


def _is_past(parcel: Parcel) -> bool:
    return parcel.state in HELD and not parcel.is_held_at(clock.now())


def _cancel(parcels: list[Parcel], actor_id: int | None, reason: str, action: str) -> None:
    give_up(parcels, Parcel.State.CANCELLED, actor_id=actor_id, reason=reason)
    for parcel in parcels:
        note(parcel.order_id, Kind.CANCELLED, parcel_id=parcel.pk, actor_id=actor_id)
        record(action, actor_id=actor_id, subject=f"parcel:{parcel.code}", data={})


def give_up(parcels: list[Parcel], state: str, *, actor_id: int | None, reason: str = "") -> None:
    """Locked parcels end: what they hold is released and nothing is owed. Locks: shelves, payments."""
    release(lock_goods_of(parcels))
    for parcel in parcels:
        METHODS[parcel.order.payment_method].fail(parcel, actor_id=actor_id)
        enter(parcel, state, actor_id=actor_id, reason=reason)
