"""The goods that a document is about, as a person picked them from what stands at a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory.ledger import Line, Where, moving
from marketplace.inventory.models import Balance, Lot
from marketplace.inventory.receiving import MOST_UNITS
from marketplace.places.models import Place
from marketplace.refusal import Problem

SHORTEST_NOTE, LONGEST_NOTE = 3, 500  # Document.note


@dataclass(frozen=True)
class Picked:
    """Sales units of one lot, of one owner, in one condition."""

    lot_id: int
    owner_id: int
    condition: str
    quantity: int


Key = tuple[int, int, str]  # lot, owner, condition


def lots_of(goods: Iterable[Picked]) -> dict[int, Lot]:
    """The lots by their keys. One query."""
    return Lot.objects.in_bulk({one.lot_id for one in goods})


def problems(goods: Sequence[Picked], lots: dict[int, Lot]) -> list[Problem]:
    """Nothing picked, the same goods picked twice, or a quantity that is none."""
    found = []
    if not goods:
        found.append(Problem("nothing_picked", _("Write how many units, beside at least one lot.")))
    if len({_key(one) for one in goods}) < len(goods):
        found.append(Problem("picked_twice", _("The same goods stand in two lines: add them up.")))
    for one in goods:
        if not 1 <= one.quantity <= MOST_UNITS:
            sentence = _("A quantity is a whole number from 1 to 1,000,000.")
            found.append(Problem("bad_quantity", sentence, "quantity", _data(one, lots)))
    return found


def missing(place: Place, goods: Sequence[Picked], lots: dict[int, Lot]) -> list[Problem]:
    """More than stands at the place. Call it under lock_stock() on the shelves. One query."""
    rows = Balance.objects.filter(place=place, lot__in=lots)
    there = {(row.lot_id, row.owner_id, row.condition): row.quantity for row in rows}
    found = []
    for one in goods:
        left = there.get(_key(one), 0)
        data = _data(one, lots) | {"there": left, "wanted": one.quantity}
        if one.quantity > left:
            sentence = _(
                "Of lot %(lot)s only %(there)d such units stand here, %(wanted)d were written."
            )
            found.append(Problem("not_enough", sentence % data, "quantity", data))
    return found


def no_note(note: str) -> list[Problem]:
    """A note that says too little or too much."""
    if SHORTEST_NOTE <= len(note.strip()) <= LONGEST_NOTE:
        return []
    return [Problem("bad_note", _("Say why, in a few words: 3 to 500 characters."), "note")]


def closed(place: Place) -> list[Problem]:
    """A place whose goods leave it: none come, none change owner or condition there."""
    if place.closed_on is None or place.closed_on >= clock.today():
        return []
    return [Problem("place_closed", _("This place is closed: goods can only leave it."))]


def lines(
    goods: Iterable[Picked], lots: dict[int, Lot], *, reason: str, origin: Where, target: Where
) -> list[Line]:
    """The ledger lines that move all of it one way, owner and condition as they are."""
    return [
        line
        for one in goods
        for line in moving(
            lots[one.lot_id],
            one.quantity,
            owner_id=one.owner_id,
            condition=one.condition,
            reason=reason,
            origin=origin,
            target=target,
        )
    ]


def units(goods: Iterable[Picked]) -> int:
    """All of it together, in sales units."""
    return sum(one.quantity for one in goods)


def _key(one: Picked) -> Key:
    return one.lot_id, one.owner_id, one.condition


def _data(one: Picked, lots: dict[int, Lot]) -> dict[str, object]:
    return {"lot": lots[one.lot_id].code, "lot_id": one.lot_id, "owner": one.owner_id} | {
        "condition": one.condition
    }
