"""What a shopper of a commune is told before ordering: from where, by when, for what fee."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace.listings.models import Listing
from marketplace.orders.collection import Point, points
from marketplace.orders.demand import Demand, demand_of, parts_of
from marketplace.orders.plan import Plan, delivery_plan
from marketplace.orders.stores import Stores, load
from marketplace.places.models import Unit


@dataclass(frozen=True)
class Promise:
    """plan: how it would be delivered; points: where it can be collected, best first.

    commune: the shopper's, None where it is not known.
    """

    commune: Unit | None = None
    plan: Plan = field(default_factory=Plan)
    points: Sequence[Point] = ()

    @property
    def is_delivered(self) -> bool:
        """Whether all of it can be brought to the door, as far as is known."""
        return bool(self.plan.parcels) and not self.plan.missing and not self.plan.problems

    @property
    def is_buyable(self) -> bool:
        """Whether it can be ordered at all, one way or the other."""
        return self.is_delivered or bool(self.collected_at)

    @property
    def collected_at(self) -> list[Point]:
        """The points that can hand over all of it."""
        return [point for point in self.points if point.day is not None]

    @property
    def other_points(self) -> int:
        """How many of them besides the first."""
        return max(len(self.collected_at) - 1, 0)


def promise_of(
    demands: Sequence[Demand],
    stores: Stores,
    commune: Unit | None,
    listings: Sequence[Listing],
) -> Promise:
    """For what a basket demands; one query, for the hours."""
    plan = delivery_plan(demands, stores, commune, listings)
    return Promise(commune, plan, points(demands, stores, commune))


def promise_of_one(listing: Listing, commune: Unit | None) -> Promise:
    """For one unit of a listing (its product loaded), as its page says it. Nothing is held by it.

    A fixed number of queries however many places and parts there are.
    """
    demands = [demand_of(listing, 1, parts_of([listing]).get(listing.pk, []))]
    return promise_of(demands, load(listing.seller_id, demands), commune, [listing])
