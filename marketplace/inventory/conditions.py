"""Đổi tình trạng: goods that may not be sold, or may be again, on the same shelf."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.inventory import ledger, picked
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Condition, Document, Lot
from marketplace.inventory.picked import Picked
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import recalled
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem

REASONS = {
    Condition.GOOD: Reason.UNBLOCKED,
    Condition.BLOCKED: Reason.BLOCKED,
    Condition.DAMAGED: Reason.BROKEN,
}


def change_condition(
    place: Place,
    goods: Sequence[Picked],
    target: str,
    *,
    note: str,
    actor_id: int | None,
    client_key: str,
) -> Document:
    """Post goods from the condition they are in to `target`, one of models.Condition.

    Units that orders hold may be blocked: what is not safe is not sold, and the orders go to a
    person (shortfall.py). The same client key answers with the first document. Raises
    StockRefused with every problem: nothing_picked, picked_twice, bad_quantity, bad_note,
    bad_condition, recalled, place_closed, not_enough. Locks: the shelves.
    """
    with transaction.atomic():
        lots = picked.lots_of(goods)
        locked = lock_stock((place.pk, lot.variant_id) for lot in lots.values())
        before = ledger.already_posted(client_key)
        if before is not None:
            return before
        problems = picked.problems(goods, lots) + picked.no_note(note)
        problems += _bad_target(goods, lots, target)
        problems = problems or picked.closed(place) + picked.missing(place, goods, lots)
        if problems:
            raise StockRefused(problems)
        document = ledger.post(
            ledger.Posting(Document.Kind.CONDITION_CHANGE, client_key, actor_id, note=note.strip()),
            lines(place.pk, goods, lots, target, REASONS[Condition(target)]),
            locked,
        )
        record(
            "inventory.change_condition",
            actor_id=actor_id,
            subject=f"document:{document.code}",
            data={"place": place.code, "to": target, "units": picked.units(goods)},
        )
        return document


def lines(
    place_id: int, goods: Sequence[Picked], lots: dict[int, Lot], target: str, reason: str
) -> list[ledger.Line]:
    """The ledger lines that put the goods of one place into another condition."""
    return [
        ledger.Line(lots[one.lot_id], one.owner_id, state, change, reason, place_id=place_id)
        for one in goods
        for state, change in ((one.condition, -one.quantity), (target, one.quantity))
    ]


def _bad_target(goods: Sequence[Picked], lots: dict[int, Lot], target: str) -> list[Problem]:
    if target not in Condition.values:
        return [Problem("bad_condition", _("Choose one of the conditions."), "target")]
    blocked = recalled(lots) if target == Condition.GOOD else set()
    found = []
    for one in goods:
        data = {"lot": lots[one.lot_id].code, "lot_id": one.lot_id, "owner": one.owner_id}
        data |= {"condition": one.condition}
        if one.condition == target:
            sentence = _("These units of lot %(lot)s are in that condition already.")
            found.append(Problem("bad_condition", sentence % data, "quantity", data))
        elif one.lot_id in blocked:
            sentence = _("Lot %(lot)s is recalled: it is released when the recall is lifted.")
            found.append(Problem("recalled", sentence % data, "quantity", data))
    return found
