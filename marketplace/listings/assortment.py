"""Which place can sell which product: the programme asks every sales point for all of its province.

Stocked: free units stand there. Orderable: none there, but some at a place that supplies it, at
any depth, so that the point can sell it and have it brought. Missing: neither.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from marketplace.inventory import availability
from marketplace.listings.models import Listing
from marketplace.places.models import Place


class Reach(StrEnum):
    STOCKED = "stocked"
    ORDERABLE = "orderable"
    MISSING = "missing"


@dataclass(frozen=True)
class Share:
    """How many of the `products` asked for the place has, can order, lacks."""

    place: Place
    stocked: int
    orderable: int
    products: int

    @property
    def missing(self) -> int:
        return self.products - self.stocked - self.orderable

    @property
    def percent(self) -> int:
        """Whole percent of the products that the place can sell, rounded down; 100 of none."""
        return (self.stocked + self.orderable) * 100 // self.products if self.products else 100


@dataclass(frozen=True)
class Matrix:
    """rows: each listing with its Reach per place, in the order of `shares`."""

    shares: Sequence[Share]
    rows: Sequence[tuple[Listing, Sequence[Reach]]]


def asked_of(province_id: int) -> QuerySet[Listing]:
    """The listings on sale whose producer is of the province, by name."""
    return (
        Listing.objects.filter(state=Listing.State.ON_SALE, producer__province=province_id)
        .select_related("variant__product", "producer")
        .order_by("variant__product__name", "pk")
    )


def matrix(places: Sequence[Place], listings: Iterable[Listing], day: date) -> Matrix:
    """Reach of every listing at every place on that day. Three queries, whatever their number."""
    asked = list(listings)
    has = {
        (one.place_id, one.variant_id)
        for one in availability.free_anywhere({listing.variant_id for listing in asked}, day)
    }
    suppliers = _suppliers(places)
    rows = [
        (listing, [_reach(place, listing, suppliers, has) for place in places]) for listing in asked
    ]
    shares = [
        Share(
            place,
            stocked=sum(reaches[column] is Reach.STOCKED for _listing, reaches in rows),
            orderable=sum(reaches[column] is Reach.ORDERABLE for _listing, reaches in rows),
            products=len(rows),
        )
        for column, place in enumerate(places)
    ]
    return Matrix(shares, rows)


def _suppliers(places: Sequence[Place]) -> dict[int, list[int]]:
    """The keys of all that supply each place, nearest first. One query for all places there are."""
    above = dict(Place.objects.values_list("pk", "supplied_by_id"))
    found: dict[int, list[int]] = {}
    for place in places:
        chain, one = [], above.get(place.pk)
        while one is not None:  # supply has no ring: places.supply and the database see to it
            chain.append(one)
            one = above[one]
        found[place.pk] = chain
    return found


def _reach(
    place: Place, listing: Listing, suppliers: dict[int, list[int]], has: set[tuple[int, int]]
) -> Reach:
    if (place.pk, listing.variant_id) in has:
        return Reach.STOCKED
    if any((one, listing.variant_id) in has for one in suppliers[place.pk]):
        return Reach.ORDERABLE
    return Reach.MISSING
