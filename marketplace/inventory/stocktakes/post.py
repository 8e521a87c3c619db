"""What a stocktake found becomes the stock."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import ledger, picked, second_person
from marketplace.inventory.held import refuse_if_promised
from marketplace.inventory.locks import ShelfKey, lock_stock
from marketplace.inventory.models import Document, Shelf, Stocktake, Variance, Virtual
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import revived
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import review, scope
from marketplace.inventory.stocktakes.alone import counted_alone
from marketplace.inventory.stocktakes.review import Row
from marketplace.refusal import Problem


def post(
    stocktake: Stocktake, *, actor_id: int | None, client_key: str, agreed: str = ""
) -> Stocktake:
    """Post every difference as one document, place ↔ loss, and keep what was counted as variance.

    agreed: review.digest() of what the person saw; "" asks for no agreement. What orders hold is
    not counted away: a person hands these orders over or cancels them first. The same client key
    answers with what it posted. Raises StockRefused: already_posted, cancelled, changed (counted
    again since the person looked), uncounted, recalled (good units were found of a recalled lot),
    place_closed, promised, not_enough. Locks: the stocktake, then the shelves with a difference.
    """
    with transaction.atomic():
        now = scope.locked(stocktake)
        if now.document is not None and now.document.client_key == client_key:
            return now
        scope.refuse_ended(now)
        rows = review.rows(now)
        second_person.lock([now.place_id])
        _refuse(now, rows, agreed, actor_id)
        counted = [row for row in rows if row.counted is not None]
        lines = [line for row in counted for line in _lines(now, row)]
        locked = lock_stock(
            (line.place_id, line.lot.variant_id) for line in lines if line.place_id is not None
        )
        _refuse_moves(now, lines, locked)
        document = ledger.post(
            ledger.Posting(Document.Kind.STOCKTAKE, client_key, actor_id, now.code), lines, locked
        )
        Variance.objects.bulk_create(_kept(now, row) for row in counted)
        now.state, now.document = Stocktake.State.POSTED, document
        now.ended_at, now.ended_by_id = clock.now(), actor_id
        now.save(update_fields=["state", "document", "ended_at", "ended_by_id"])
        record(
            "inventory.post_stocktake",
            actor_id=actor_id,
            subject=f"stocktake:{now.code}",
            data={
                "document": document.code,
                "lots": len(counted),
                "over": sum(row.difference for row in counted if row.difference > 0),
                "short": sum(-row.difference for row in counted if row.difference < 0),
                "value": sum(row.value for row in counted),
            },
        )
        return now


def _refuse(stocktake: Stocktake, rows: Sequence[Row], agreed: str, actor_id: int | None) -> None:
    problems = []
    uncounted = [row for row in rows if row.counted is None]
    if uncounted:
        sentence = ngettext(
            "%(many)d lot was not counted yet: count it, or say that it is not there.",
            "%(many)d lots were not counted yet: count them, or say that they are not there.",
            len(uncounted),
        )
        data = {"many": len(uncounted), "lots": [row.lot.code for row in uncounted]}
        problems.append(Problem("uncounted", sentence % data, data=data))
    if agreed and agreed != review.digest(rows):
        problems.append(
            Problem(
                "changed",
                _("Somebody has counted since you opened this page. Look at the figures again."),
            )
        )
    alone = counted_alone(stocktake, rows, actor_id)
    if alone.is_too_much:
        sentence = _(
            "Nobody but you has counted these lots: somebody else who answers for this place posts "
            "them, or counts them too."
        )
        data = {"value": alone.value, "before": alone.before, "limit": alone.limit}
        problems.append(Problem("second_person", f"{alone.why} {sentence}", data=data))
    if problems:
        raise StockRefused(problems)


def _refuse_moves(
    stocktake: Stocktake, lines: Sequence[ledger.Line], locked: Mapping[ShelfKey, Shelf]
) -> None:
    """What may not come onto the locked shelves, and what may not leave them."""
    problems = revived(lines)
    if any(line.place_id and line.quantity > 0 for line in lines):
        problems += picked.closed(stocktake.place)
    try:
        refuse_if_promised(locked, lines, clock.today())
    except StockRefused as refused:
        problems += refused.problems
    if problems:
        raise StockRefused(problems)


def _lines(stocktake: Stocktake, row: Row) -> list[ledger.Line]:
    if not row.difference:
        return []
    return ledger.moving(
        row.lot,
        row.difference,
        owner_id=row.owner.pk,
        condition=row.condition,
        reason=Reason.COUNTED,
        origin=Virtual.LOSS,
        target=stocktake.place_id,
    )


def _kept(stocktake: Stocktake, row: Row) -> Variance:
    return Variance(
        stocktake=stocktake,
        lot=row.lot,
        owner=row.owner,
        condition=row.condition,
        expected=row.expected,
        counted=row.counted,
        difference=row.difference,
        value=row.value,
    )
