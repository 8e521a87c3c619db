"""How many of a gift set can be sold: as many as its parts fill whole, at one place."""

from collections.abc import Collection, Mapping
from datetime import date

from marketplace.inventory import availability
from marketplace.inventory.locks import ShelfKey
from marketplace.listings.models import GiftSetPart, Listing


def whole(units: Mapping[int, int], free: Mapping[ShelfKey, int], place_id: int) -> int:
    """How many a place can fill whole, of what takes these units (variant id → units of one).

    What takes nothing, as a set without parts, is none.
    """
    return min(
        (free.get((place_id, variant), 0) // each for variant, each in units.items()), default=0
    )


def free_sets(day: date, set_ids: Collection[int] | None = None) -> dict[int, dict[int, int]]:
    """By the id of each gift set: place id → sets that its free units fill whole on that day.

    set_ids: listings, None for every set on sale; a place that fills none is left out. Two
    queries, one where there are no sets.
    """
    parts = GiftSetPart.objects.order_by("pk")
    if set_ids is None:
        parts = parts.filter(gift_set__state=Listing.State.ON_SALE)
    else:
        parts = parts.filter(gift_set__in=set_ids)
    units: dict[int, dict[int, int]] = {pk: {} for pk in set_ids or ()}
    for set_id, variant, each in parts.values_list("gift_set", "part__variant", "quantity"):
        units.setdefault(set_id, {})[variant] = each
    variants = {variant for of_one in units.values() for variant in of_one}
    free = {
        (row.place_id, row.variant_id): row.quantity
        for row in availability.free_anywhere(variants, day)
    }
    places = sorted({place for place, _variant in free})
    return {
        set_id: {place: many for place in places if (many := whole(of_one, free, place))}
        for set_id, of_one in units.items()
    }
