"""What happens to a parcel at its place: handed over and paid, or cancelled."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import holds as holding
from marketplace.inventory import ledger, sale
from marketplace.inventory.locks import ShelfKey, lock_stock
from marketplace.inventory.models import Document, Hold, Shelf
from marketplace.orders.models import Parcel, ParcelLine, ShopOrder
from marketplace.orders.payments import cash_on_delivery
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge import orders as saleor_orders

LONGEST_REASON = 300


def hand_over(parcel_code: str, *, actor_id: int | None, client_key: str) -> Parcel:
    """Đã giao, đã thu tiền: post the sale, end the holds, settle the cash.

    The same client key answers as the first time. Raises OrderRefused: not_waiting, key_used;
    StockRefused where the goods are not there. Locks: order, parcel, shelves, payment.
    """
    with transaction.atomic():
        parcel = _lock(parcel_code)
        before = ledger.already_posted(client_key)
        if before is not None:
            _refuse_unless_of(parcel, before)
            return parcel
        _refuse_unless_waiting(parcel)
        lines = list(parcel.lines.select_related("order_line"))
        holds, locked = _lock_holds(lines)
        document = sale.deliver(
            holds, locked, actor_id=actor_id, client_key=client_key, reference=parcel.reference
        )
        saleor_orders.fulfil_lines(
            parcel.order.order_id,
            parcel.place.warehouse_id,
            [(line.order_line, line.quantity) for line in lines],
        )
        cash_on_delivery.collected(parcel, actor_id)
        _end(parcel, Parcel.State.DELIVERED, actor_id)
        record(
            "orders.hand_over",
            actor_id=actor_id,
            subject=f"parcel:{parcel.code}",
            data={"document": document.code, "collected": parcel.to_collect},
        )
        return parcel


def cancel(parcel_code: str, *, actor_id: int | None, reason: str) -> Parcel:
    """Hủy đơn: release what the parcel holds; nothing was moved, so nothing is posted.

    Cancelling what is cancelled changes nothing. Raises OrderRefused: not_waiting, bad_reason.
    Locks: order, parcel, shelves, payment.
    """
    reason = " ".join(reason.split())
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise OrderRefused(
            Problem("bad_reason", _("Say in a few words why the order is cancelled."), "reason")
        )
    with transaction.atomic():
        parcel = _lock(parcel_code)
        if parcel.state == Parcel.State.CANCELLED:
            return parcel
        _refuse_unless_waiting(parcel)
        holds, locked = _lock_holds(list(parcel.lines.all()))
        holding.end(holds, Hold.State.RELEASED, locked)
        cash_on_delivery.voided(parcel, actor_id)
        parcel.cancel_reason = reason
        _end(parcel, Parcel.State.CANCELLED, actor_id)
        record("orders.cancel", actor_id=actor_id, subject=f"parcel:{parcel.code}", data={})
        return parcel


def _lock(parcel_code: str) -> Parcel:
    order = ShopOrder.objects.select_for_update().get(parcels__code=parcel_code)
    parcel = (
        Parcel.objects.select_for_update(of=("self",)).select_related("place").get(code=parcel_code)
    )
    parcel.order = order
    return parcel


def _lock_holds(lines: list[ParcelLine]) -> tuple[list[Hold], Mapping[ShelfKey, Shelf]]:
    """The parcel's holds, read again after their shelves were locked."""
    ids = [line.hold_id for line in lines]
    keys = Hold.objects.filter(pk__in=ids).values_list("shelf__place_id", "shelf__variant_id")
    locked = lock_stock(keys)
    return list(Hold.objects.filter(pk__in=ids).order_by("pk")), locked


def _refuse_unless_of(parcel: Parcel, before: Document) -> None:
    if before.reference != parcel.reference:
        raise OrderRefused(
            Problem("key_used", _("This page was used for something else. Open it again."))
        )


def _refuse_unless_waiting(parcel: Parcel) -> None:
    if parcel.state == Parcel.State.WAITING:
        return
    sentence = (
        _("This order was handed over before: nothing was changed.")
        if parcel.state == Parcel.State.DELIVERED
        else _("This order was cancelled before: nothing was changed.")
    )
    raise OrderRefused(Problem("not_waiting", sentence))


def _end(parcel: Parcel, state: str, actor_id: int | None) -> None:
    parcel.state = state
    parcel.ended_at = clock.now()
    parcel.ended_by_id = actor_id
    parcel.save(update_fields=["state", "ended_at", "ended_by_id", "cancel_reason"])
    states = list(Parcel.objects.filter(order=parcel.order).values_list("state", flat=True))
    saleor_orders.settle_status(
        parcel.order.order_id,
        waiting=states.count(Parcel.State.WAITING),
        delivered=states.count(Parcel.State.DELIVERED),
    )
