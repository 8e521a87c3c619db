"""What would be promised: parcels with their fee and days, before anything is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from django.utils.translation import gettext as _

from marketplace.inventory.locks import ShelfKey
from marketplace.listings.models import Listing
from marketplace.orders.allocate import Share, allocate
from marketplace.orders.demand import Demand
from marketplace.orders.fees import delivery, is_same_everywhere, lowest, working_days_after
from marketplace.orders.stores import Stores
from marketplace.places.models import Place, Unit
from marketplace.refusal import Problem


@dataclass(frozen=True)
class PlannedParcel:
    """fee: đồng, None while it is not known; first_day … last_day: when it arrives, or from when
    it can be collected. supplied_from: where a collection's goods stand until then."""

    place: Place
    shares: tuple[Share, ...]
    fee: int | None = 0
    first_day: date | None = None
    last_day: date | None = None
    supplied_from: Place | None = None

    @property
    def grams(self) -> int:
        return sum(share.demand.grams * share.quantity for share in self.shares)

    @property
    def shelf_place(self) -> Place:
        """Where the goods stand now."""
        return self.supplied_from or self.place

    @property
    def shelves(self) -> dict[ShelfKey, int]:
        """The units that it takes from each shelf."""
        taken: dict[ShelfKey, int] = {}
        for share in self.shares:
            for variant, each in share.demand.units.items():
                key = self.shelf_place.pk, variant
                taken[key] = taken.get(key, 0) + each * share.quantity
        return taken


@dataclass(frozen=True)
class Plan:
    """missing: how many of a listing (id) nobody has; problems: why it can't be ordered so;
    fee_from: đồng from which it is delivered somewhere, where the commune is not known."""

    parcels: list[PlannedParcel] = field(default_factory=list)
    missing: Mapping[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    fee_from: int | None = None

    @property
    def fee(self) -> int | None:
        """đồng: of all parcels; None while one is not known."""
        fees = [parcel.fee for parcel in self.parcels if parcel.fee is not None]
        return sum(fees) if len(fees) == len(self.parcels) else None

    @property
    def last_day(self) -> date | None:
        """By when all of it is there."""
        days = [parcel.last_day for parcel in self.parcels if parcel.last_day is not None]
        return max(days, default=None)

    @property
    def digest(self) -> str:
        """Of what is promised: who agreed to one agrees to no other."""
        said = [
            (
                *(parcel.place.code, parcel.shelf_place.code, parcel.fee),
                *(parcel.first_day, parcel.last_day),
                sorted((share.demand.listing_id, share.quantity) for share in parcel.shares),
            )
            for parcel in self.parcels
        ]
        return blake2b(repr(said).encode(), digest_size=8).hexdigest()


def delivery_plan(
    demands: Sequence[Demand],
    stores: Stores,
    commune: Unit | None,
    listings: Sequence[Listing] = (),
) -> Plan:
    """How the basket would be delivered. listings: whose way to the shopper counts. No query.

    Problems: collect_only (field "how"), no_delivery (field "unit").
    """
    problems = _collect_only(listings)
    places = stores.shipping(commune)
    found = allocate(demands, places, stores.free)
    by_place: dict[int, list[Share]] = {}
    for share in found.shares:
        by_place.setdefault(share.place.pk, []).append(share)
    parcels = [
        _sent(PlannedParcel(shares[0].place, tuple(shares)), stores, commune)
        for shares in by_place.values()
    ]
    is_known = commune is not None or is_same_everywhere(stores.zones)
    unreached = [parcel for parcel in parcels if parcel.fee is None]
    if unreached and is_known and not problems:
        problems.append(_no_delivery(unreached[0], commune))
    least = [lowest(stores.zones, parcel.grams) for parcel in parcels]
    known = [fee for fee in least if fee is not None]
    fee_from = sum(known) if parcels and len(known) == len(parcels) else None
    return Plan(parcels, found.missing, problems, fee_from)


def _sent(parcel: PlannedParcel, stores: Stores, commune: Unit | None) -> PlannedParcel:
    way = delivery(stores.zones, parcel.place, commune, parcel.grams)
    if way is None:
        return PlannedParcel(parcel.place, parcel.shares, fee=None)
    return PlannedParcel(
        parcel.place,
        parcel.shares,
        fee=way.fee,
        first_day=working_days_after(stores.day, way.days_from),
        last_day=working_days_after(stores.day, way.days_to),
    )


def _collect_only(listings: Sequence[Listing]) -> list[Problem]:
    names = [one.product.name for one in listings if one.way == Listing.Way.COLLECT]
    if not names:
        return []
    sentence = _("No carrier takes %(names)s. Collect the goods at a sales point.")
    return [Problem("collect_only", sentence % {"names": ", ".join(names)}, "how")]


def _no_delivery(parcel: PlannedParcel, commune: Unit | None) -> Problem:
    where = commune.full_name if commune else _("your address")
    sentence = _("%(place)s delivers no parcel of this weight to %(where)s. Collect the goods.")
    said = {"place": parcel.place.name, "where": where}
    return Problem("no_delivery", sentence % said, "unit")
