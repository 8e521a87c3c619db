"""A parcel under its locks: order, then parcel, then the shelves of its goods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from marketplace import clock
from marketplace.inventory.locks import ShelfKey, lock_stock
from marketplace.inventory.models import Hold, Shelf
from marketplace.orders.models import Parcel, ParcelLine, ShopOrder


@dataclass(frozen=True)
class Goods:
    """The parcels' lines with their holds, read after their shelves were locked."""

    lines: list[ParcelLine]
    holds: list[Hold]
    shelves: Mapping[ShelfKey, Shelf]


def lock_parcel(code: str) -> Parcel:
    """The parcel with its order and place; decide on what this returns. Locks: order, parcel."""
    order = _for_update(ShopOrder.objects.all()).get(parcels__code=code)
    parcel = _for_update(Parcel.objects.select_related("place")).get(code=code)
    parcel.order = order
    return parcel


def lock_to_confirm(parcel: Parcel) -> list[Parcel]:
    """All parcels of its order that wait for a call now. Called after lock_parcel(). Locks: parcels."""
    rows = _for_update(Parcel.objects.select_related("place"))
    found = rows.filter(order=parcel.order_id, state=Parcel.State.TO_CONFIRM).order_by("pk")
    now = clock.now()
    waiting = [one for one in found if one.is_held_at(now)]
    for one in waiting:
        one.order = parcel.order
    return waiting


def lock_goods(parcel: Parcel) -> Goods:
    """Called after lock_parcel(); see lock_goods_of()."""
    return lock_goods_of([parcel])


def lock_goods_of(parcels: Sequence[Parcel]) -> Goods:
    """Of parcels that are locked, with their order. A hold may have ended by its moment: see Hold.state.

    Locks: the shelves of the parcels' holds and those of their articles at their own places, so
    that goods that arrive there for them come before or after, never between.
    """
    at = {parcel.pk: parcel.place_id for parcel in parcels}
    rows = ParcelLine.objects.filter(parcel__in=at).select_related("order_line", "listing")
    lines = list(rows.order_by("pk"))
    ids = [line.hold_id for line in lines]
    keys = set(Hold.objects.filter(pk__in=ids).values_list("shelf__place", "shelf__variant"))
    keys |= {(at[line.parcel_id], line.listing.variant_id) for line in lines}
    locked = lock_stock(keys)
    return Goods(lines, list(Hold.objects.filter(pk__in=ids).order_by("pk")), locked)


def _for_update(rows: QuerySet) -> QuerySet:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(of=("self",))
