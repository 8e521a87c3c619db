"""Danh sách lấy hàng: what is taken from which shelf for the parcels that wait, first expiry first."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from marketplace import clock
from marketplace.inventory import first_expiry
from marketplace.inventory.first_expiry import Part
from marketplace.inventory.locks import ShelfKey
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.places.models import Place

SET_ASIDE = (Parcel.State.PACKED, Parcel.State.READY)


@dataclass(frozen=True)
class Take:
    """Sales units of one lot from one shelf; lot_code "" and short=True: they are not there.

    parcels: the codes of the parcels they are for, oldest first.
    """

    place: Place
    variant_id: int
    sku: str
    name: str
    unit_name: str
    lot_code: str
    best_before: date | None
    units: int
    parcels: Sequence[str]
    short: bool = False


def waiting(places: QuerySet[Place]) -> QuerySet[Parcel]:
    """The confirmed parcels whose goods stand on a shelf of these places, oldest first.

    One that has lapsed, or whose goods come from elsewhere first, is none of them.
    """
    return (
        Parcel.objects.filter(place__in=places, state=Parcel.State.CONFIRMED)
        .exclude(held_until__lte=clock.now())
        .exclude(supplied_from__isnull=False, transfer__isnull=True)
        .exclude(transfer__state="sent")
        .order_by("order__placed_at", "pk")
    )


def pick_list(parcels: Sequence[Parcel]) -> list[Take]:
    """What to take for all of them together, by place, then article, then date. Three queries.

    What packed parcels, and those set aside to be collected, will take first is left to them. It
    promises nothing: the shelf is asked again when the goods go out.
    """
    lines = list(
        ParcelLine.objects.filter(parcel__in=parcels)
        .select_related("parcel__place", "listing__variant")
        .order_by("parcel__place__name", "name", "parcel__order__placed_at", "pk")
    )
    wanted: dict[ShelfKey, list[ParcelLine]] = {}
    for line in lines:
        wanted.setdefault((line.parcel.place_id, line.listing.variant_id), []).append(line)
    balances = first_expiry.balances(wanted, clock.today())
    aside = _set_aside(wanted, parcels)
    found: list[Take] = []
    for key, of_shelf in wanted.items():
        units = sum(line.quantity for line in of_shelf)
        parts, missing = first_expiry.take(aside[key] + units, balances[key])
        found += [
            _take(of_shelf, part.quantity, part.balance.lot.code, part.balance.lot.best_before)
            for part in _without_the_first(aside[key], parts)
        ]
        if missing:
            found.append(_take(of_shelf, min(missing, units), "", None))
    return found


def _set_aside(shelves: Collection[ShelfKey], parcels: Sequence[Parcel]) -> Counter[ShelfKey]:
    """Units that are in other parcels already and still in the shelf's balance. One query.

    Where the parcel is packed itself: in those that were closed before it.
    """
    is_ready = Q(parcel__state=Parcel.State.READY, parcel__held_until__gt=clock.now())
    rows = ParcelLine.objects.filter(
        Q(parcel__state=Parcel.State.PACKED) | is_ready,
        parcel__place__in={place for place, _variant in shelves},
        listing__variant__in={variant for _place, variant in shelves},
    ).exclude(parcel__in=parcels)
    closed = [one.state_at for one in parcels if one.state in SET_ASIDE]
    if closed:
        rows = rows.filter(parcel__state_at__lt=max(closed))
    found = Counter[ShelfKey]()
    for place, variant, units in rows.values_list("parcel__place", "listing__variant", "quantity"):
        found[place, variant] += units
    return found


def _without_the_first(units: int, parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        gone = min(units, part.quantity)
        units -= gone
        if part.quantity > gone:
            yield Part(part.balance, part.quantity - gone)


def _take(lines: Sequence[ParcelLine], units: int, lot: str, best_before: date | None) -> Take:
    first = lines[0]
    return Take(
        place=first.parcel.place,
        variant_id=first.listing.variant_id,
        sku=first.listing.variant.sku,
        name=first.name,
        unit_name=first.unit_name,
        lot_code=lot,
        best_before=best_before,
        units=units,
        parcels=tuple(dict.fromkeys(line.parcel.code for line in lines)),
        short=not lot,
    )
