"""The locks on stock: lots, where a recall may come between, then shelves."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from marketplace.inventory.models import Lot, Shelf

ShelfKey = tuple[int, int]  # place id, variant id


def lock_stock(keys: Iterable[ShelfKey]) -> dict[ShelfKey, Shelf]:
    """Lock the shelves, making those that are missing, and return the very rows locked.

    Once a transaction, before the check; rows are taken in the order of their primary keys so
    that two callers never wait for each other. Decide on what this returns, on nothing read
    before it. Locks: inventory.Shelf.
    """
    if not transaction.get_connection().in_atomic_block:
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
    lots = Lot.objects.filter(pk__in=set(lot_ids)).order_by("pk")
    list(_lots_for_update(lots).values_list("pk"))


def _rows(keys: list[ShelfKey]) -> dict[ShelfKey, Shelf]:
    condition = Q()
    for place, variant in keys:
        condition |= Q(place_id=place, variant_id=variant)
    shelves = Shelf.objects.filter(condition).select_related("place").order_by("pk")
    rows = list(_for_update(shelves))
    return {(row.place_id, row.variant_id): row for row in rows}


def _lots_for_update(rows: QuerySet[Lot]) -> QuerySet[Lot]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(no_key=True)


def _for_update(rows: QuerySet[Shelf]) -> QuerySet[Shelf]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(of=("self",))
