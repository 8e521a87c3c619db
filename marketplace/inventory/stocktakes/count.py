"""Somebody looked at the shelf and says what is there."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Condition, Count, Lot, Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import scope
from marketplace.refusal import Problem

MOST_UNITS = 100_000  # at a time; more is a slip of the keyboard, or a barcode in the wrong field


@dataclass(frozen=True)
class Found:
    """Sales units of a lot: seen, taken back (negative), or 0: looked for, and none is left."""

    lot: Lot
    owner_id: int
    condition: str
    quantity: int


def count(stocktake: Stocktake, found: Found, *, actor_id: int | None, client_key: str) -> Count:
    """Add it to what was counted of that lot, owner and condition; never blocks a sale for long.

    The same client key answers with the first count. Raises StockRefused: already_posted,
    cancelled, bad_quantity, bad_condition, other_group, taken_back_too_much. Locks: the stocktake,
    then the shelf, so that the count and its place in the ledger belong together.
    """
    with transaction.atomic():
        now = scope.locked(stocktake)
        before = Count.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        scope.refuse_ended(now)
        _refuse(now, found)
        lock_stock([(now.place_id, found.lot.variant_id)])
        return Count.objects.create(
            stocktake=now,
            lot=found.lot,
            owner_id=found.owner_id,
            condition=found.condition,
            quantity=found.quantity,
            ledger_at=scope.newest_entry(now.place),
            counted_at=clock.now(),
            counted_by_id=actor_id,
            client_key=client_key,
        )


def _refuse(stocktake: Stocktake, found: Found) -> None:
    problems = []
    if abs(found.quantity) > MOST_UNITS:
        sentence = _("A count is a whole number up to 100,000.")
        problems.append(Problem("bad_quantity", sentence, "quantity"))
    if found.condition not in Condition.values:
        sentence = _("Say whether the goods are good, blocked or damaged.")
        problems.append(Problem("bad_condition", sentence, "condition"))
    if not scope.covers(stocktake, found.lot.variant_id):
        sentence = _("This article belongs to another product group than the one counted here.")
        problems.append(Problem("other_group", sentence, "scan"))
    so_far = scope.total(stocktake, (found.lot.pk, found.owner_id, found.condition))
    if so_far + found.quantity < 0:
        sentence = _("Only %(counted)d of lot %(lot)s were counted: no more can be taken back.")
        data = {"counted": so_far, "lot": found.lot.code}
        problems.append(Problem("taken_back_too_much", sentence % data, "quantity", data))
    if problems:
        raise StockRefused(problems)
