"""Promising units of a shelf, and ending the promise. The caller holds the shelf's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.db import connection
from django.utils.translation import gettext as _

from marketplace import clock, events
from marketplace.inventory import availability
from marketplace.inventory.events import HoldsEnded, StockChanged
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Hold, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem

# Shelves and holds in one statement: what is done under the lock is short.
PLACE = """
WITH wanted AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
        WITH ORDINALITY AS wanted (shelf_id, reference, quantity, until, number)
), shelves AS (
    UPDATE ocop_inventory_shelf AS shelf SET held = shelf.held + more.quantity
    FROM (SELECT shelf_id, sum(quantity) AS quantity FROM wanted GROUP BY shelf_id) AS more
    WHERE shelf.id = more.shelf_id
)
INSERT INTO ocop_inventory_hold (shelf_id, reference, quantity, until, state, placed_at)
SELECT shelf_id, reference, quantity, until, %s, %s FROM wanted ORDER BY number
RETURNING id
"""
END = """
WITH ended AS (
    UPDATE ocop_inventory_hold SET state = %s, ended_at = %s WHERE id = ANY(%s)
    RETURNING shelf_id, quantity
)
UPDATE ocop_inventory_shelf AS shelf SET held = shelf.held - less.quantity
FROM (SELECT shelf_id, sum(quantity) AS quantity FROM ended GROUP BY shelf_id) AS less
WHERE shelf.id = less.shelf_id
"""


@dataclass(frozen=True)
class Wanted:
    """Sales units of an article at a place, for the document named by reference."""

    key: ShelfKey
    quantity: int
    reference: str
    until: datetime | None = None


def place(wanted: Sequence[Wanted], locked: Mapping[ShelfKey, Shelf]) -> list[Hold]:
    """Hold all of it or nothing; raises StockRefused "not_enough", one problem an article.

    `locked` is what lock_stock() returned; the decision is made on these rows, without the holds
    whose time has passed. The holds come back in the order of what was wanted. Two queries,
    however many, and end_past()'s.
    """
    if not wanted:
        return []
    end_past(locked)
    _refuse_more_than_free(wanted, locked)
    now = clock.now()
    columns = [
        [locked[want.key].pk for want in wanted],
        [want.reference for want in wanted],
        [want.quantity for want in wanted],
        [want.until for want in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [*columns, str(Hold.State.LIVE), now])
        ids = sorted(row[0] for row in cursor.fetchall())
    for want in wanted:
        locked[want.key].held += want.quantity
    events.publish(StockChanged(frozenset(want.key[1] for want in wanted)))
    return [_hold(pk, want, locked, now) for pk, want in zip(ids, wanted, strict=True)]


def end(holds: Sequence[Hold], state: str, locked: Mapping[ShelfKey, Shelf]) -> None:
    """End live holds as TAKEN (the goods go out) or RELEASED.

    The holds must have been read after lock_stock() on their shelves. Raises StockRefused
    "hold_not_live" when one has ended before: what it promised is no longer there to give. One
    query, however many.
    """
    if not holds:
        return
    _refuse_ended(holds)
    now = clock.now()
    shelves = {shelf.pk: shelf for shelf in locked.values()}
    with connection.cursor() as cursor:
        cursor.execute(END, [str(state), now, [hold.pk for hold in holds]])
    for hold in holds:
        hold.state, hold.ended_at = state, now
        shelves[hold.shelf_id].held -= hold.quantity
    events.publish(HoldsEnded(frozenset(hold.pk for hold in holds)))
    events.publish(StockChanged(frozenset(shelf.variant_id for shelf in locked.values())))


def end_past(locked: Mapping[ShelfKey, Shelf]) -> None:
    """Release what was held on these shelves until a moment that has passed. One query, mostly.

    For every writer that decides on what is held: readers leave such holds out, the next writer
    under the lock ends them. `locked` is what lock_stock() returned.
    """
    holding = [shelf.pk for shelf in locked.values() if shelf.held]
    over = availability.past_holds(holding, clock.now())
    if over:
        holds = list(Hold.objects.filter(pk__in=over).order_by("pk"))
        end(holds, Hold.State.RELEASED, locked)


def set_until(
    holds: Sequence[Hold], until: datetime | None, locked: Mapping[ShelfKey, Shelf]
) -> None:
    """Promise live holds until another moment; None: until the goods are handed over.

    Read and refused as end() does; "hold_not_live" also where its time has passed. Locked: the
    holds' shelves.
    """
    now = clock.now()
    _refuse_ended(holds)
    if any(hold.until is not None and hold.until <= now for hold in holds):
        _refuse_not_live()
    for hold in holds:
        hold.until = until
    Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(until=until)


def divide(hold: Hold, quantity: int, reference: str) -> Hold:
    """Part of a live hold becomes another document's, until the same moment. Returns the new one.

    quantity: sales units, fewer than it has. What the shelf holds stays the same. Raises
    StockRefused hold_not_live as end() does. Locked: the hold's shelf.
    """
    _refuse_ended([hold])
    hold.quantity -= quantity
    hold.save(update_fields=["quantity"])
    return Hold.objects.create(
        shelf_id=hold.shelf_id,
        reference=reference,
        quantity=quantity,
        until=hold.until,
        placed_at=hold.placed_at,
    )


def rename(hold: Hold, reference: str) -> None:
    """All of a live hold becomes another document's. Raised and locked as in divide()."""
    _refuse_ended([hold])
    hold.reference = reference
    hold.save(update_fields=["reference"])


def _refuse_ended(holds: Sequence[Hold]) -> None:
    if any(hold.state != Hold.State.LIVE for hold in holds):
        _refuse_not_live()


def _refuse_not_live() -> NoReturn:
    raise StockRefused(
        Problem("hold_not_live", _("These goods are no longer held: look at the order again."))
    )


def _hold(pk: int, want: Wanted, locked: Mapping[ShelfKey, Shelf], now: datetime) -> Hold:
    hold = Hold(
        pk=pk,
        shelf=locked[want.key],
        reference=want.reference,
        quantity=want.quantity,
        until=want.until,
        placed_at=now,
    )
    hold._state.adding = False
    hold._state.db = connection.alias
    return hold


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
