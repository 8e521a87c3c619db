"""Gọi xác nhận: somebody has the shopper on the phone, or tries."""

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.orders.history import Kind, note
from marketplace.orders.holding import hold_until
from marketplace.orders.limits import collection_until
from marketplace.orders.locked import lock_goods_of, lock_parcel, lock_to_confirm
from marketplace.orders.models import OrderEvent, Parcel, ShopOrder
from marketplace.orders.states import enter, refuse_unless


def confirm_by_phone(parcel_code: str, *, actor_id: int | None) -> list[Parcel]:
    """The shopper wants what was ordered: all of the order's parcels that wait for it go on.

    Goods to be delivered are held until they are handed over from now on, goods to be collected
    for COLLECT_DAYS. Confirming what is confirmed changes nothing and answers []. Raises
    OrderRefused not_waiting, lapsed; StockRefused hold_not_live where the goods went to somebody
    else at the last moment. Locks: order, parcels, shelves.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.CONFIRMED and parcel.is_held_at(clock.now()):
            return []
        refuse_unless(parcel, Parcel.State.TO_CONFIRM)
        parcels = lock_to_confirm(parcel)
        goods = lock_goods_of(parcels)
        for one in parcels:
            hold_until(one, goods, _until(one))
            enter(one, Parcel.State.CONFIRMED, actor_id=actor_id)
            note(one.order_id, Kind.CONFIRMED, parcel_id=one.pk, actor_id=actor_id)
            record("orders.confirm", actor_id=actor_id, subject=f"parcel:{one.code}", data={})
        return parcels


def could_not_reach(parcel_code: str, *, seen: int, actor_id: int | None) -> int:
    """Nobody answered: how often that is by now; the order waits on until its time is over.

    seen: how many tries the page showed, so that a second press counts once. Raises OrderRefused
    not_waiting, lapsed. Locks: order, parcel.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        refuse_unless(parcel, Parcel.State.TO_CONFIRM)
        kind = Kind.NOT_REACHED
        tries = OrderEvent.objects.filter(order=parcel.order_id, kind=kind).count()
        if tries != seen:
            return tries
        note(parcel.order_id, kind, actor_id=actor_id, data={"tries": tries + 1})
        data = {"tries": tries + 1}
        record("orders.not_reached", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return tries + 1


def _until(parcel: Parcel) -> datetime | None:
    if parcel.order.how == ShopOrder.How.DELIVERY:
        return None
    return collection_until(max(parcel.promised_from or clock.today(), clock.today()))
