"""The goods turn round: on the way → origin, all of them or what is left of them."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace import events
from marketplace.audit.record import record
from marketplace.inventory import ledger
from marketplace.inventory.events import TransferEnding
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Document, Sent, Transfer, Virtual
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import blocked_on_arrival
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import locked as of_transfer
from marketplace.refusal import Problem


def cancel(code: str, *, actor_id: int | None, client_key: str) -> Transfer:
    """Hủy điều chuyển: a draft is dropped; what was sent and not yet received goes back, all of it.

    Cancelling what is cancelled changes nothing. Raises StockRefused: not_its_turn, key_used,
    place_closed, partly_received (bring_back() is for that). Locks: the transfer, then the origin's shelves.
    """
    with transaction.atomic():
        transfer = of_transfer.lock_transfer(code)
        if transfer.state == Transfer.State.CANCELLED or of_transfer.was_posted(
            transfer, client_key
        ):
            return transfer
        of_transfer.refuse_unless(transfer, Transfer.State.DRAFT, Transfer.State.SENT)
        rows = _rows(transfer)
        if _has_arrived(rows):
            sentence = _("Some of it has arrived. Let the rest be sent back instead.")
            raise StockRefused(Problem("partly_received", sentence))
        _end(transfer, rows, Transfer.State.CANCELLED, actor_id, client_key)
        return transfer


def bring_back(code: str, *, actor_id: int | None, client_key: str) -> Transfer:
    """Thu hàng về: what is still on the way goes back to the origin, and the transfer ends.

    Where nothing had arrived, it is cancelled by that. The same client key answers as the first time. Raises StockRefused: not_its_turn, key_used, place_closed.
    Locks: the transfer, then the origin's shelves.
    """
    with transaction.atomic():
        transfer = of_transfer.lock_transfer(code)
        if of_transfer.was_posted(transfer, client_key):
            return transfer
        of_transfer.refuse_unless(transfer, Transfer.State.SENT)
        rows = _rows(transfer)
        ended = Transfer.State.RECEIVED if _has_arrived(rows) else Transfer.State.CANCELLED
        _end(transfer, rows, ended, actor_id, client_key)
        return transfer


def _rows(transfer: Transfer) -> list[Sent]:
    return list(transfer.sent.select_related("lot").order_by("pk"))


def _has_arrived(rows: list[Sent]) -> bool:
    return any(row.on_the_way < row.sent for row in rows)


def _end(
    transfer: Transfer, rows: list[Sent], state: str, actor_id: int | None, client_key: str
) -> None:
    going_back = [row for row in rows if row.on_the_way]
    data: dict[str, int | str] = {"units": sum(row.on_the_way for row in going_back)}
    if going_back:
        events.publish(TransferEnding(transfer.pk))
        data["document"] = _send_back(transfer, going_back, actor_id, client_key).code
    of_transfer.end(transfer, state, actor_id)
    record(
        "inventory.cancel_transfer",
        actor_id=actor_id,
        subject=f"transfer:{transfer.code}",
        data=data,
    )


def _refuse_closed_origin(transfer: Transfer) -> None:
    if of_transfer.is_open(transfer.origin):
        return
    data = {
        "place": transfer.origin.name,
        "day": f"{transfer.origin.closed_on:%d/%m/%Y}",
        "destination": transfer.destination.name,
    }
    sentence = _(
        "%(place)s has been closed since %(day)s and can't take the goods back. Receive them at "
        "%(destination)s, or write there what was lost."
    )
    raise StockRefused(Problem("place_closed", sentence % data, data=data))


def _send_back(
    transfer: Transfer, rows: list[Sent], actor_id: int | None, client_key: str
) -> Document:
    _refuse_closed_origin(transfer)
    shelves = lock_stock((transfer.origin_id, row.lot.variant_id) for row in rows)
    lines = [
        line
        for row in rows
        for line in ledger.moving(
            row.lot,
            row.on_the_way,
            owner_id=row.owner_id,
            condition=row.condition,
            reason=Reason.SENT_BACK,
            origin=Virtual.ON_THE_WAY,
            target=transfer.origin_id,
        )
    ]
    lines = blocked_on_arrival(lines)
    document = ledger.post(
        of_transfer.posting(transfer, Document.Kind.SENDING_BACK, client_key, actor_id),
        lines,
        shelves,
    )
    of_transfer.tell_arrived(transfer, transfer.origin_id, lines, shelves, is_over=True)
    for row in rows:
        # Added in the database, so that its CHECK sees what others have added.
        row.returned = F("returned") + row.on_the_way
    Sent.objects.bulk_update(rows, ["returned"])
    return document
