"""Có thể nhận: the goods are set aside at the point, and the shopper is told the code."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory.models import Hold, Transfer
from marketplace.orders.arrival import fill_up
from marketplace.orders.history import Kind, note
from marketplace.orders.holding import hold_until
from marketplace.orders.limits import collection_until
from marketplace.orders.locked import Goods, lock_goods, lock_parcel
from marketplace.orders.models import Parcel, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import enter, refuse_unless
from marketplace.refusal import Problem


def ready(parcel_code: str, *, actor_id: int | None) -> Parcel:
    """From now on the parcel can be collected, for COLLECT_DAYS; its shopper hears of it.

    Where less came to the point than was sent, what it has free itself is taken now.
    Saying it again changes nothing. Raises OrderRefused: not_waiting, lapsed, is_delivered,
    not_here; StockRefused hold_not_live. Locks: order, parcel, shelves.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.READY and parcel.is_held_at(clock.now()):
            return parcel
        refuse_unless(parcel, Parcel.State.CONFIRMED)
        if parcel.order.how != ShopOrder.How.COLLECTION:
            sentence = _("This order is delivered to its shopper: pack it, then hand it over.")
            raise OrderRefused(Problem("is_delivered", sentence))
        goods = lock_goods(parcel)
        if parcel.transfer is not None and parcel.transfer.state == Transfer.State.RECEIVED:
            fill_up(parcel, goods.shelves)
            goods = lock_goods(parcel)  # the same shelves, with what they hold now
        _refuse_elsewhere(parcel, goods)
        until = collection_until(clock.today())
        hold_until(parcel, goods, until)
        enter(parcel, Parcel.State.READY, actor_id=actor_id)
        data = {"until": until.isoformat()}
        note(parcel.order_id, Kind.READY, parcel_id=parcel.pk, actor_id=actor_id, data=data)
        record("orders.ready", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return parcel


def _refuse_elsewhere(parcel: Parcel, goods: Goods) -> None:
    here = {
        shelf.pk for (place, _variant), shelf in goods.shelves.items() if place == parcel.place_id
    }
    held = {
        hold.pk: hold.quantity
        for hold in goods.holds
        if hold.state == Hold.State.LIVE and hold.shelf_id in here
    }
    missing = [line for line in goods.lines if held.get(line.hold_id, 0) < line.quantity]
    if missing:
        sentence = _(
            "%(name)s is not at %(place)s yet. Receive the transfer first; if less came, have "
            "more sent there, or cancel the parcel and ring the shopper."
        )
        data = {"name": missing[0].name, "place": parcel.place.name}
        raise OrderRefused(Problem("not_here", sentence % data, data=data))
