"""The locks on stock: lots, where a recall may come between, then shelves.

The statements are written out: they are asked under a lock, or while others wait for one, and the
ORM would take longer to word them than PostgreSQL to answer.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from marketplace.inventory.models import Lot, Shelf
from marketplace.places.models import Place

ShelfKey = tuple[int, int]  # place id, variant id
LotKey = tuple[int, str]  # variant id, code on the label

SHELVES = """
SELECT shelf.id, shelf.place_id, shelf.variant_id, shelf.on_hand, shelf.held,
    (SELECT place.warehouse_id FROM ocop_places_place AS place WHERE place.id = shelf.place_id)
FROM unnest(%s::bigint[], %s::int[]) AS wanted (place_id, variant_id)
JOIN ocop_inventory_shelf AS shelf USING (place_id, variant_id)
ORDER BY shelf.id
"""
SHELF_COLUMNS = ("id", "place_id", "variant_id", "on_hand", "held")
PLACE_COLUMNS = ("id", "warehouse_id")
LOTS = "SELECT lot.id FROM ocop_inventory_lot AS lot WHERE lot.id = ANY(%s) ORDER BY lot.id"
LOT_COLUMNS = ("id", "variant_id", "code", "made_on", "best_before", "registered_at")
NAMED_LOTS = """
SELECT lot.id, lot.variant_id, lot.code, lot.made_on, lot.best_before, lot.registered_at
FROM unnest(%s::int[], %s::text[]) AS wanted (variant_id, code)
JOIN ocop_inventory_lot AS lot USING (variant_id, code)
ORDER BY lot.id
"""


def lock_stock(keys: Iterable[ShelfKey]) -> dict[ShelfKey, Shelf]:
    """Lock the shelves, making those that are missing, and return the very rows locked.

    Once a transaction, before the check; rows are taken in the order of their primary keys so
    that two callers never wait for each other. Decide on what this returns, on nothing read
    before it. Of each shelf's place, only the warehouse is loaded. One query, three where a shelf
    is missing. Locks: inventory.Shelf.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock_stock() outside a transaction would lock nothing")
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = _rows(wanted)
    missing = [key for key in wanted if key not in rows]
    if missing:
        Shelf.objects.bulk_create(
            [Shelf(place_id=place, variant_id=variant) for place, variant in missing],
            ignore_conflicts=True,
        )
        rows = _rows(wanted)
    return rows


def lock_lots(lot_ids: Iterable[int]) -> None:
    """Lock the lots, before the shelves: by whoever recalls one, and by whoever may bring it to a
    shelf that is not there yet and that the recall could not lock. Sales don't wait for it.

    Locks: inventory.Lot.
    """
    wanted = list(set(lot_ids))
    if wanted:
        _asked(_lots_for_update(LOTS), [wanted])


def share_lots(keys: Iterable[LotKey]) -> dict[LotKey, Lot]:
    """Hold off who recalls one of these lots, and nobody else: receipts of one batch don't wait
    for each other here. Before the shelves; the very rows locked, by what stands on their labels.

    Those that nobody has registered yet are left out. Locks, shared: inventory.Lot.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    found = _asked(
        _lots_for_share(NAMED_LOTS), [list(column) for column in zip(*wanted, strict=True)]
    )
    lots = (Lot.from_db(connection.alias, LOT_COLUMNS, row) for row in found)
    return {(lot.variant_id, lot.code): lot for lot in lots}


def _rows(keys: list[ShelfKey]) -> dict[ShelfKey, Shelf]:
    places, variants = zip(*keys, strict=True)
    rows: dict[ShelfKey, Shelf] = {}
    for *figures, warehouse in _asked(_for_update(SHELVES), [list(places), list(variants)]):
        shelf = Shelf.from_db(connection.alias, SHELF_COLUMNS, figures)
        there = (shelf.place_id, warehouse)
        shelf.place = Place.from_db(connection.alias, PLACE_COLUMNS, there)
        rows[shelf.place_id, shelf.variant_id] = shelf
    return rows


def _asked(statement: str, values: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _lots_for_update(statement: str) -> str:
    """Its own function so that the concurrency tests can show what happens without it."""
    return f"{statement} FOR NO KEY UPDATE OF lot"


def _lots_for_share(statement: str) -> str:
    """Its own function so that the concurrency tests can show what happens without it."""
    return f"{statement} FOR SHARE OF lot"


def _for_update(statement: str) -> str:
    """Its own function so that the concurrency tests can show what happens without it."""
    return f"{statement} FOR UPDATE OF shelf"
