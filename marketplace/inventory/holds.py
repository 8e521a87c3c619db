"""Promising units of a shelf, and ending the promise. The caller holds the shelf's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from marketplace import clock, events
from marketplace.inventory import availability
from marketplace.inventory.events import StockChanged
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Hold, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Wanted:
    """Sales units of an article at a place, for the document named by reference."""

    key: ShelfKey
    quantity: int
    reference: str
    until: datetime | None = None


def place(wanted: Sequence[Wanted], locked: Mapping[ShelfKey, Shelf]) -> list[Hold]:
    """Hold all of it or nothing; raises StockRefused "not_enough", one problem an article.

    `locked` is what lock_stock() returned; the decision is made on these rows.
    """
    _refuse_more_than_free(wanted, locked)
    now = clock.now()
    for want in wanted:
        shelf = locked[want.key]
        Shelf.objects.filter(pk=shelf.pk).update(held=F("held") + want.quantity)
        shelf.held += want.quantity
    events.publish(StockChanged(frozenset(want.key[1] for want in wanted)))
    return Hold.objects.bulk_create(
        Hold(
            shelf=locked[want.key],
            reference=want.reference,
            quantity=want.quantity,
            until=want.until,
            placed_at=now,
        )
        for want in wanted
    )


def end(holds: Sequence[Hold], state: str, locked: Mapping[ShelfKey, Shelf]) -> None:
    """End live holds as TAKEN (the goods go out) or RELEASED.

    The holds must have been read after lock_stock() on their shelves. Raises StockRefused
    "hold_not_live" when one has ended before: what it promised is no longer there to give.
    """
    if any(hold.state != Hold.State.LIVE for hold in holds):
        raise StockRefused(
            Problem("hold_not_live", _("These goods are no longer held: look at the order again."))
        )
    now = clock.now()
    shelves = {shelf.pk: shelf for shelf in locked.values()}
    for hold in holds:
        hold.state, hold.ended_at = state, now
        Shelf.objects.filter(pk=hold.shelf_id).update(held=F("held") - hold.quantity)
        shelves[hold.shelf_id].held -= hold.quantity
    Hold.objects.bulk_update(holds, ["state", "ended_at"])
    events.publish(StockChanged(frozenset(shelf.variant_id for shelf in locked.values())))


def _refuse_more_than_free(wanted: Sequence[Wanted], locked: Mapping[ShelfKey, Shelf]) -> None:
    free = availability.free(locked, clock.today())
    asked: dict[ShelfKey, int] = {}
    for want in wanted:
        asked[want.key] = asked.get(want.key, 0) + want.quantity
    problems = [
        Problem(
            "not_enough",
            _("Only %(free)d left: someone else may have been a moment faster.")
            % {"free": free[key]},
            data={"place": key[0], "variant": key[1], "free": free[key], "wanted": quantity},
        )
        for key, quantity in asked.items()
        if quantity > free[key]
    ]
    if problems:
        raise StockRefused(problems)
