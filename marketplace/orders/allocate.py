"""From which places an order's goods go out: one that has everything, else the fewest found."""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.inventory.locks import ShelfKey
from marketplace.places.models import Place


@dataclass(frozen=True)
class Share:
    """Sales units of one article from one place."""

    place: Place
    variant_id: int
    quantity: int


@dataclass(frozen=True)
class Allocation:
    """shares: what goes out from where; missing: units per article that no place has."""

    shares: list[Share]
    missing: dict[int, int]

    @property
    def places(self) -> list[Place]:
        found: dict[int, Place] = {}
        for share in self.shares:
            found.setdefault(share.place.pk, share.place)
        return list(found.values())

    @property
    def fee(self) -> int:
        """đồng: the delivery fees of all parcels."""
        return sum(place.delivery_fee for place in self.places)


def allocate(
    wanted: Mapping[int, int], places: list[Place], free: Mapping[ShelfKey, int]
) -> Allocation:
    """Share wanted units (variant id → units) among places that ship, in the places' order.

    A place that can fill the whole basket wins; otherwise the place that fills most units goes
    first, and so on. Pure: decide with what was read under the lock, show with what was not.
    """
    left = {variant: quantity for variant, quantity in wanted.items() if quantity > 0}
    there = dict(free)
    shares: list[Share] = []
    candidates = list(places)
    while left and candidates:
        best = max(
            candidates, key=lambda place: (_fills(place, left, there), -candidates.index(place))
        )
        candidates.remove(best)
        for variant in sorted(left):
            take = min(left[variant], there.get((best.pk, variant), 0))
            if take:
                shares.append(Share(best, variant, take))
                left[variant] -= take
        left = {variant: quantity for variant, quantity in left.items() if quantity}
    return Allocation(shares, left)


def _fills(place: Place, wanted: Mapping[int, int], free: Mapping[ShelfKey, int]) -> int:
    return sum(min(units, free.get((place.pk, variant), 0)) for variant, units in wanted.items())
