"""Which place can sell which product: the programme asks every sales point for all of its province.

Stocked: free units stand there. Orderable: none there, but some at a place that supplies it, at
any depth, so that the point can sell it and have it brought. Missing: neither, as what nobody has
put on sale is everywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from marketplace.certification.models import CertifiedProduct
from marketplace.certification.stars import stars_at
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
    def percent(self) -> int | None:
        """Whole percent of the products that the place can sell, rounded down; None of none."""
        return (self.stocked + self.orderable) * 100 // self.products if self.products else None


@dataclass(frozen=True)
class Row:
    """A certified product, its newest listing on sale if any, its Reach per place."""

    product: CertifiedProduct
    listing: Listing | None
    reaches: Sequence[Reach]


@dataclass(frozen=True)
class Matrix:
    """rows: their reaches are in the order of `shares`."""

    shares: Sequence[Share]
    rows: Sequence[Row]


def asked_of(province_id: int, moment: datetime) -> QuerySet[CertifiedProduct]:
    """The products of the province's producers that have a star at the moment, by name, with
    their listings on sale. Two queries."""
    on_sale = Listing.objects.filter(state=Listing.State.ON_SALE).order_by("-published_at", "-pk")
    return (
        CertifiedProduct.objects.filter(
            producer__province=province_id, pk__in=stars_at(moment).values("certified_product")
        )
        .select_related("producer")
        .prefetch_related(Prefetch("listings", on_sale))
        .order_by("name", "pk")
    )


def matrix(places: Sequence[Place], products: Iterable[CertifiedProduct], day: date) -> Matrix:
    """Reach of every product at every place on that day; products: as asked_of() has them.

    Two queries, whatever their number.
    """
    asked = [(product, list(product.listings.all())) for product in products]
    variants = {listing.variant_id for _product, listings in asked for listing in listings}
    has = {(one.place_id, one.variant_id) for one in availability.free_anywhere(variants, day)}
    suppliers = _suppliers(places)
    rows = [
        Row(
            product,
            listings[0] if listings else None,
            [_reach(place, listings, suppliers, has) for place in places],
        )
        for product, listings in asked
    ]
    shares = [
        Share(
            place,
            stocked=sum(row.reaches[column] is Reach.STOCKED for row in rows),
            orderable=sum(row.reaches[column] is Reach.ORDERABLE for row in rows),
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
    place: Place,
    listings: Sequence[Listing],
    suppliers: dict[int, list[int]],
    has: set[tuple[int, int]],
) -> Reach:
    variants = [listing.variant_id for listing in listings]
    if any((place.pk, variant) in has for variant in variants):
        return Reach.STOCKED
    if any((one, variant) in has for one in suppliers[place.pk] for variant in variants):
        return Reach.ORDERABLE
    return Reach.MISSING
