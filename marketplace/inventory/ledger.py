"""The only writer of a quantity."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from marketplace import clock, codes, events
from marketplace.inventory.events import StockChanged
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Document, Lot, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge import stock as saleor_stock


@dataclass(frozen=True)
class Line:
    """One line to post: sales units, positive in, negative out.

    Either place_id or virtual (one of models.Virtual) says where.
    """

    lot: Lot
    owner_id: int
    condition: str
    quantity: int
    reason: str
    place_id: int | None = None
    virtual: str = ""


@dataclass(frozen=True)
class Posting:
    """reverses_id: key of the document that this one takes back."""

    kind: str
    client_key: str
    actor_id: int | None
    reference: str = ""
    business_at: datetime | None = None
    note: str = ""
    reverses_id: int | None = None


# The triggers on entries see the document of their own statement; see migrations 0002 and 0003.
WRITE = """
WITH document AS (
    INSERT INTO ocop_inventory_document
        (code, kind, client_key, reference, reverses_id, note, actor_id, business_at, recorded_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
), entries AS (
    INSERT INTO ocop_inventory_entry
        (document_id, lot_id, place_id, virtual, owner_id, condition, quantity, reason)
    SELECT document.id, line.* FROM document, unnest(
        %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::text[]
    ) AS line
), shelves AS (
    UPDATE ocop_inventory_shelf AS shelf SET on_hand = shelf.on_hand + moved.change
    FROM unnest(%s::bigint[], %s::bigint[]) AS moved (id, change) WHERE shelf.id = moved.id
)
SELECT id FROM document
"""

ALREADY_POSTED = "SELECT id FROM ocop_inventory_document WHERE client_key = %s"
STANDING = """
SELECT place_id, lot_id, owner_id, condition, quantity FROM ocop_inventory_balance
WHERE place_id = ANY(%s) AND lot_id = ANY(%s)
"""

Where = int | str  # the key of a place, or one of models.Virtual


def moving(
    lot: Lot,
    quantity: int,
    *,
    owner_id: int,
    condition: str,
    reason: str,
    origin: Where,
    target: Where,
) -> list[Line]:
    """The two lines of sales units that go from one place, real or virtual, to another."""
    return [
        Line(lot, owner_id, condition, change, reason, **_at(where))
        for where, change in ((origin, -quantity), (target, quantity))
    ]


def _at(where: Where) -> dict[str, Any]:
    return {"virtual": where} if isinstance(where, str) else {"place_id": where}


def already_posted(client_key: str) -> Document | None:
    """The document this key has made before, if any; asked under the lock, it is nearly always none."""
    with connection.cursor() as cursor:
        cursor.execute(ALREADY_POSTED, [client_key])
        found = cursor.fetchone()
    return Document.objects.get(pk=found[0]) if found else None


def post(posting: Posting, lines: Sequence[Line], locked: Mapping[ShelfKey, Shelf]) -> Document:
    """Write a document with its entries, and move shelves and Saleor's stock with them.

    The balances are moved by the entries themselves, in the database (migration 0003).
    `locked` is what lock_stock() returned for every shelf that the lines touch. Raises
    StockRefused "not_enough" where a balance would go below zero, with nothing written by then.
    The database refuses lines that do not sum to zero at commit.
    """
    _refuse_negative(lines)
    now = clock.now()
    document = Document(
        code=codes.new_code(),
        kind=posting.kind,
        client_key=posting.client_key,
        reference=posting.reference,
        reverses_id=posting.reverses_id,
        note=posting.note,
        actor_id=posting.actor_id,
        business_at=posting.business_at or now,
        recorded_at=now,
    )
    _write(document, lines, _moved(lines, locked))
    return document


def _write(document: Document, lines: Sequence[Line], moved: Mapping[Shelf, int]) -> None:
    """Document, entries and shelves in one statement: what is written under the lock is short."""
    columns = [
        (line.lot.pk, line.place_id, line.virtual, line.owner_id)
        + (line.condition, line.quantity, str(line.reason))
        for line in lines
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [
                *(document.code, document.kind, document.client_key, document.reference),
                *(document.reverses_id, document.note, document.actor_id),
                *(document.business_at, document.recorded_at),
                *([list(column) for column in zip(*columns, strict=True)] or [[]] * 7),
                *([shelf.pk for shelf in moved], list(moved.values())),
            ],
        )
        document.pk = cursor.fetchone()[0]
    document._state.adding = False
    document._state.db = connection.alias


def _refuse_negative(lines: Sequence[Line]) -> None:
    leaving = {key: -change for key, change in _changes(lines).items() if change < 0}
    if not leaving:
        return
    there = _standing({key[0] for key in leaving}, {key[1].pk for key in leaving})
    problems = []
    for (place_id, lot, owner_id, condition), wanted in leaving.items():
        data = {"lot": lot.code, "there": there.get((place_id, lot.pk, owner_id, condition), 0)}
        data["wanted"] = wanted
        if data["there"] < wanted:
            sentence = _(
                "Lot %(lot)s has %(there)d units here, %(wanted)d are to go out. "
                "Count the shelf again."
            )
            problems.append(Problem("not_enough", sentence % data, data=data))
    if problems:
        raise StockRefused(problems)


def _standing(places: set[int], lots: set[int]) -> dict[tuple, int]:
    """The balances of these lots at these places, by place, lot, owner and condition."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(places), list(lots)])
        return {row[:4]: row[4] for row in cursor.fetchall()}


def _moved(lines: Sequence[Line], locked: Mapping[ShelfKey, Shelf]) -> dict[Shelf, int]:
    """By how much each shelf changes; the rows in hand and Saleor's stock say so from here on."""
    changes: dict[ShelfKey, int] = defaultdict(int)
    for line in lines:
        if line.place_id is not None:
            changes[line.place_id, line.lot.variant_id] += line.quantity
    moved = {locked[key]: change for key, change in sorted(changes.items()) if change}
    for shelf, change in moved.items():
        shelf.on_hand += change
    saleor_stock.set_quantities(
        [(shelf.place.warehouse_id, shelf.variant_id, shelf.on_hand) for shelf in moved]
    )
    events.publish(StockChanged(frozenset(variant for _place, variant in changes)))
    return moved


def _changes(lines: Sequence[Line]) -> dict[tuple[int, Lot, int, str], int]:
    changes: dict[tuple[int, Lot, int, str], int] = defaultdict(int)
    for line in lines:
        if line.place_id is not None:
            changes[line.place_id, line.lot, line.owner_id, line.condition] += line.quantity
    return {key: change for key, change in changes.items() if change}
