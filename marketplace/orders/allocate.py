"""From which places an order's goods go out: the nearest that has everything, else the fewest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from marketplace.inventory.locks import ShelfKey
from marketplace.listings.set_stock import whole
from marketplace.orders.demand import Demand, wanted_units
from marketplace.places.models import Place

MOST_SEARCHED = 3  # places of one order up to which the fewest are found for certain,
MOST_CANDIDATES = 12  # among so many of the nearest that have any of it


@dataclass(frozen=True)
class Share:
    """So many of an offer from one place."""

    place: Place
    demand: Demand
    quantity: int


@dataclass(frozen=True)
class Allocation:
    """shares: what goes out from where; missing: how many of a listing (id) no place has whole."""

    shares: list[Share]
    missing: dict[int, int]


def allocate(
    demands: Sequence[Demand], places: Sequence[Place], free: Mapping[ShelfKey, int]
) -> Allocation:
    """Share demands among places, given nearest first.

    The nearest place with everything; else the fewest places, the nearer before the farther;
    beyond MOST_SEARCHED whoever fills most goes first. Where two gift sets want the same article,
    the earlier one is filled first. Pure: decide with what was read under the lock, show with
    what was not.
    """
    for chosen in _few(demands, places, free):
        found = _fill(demands, chosen, free)
        if not found.missing:
            return found
    return _greedy(demands, places, free)


def _few(
    demands: Sequence[Demand], places: Sequence[Place], free: Mapping[ShelfKey, int]
) -> Iterator[Sequence[Place]]:
    """Groups of places that have enough units of everything together; the best first."""
    wanted = wanted_units(demands)

    def has_enough(chosen: Sequence[Place]) -> bool:
        return all(
            sum(free.get((place.pk, variant), 0) for place in chosen) >= units
            for variant, units in wanted.items()
        )

    yield from ([place] for place in places if has_enough([place]))
    useful = [place for place in places if any(free.get((place.pk, one), 0) for one in wanted)]
    if not has_enough(useful):
        return
    for size in range(2, MOST_SEARCHED + 1):
        groups = combinations(useful[:MOST_CANDIDATES], size)
        yield from (chosen for chosen in groups if has_enough(chosen))


def _greedy(
    demands: Sequence[Demand], places: Sequence[Place], free: Mapping[ShelfKey, int]
) -> Allocation:
    left = {demand.listing_id: demand.quantity for demand in demands}
    there = dict(free)
    candidates, shares = list(places), []

    def most(place: Place) -> int:
        return sum(
            min(left[demand.listing_id], whole(demand.units, there, place.pk)) for demand in demands
        )

    while any(left.values()) and candidates:
        best = max(candidates, key=most)  # of equals the nearest: max() keeps the first
        if not most(best):
            break
        candidates.remove(best)
        shares += _take(demands, best, left, there)
    return Allocation(shares, {listing: missing for listing, missing in left.items() if missing})


def _fill(
    demands: Sequence[Demand], places: Sequence[Place], free: Mapping[ShelfKey, int]
) -> Allocation:
    left = {demand.listing_id: demand.quantity for demand in demands}
    there = dict(free)
    shares = [share for place in places for share in _take(demands, place, left, there)]
    return Allocation(shares, {listing: missing for listing, missing in left.items() if missing})


def _take(
    demands: Sequence[Demand], place: Place, left: dict[int, int], there: dict[ShelfKey, int]
) -> list[Share]:
    """As much as the place has, sets before single articles; left and there follow."""
    taken: dict[int, int] = {}
    for demand in sorted(demands, key=_is_single):
        quantity = min(left[demand.listing_id], whole(demand.units, there, place.pk))
        if quantity > 0:
            taken[demand.listing_id] = quantity
            left[demand.listing_id] -= quantity
            for variant, each in demand.units.items():
                there[place.pk, variant] -= each * quantity
    return [
        Share(place, demand, taken[demand.listing_id])
        for demand in demands
        if demand.listing_id in taken
    ]


def _is_single(demand: Demand) -> bool:
    return sum(demand.units.values()) == 1
