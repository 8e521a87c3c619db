"""What a stocktake has found so far, lot by lot. The package says what counts as a difference."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from marketplace.inventory.models import Count, Entry, Lot, Stocktake
from marketplace.inventory.stocktakes import scope
from marketplace.inventory.stocktakes.scope import Key
from marketplace.inventory.value import unit_values
from marketplace.places.models import Party

# One statement, one moment: what stands there, and what moved since each lot's first count.
MOVED = """
SELECT coalesce(balance.quantity, 0),
       coalesce(sum(moved.quantity) FILTER (WHERE moved.id > asked.last_at), 0)::bigint,
       coalesce(sum(moved.quantity) FILTER
           (WHERE moved.id <= asked.last_at AND moved.quantity > 0), 0)::bigint,
       coalesce(-sum(moved.quantity) FILTER
           (WHERE moved.id <= asked.last_at AND moved.quantity < 0), 0)::bigint
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
     WITH ORDINALITY AS asked (lot_id, owner_id, condition, first_at, last_at, number)
LEFT JOIN ocop_inventory_balance AS balance
    ON balance.place_id = %s AND balance.lot_id = asked.lot_id
    AND balance.owner_id = asked.owner_id AND balance.condition = asked.condition
LEFT JOIN ocop_inventory_entry AS moved
    ON moved.place_id = %s AND moved.lot_id = asked.lot_id AND moved.id > asked.first_at
    AND moved.owner_id = asked.owner_id AND moved.condition = asked.condition
GROUP BY asked.number, balance.quantity
ORDER BY asked.number
"""


@dataclass(frozen=True)
class Row:
    """Sales units of a lot, owner and condition; unit_value: đồng.

    expected: at the last count, or now where counted is None: nobody counted it yet. moved_in,
    moved_out: while it was being counted.
    """

    lot: Lot
    owner: Party
    condition: str
    expected: int
    counted: int | None
    unit_value: int
    moved_in: int = 0
    moved_out: int = 0

    @property
    def key(self) -> Key:
        return self.lot.pk, self.owner.pk, self.condition

    @property
    def difference(self) -> int:
        """What is to be posted: units too many, or too few (negative)."""
        if self.counted is None:
            return 0
        least, most = self.counted - self.moved_out, self.counted + self.moved_in
        return min(most - self.expected, 0) + max(least - self.expected, 0)

    @property
    def value(self) -> int:
        return self.difference * self.unit_value

    @property
    def is_doubtful(self) -> bool:
        """Goods moved while it was counted, so that the figure may hide a difference."""
        return self.counted not in (None, self.expected) and bool(self.moved_in or self.moved_out)


@dataclass(frozen=True)
class _Run:
    """The counts of one key since its total was last zero: their sum and their positions."""

    counted: int
    first_at: int
    last_at: int


def rows(stocktake: Stocktake) -> list[Row]:
    """Every lot that was counted or waits for it, by article and lot. A fixed number of queries.

    A lot that came since the stocktake began and was not counted is left out.
    """
    runs = _runs(stocktake)
    found: dict[Key, tuple[int | None, int, int, int]] = {
        key: (run.counted, *moved) for key, run, moved in _moved(stocktake, runs)
    }
    found.update({key: (None, standing, 0, 0) for key, standing in _waiting(stocktake, runs)})
    lots = Lot.objects.select_related("variant__product").in_bulk({key[0] for key in found})
    parties = Party.objects.select_related("producer", "operator")
    owners = parties.in_bulk({key[1] for key in found})
    values = unit_values((lot_id, owner_id) for lot_id, owner_id, _condition in found)
    shown = [
        Row(
            lot=lots[lot_id],
            owner=owners[owner_id],
            condition=condition,
            counted=counted,
            expected=expected,
            unit_value=values[lot_id, owner_id],
            moved_in=moved_in,
            moved_out=moved_out,
        )
        for (lot_id, owner_id, condition), (counted, expected, moved_in, moved_out) in found.items()
    ]
    shown.sort(key=lambda row: (row.lot.variant.product.name, row.lot.variant_id, row.key))
    return shown


def waiting(stocktake: Stocktake) -> list[Key]:
    """What stood there when it began, stands there still in the books and was not counted."""
    return [key for key, _standing in _waiting(stocktake, _runs(stocktake))]


def digest(shown: Iterable[Row]) -> str:
    """What somebody agrees to when they post: the differences. A sale meanwhile changes nothing."""
    facts = sorted(
        (row.key, row.counted, row.difference) for row in shown if row.counted is not None
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _runs(stocktake: Stocktake) -> dict[Key, _Run]:
    """A key whose total was taken back to zero is not counted, unless the last word is a 0."""
    runs: dict[Key, _Run] = {}
    counts = Count.objects.filter(stocktake=stocktake).order_by("pk")
    for *parts, quantity, at in counts.values_list(
        "lot_id", "owner_id", "condition", "quantity", "ledger_at"
    ):
        key = (parts[0], parts[1], parts[2])
        run = runs.pop(key, None)
        if run is None or run.counted == 0:
            run = _Run(0, at, at)
        counted = run.counted + quantity
        if counted or not quantity:
            runs[key] = _Run(counted, run.first_at, at)
    return runs


def _moved(
    stocktake: Stocktake, runs: dict[Key, _Run]
) -> list[tuple[Key, _Run, tuple[int, int, int]]]:
    """For each key that was counted: (expected at its last count, moved in, moved out)."""
    if not runs:
        return []
    columns: Sequence[Sequence[int | str]] = list(
        zip(*((*key, run.first_at, run.last_at) for key, run in runs.items()), strict=True)
    )
    with connection.cursor() as cursor:
        asked = [list(column) for column in columns]
        cursor.execute(MOVED, [*asked, stocktake.place_id, stocktake.place_id])
        answers = cursor.fetchall()
    return [
        (key, run, (standing - since, moved_in, moved_out))
        for (key, run), (standing, since, moved_in, moved_out) in zip(
            runs.items(), answers, strict=True
        )
    ]


def _waiting(stocktake: Stocktake, runs: dict[Key, _Run]) -> list[tuple[Key, int]]:
    """(key, units in the books now) of what nobody has counted and did not come meanwhile."""
    came: dict[Key, int] = defaultdict(int)
    since = Entry.objects.filter(place=stocktake.place_id, pk__gt=stocktake.ledger_at)
    moves = since.values_list("lot_id", "owner_id", "condition").annotate(total=Sum("quantity"))
    for lot_id, owner_id, condition, total in moves:
        came[lot_id, owner_id, condition] = total
    there = scope.standing(stocktake).values_list("lot_id", "owner_id", "condition", "quantity")
    return [
        (key, quantity)
        for *parts, quantity in there
        if (key := (parts[0], parts[1], parts[2])) not in runs and quantity > came[key]
    ]
