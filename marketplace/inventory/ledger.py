"""The only writer of a quantity."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from marketplace import clock, codes, events
from marketplace.inventory.events import StockChanged
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Document, Entry, Lot, Shelf
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
    kind: str
    client_key: str
    actor_id: int | None
    reference: str = ""
    business_at: datetime | None = None


def already_posted(client_key: str) -> Document | None:
    """The document this key has made before, if any."""
    return Document.objects.filter(client_key=client_key).first()


def post(posting: Posting, lines: Sequence[Line], locked: Mapping[ShelfKey, Shelf]) -> Document:
    """Write a document with its entries, and move shelves and Saleor's stock with them.

    The balances are moved by the entries themselves, in the database (migration 0003).
    `locked` is what lock_stock() returned for every shelf that the lines touch. Raises
    StockRefused "not_enough" where a balance would go below zero, with nothing written by then.
    The database refuses lines that do not sum to zero at commit.
    """
    _refuse_negative(lines)
    now = clock.now()
    document = Document.objects.create(
        code=codes.new_code(),
        kind=posting.kind,
        client_key=posting.client_key,
        reference=posting.reference,
        actor_id=posting.actor_id,
        business_at=posting.business_at or now,
        recorded_at=now,
    )
    Entry.objects.bulk_create(
        Entry(
            document=document,
            lot=line.lot,
            place_id=line.place_id,
            virtual=line.virtual,
            owner_id=line.owner_id,
            condition=line.condition,
            quantity=line.quantity,
            reason=line.reason,
        )
        for line in lines
    )
    _move_shelves(lines, locked)
    return document


def _refuse_negative(lines: Sequence[Line]) -> None:
    leaving = {key: -change for key, change in _changes(lines).items() if change < 0}
    lots = {lot for _place, lot, _owner, _condition in leaving}
    there: dict[tuple, int] = {
        (row.place_id, row.lot_id, row.owner_id, row.condition): row.quantity
        for row in Balance.objects.filter(lot__in=lots)
    }
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


def _move_shelves(lines: Sequence[Line], locked: Mapping[ShelfKey, Shelf]) -> None:
    changes: dict[ShelfKey, int] = defaultdict(int)
    for line in lines:
        if line.place_id is not None:
            changes[line.place_id, line.lot.variant_id] += line.quantity
    for key, change in sorted(changes.items()):
        shelf = locked[key]
        if change:
            Shelf.objects.filter(pk=shelf.pk).update(on_hand=F("on_hand") + change)
            shelf.on_hand += change
            saleor_stock.set_quantity(
                warehouse_id=shelf.place.warehouse_id,
                variant_id=shelf.variant_id,
                quantity=shelf.on_hand,
            )
    events.publish(StockChanged(frozenset(variant for _place, variant in changes)))


def _changes(lines: Sequence[Line]) -> dict[tuple[int, Lot, int, str], int]:
    changes: dict[tuple[int, Lot, int, str], int] = defaultdict(int)
    for line in lines:
        if line.place_id is not None:
            changes[line.place_id, line.lot, line.owner_id, line.condition] += line.quantity
    return {key: change for key, change in changes.items() if change}
