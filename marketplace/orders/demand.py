"""What a basket asks of the shelves: units of articles that leave a place together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from marketplace.listings.models import GiftSetPart, Listing


@dataclass(frozen=True)
class Demand:
    """So many of one offer. units: variant id → sales units in one of it; grams: of one of it.

    An ordinary offer is one unit of its own article; a gift set is made of its parts, all from
    one place.
    """

    listing_id: int
    quantity: int
    units: Mapping[int, int]
    grams: int = 0


def demand_of(listing: Listing, quantity: int, parts: Sequence[GiftSetPart]) -> Demand:
    """parts: what parts_of() found for it. The listing's product is loaded."""
    if not listing.is_gift_set:
        return Demand(listing.pk, quantity, {listing.variant_id: 1}, grams_of(listing))
    units = {part.part.variant_id: part.quantity for part in parts}
    grams = sum(grams_of(part.part) * part.quantity for part in parts)
    return Demand(listing.pk, quantity, units, max(grams, grams_of(listing)))


def parts_of(listings: Iterable[Listing]) -> dict[int, list[GiftSetPart]]:
    """By the id of each gift set among these, its parts with their articles. One query, or none."""
    sets = [listing.pk for listing in listings if listing.is_gift_set]
    found: dict[int, list[GiftSetPart]] = {pk: [] for pk in sets}
    if sets:
        rows = GiftSetPart.objects.filter(gift_set__in=sets).order_by("pk")
        for part in rows.select_related("part__product"):
            found[part.gift_set_id].append(part)
    return found


def grams_of(listing: Listing) -> int:
    """What one sales unit weighs; 0 where nobody has said it."""
    weight = listing.product.weight
    return round(weight.g) if weight else 0


def wanted_units(demands: Iterable[Demand]) -> dict[int, int]:
    """Variant id → sales units that all of these take together."""
    wanted: dict[int, int] = {}
    for demand in demands:
        for variant, each in demand.units.items():
            wanted[variant] = wanted.get(variant, 0) + each * demand.quantity
    return wanted
