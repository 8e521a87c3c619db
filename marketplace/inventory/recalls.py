"""Thu hồi hàng: a batch is blocked at every place in one act, and on arrival wherever it comes."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory import ledger, picked
from marketplace.inventory.locks import ShelfKey, lock_lots, lock_stock
from marketplace.inventory.models import (
    Balance,
    Condition,
    Document,
    Lot,
    Recall,
    Sent,
    Shelf,
    Transfer,
)
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import recalled
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem


@dataclass(frozen=True)
class OnTheWay:
    """Sales units of a lot that a transfer has sent and nobody has received yet."""

    transfer: Transfer
    units: int


def recall(lot: Lot, *, note: str, actor_id: int | None, client_key: str) -> Recall:
    """Block every good unit of the lot at every place, held or not; one document.

    What is on the way is named by on_the_way(), and is blocked when it arrives; so is what leaves a
    closed place, where nothing is sold and nothing changes any more. The same client key answers
    with the first recall. Raises StockRefused: bad_note, recalled. Locks: the lot, then the
    article's shelves at all places.
    """
    with transaction.atomic():
        lock_lots([lot.pk])
        keys = Shelf.objects.filter(variant=lot.variant_id).values_list("place_id", "variant_id")
        locked = lock_stock(keys)
        before = Recall.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        problems = picked.no_note(note)
        if recalled([lot.pk]):
            sentence = _("Lot %(lot)s is recalled already.") % {"lot": lot.code}
            problems.append(Problem("recalled", sentence))
        if problems:
            raise StockRefused(problems)
        made = Recall.objects.create(
            code=codes.new_code(),
            lot=lot,
            note=note.strip(),
            document=_block(lot, locked, note, actor_id, client_key),
            recalled_at=clock.now(),
            recalled_by_id=actor_id,
            client_key=client_key,
        )
        record(
            "inventory.recall",
            actor_id=actor_id,
            subject=f"recall:{made.code}",
            data={"lot": lot.code, "document": made.document and made.document.code},
        )
        return made


def lift(code: str, *, note: str, actor_id: int | None) -> Recall:
    """The batch may be sold again; each place releases its own units (conditions.py).

    Lifting what is lifted changes nothing. Raises StockRefused: bad_note. Locks: the recall.
    """
    if problems := picked.no_note(note):
        raise StockRefused(problems)
    with transaction.atomic():
        made = Recall.objects.select_for_update(of=("self",)).select_related("lot").get(code=code)
        if made.lifted_at is None:
            made.lifted_at, made.lifted_by_id = clock.now(), actor_id
            made.save(update_fields=["lifted_at", "lifted_by_id"])
            record(
                "inventory.recall_lift",
                actor_id=actor_id,
                subject=f"recall:{made.code}",
                data={"lot": made.lot.code, "note": note.strip()},
            )
        return made


def on_the_way(lot: Lot) -> list[OnTheWay]:
    """Where the lot is on the way, by transfer. One query."""
    sent: QuerySet[Sent] = Sent.objects.filter(lot=lot, transfer__state=Transfer.State.SENT)
    units: dict[Transfer, int] = {}
    for row in sent.select_related("transfer__origin", "transfer__destination").order_by("pk"):
        units[row.transfer] = units.get(row.transfer, 0) + row.on_the_way
    return [OnTheWay(transfer, count) for transfer, count in units.items() if count]


def _block(
    lot: Lot,
    locked: dict[ShelfKey, Shelf],
    note: str,
    actor_id: int | None,
    client_key: str,
) -> Document | None:
    closed = Place.objects.filter(closed_on__lt=clock.today())
    good = Balance.objects.filter(lot=lot, condition=Condition.GOOD, quantity__gt=0).exclude(
        place__in=closed
    )
    lines = [
        ledger.Line(lot, row.owner_id, condition, change, Reason.RECALLED, place_id=row.place_id)
        for row in good.order_by("place_id", "owner_id")
        for condition, change in (
            (Condition.GOOD, -row.quantity),
            (Condition.BLOCKED, row.quantity),
        )
    ]
    if not lines:
        return None
    kind = Document.Kind.CONDITION_CHANGE
    posting = ledger.Posting(kind, client_key, actor_id, note=note.strip())
    return ledger.post(posting, lines, locked)
