"""What a parcel's delivery costs and how long it takes: the seller's zones × weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from marketplace.orders.models import DeliveryZone
from marketplace.places.models import Place, Unit

SUNDAY = 7
# One round trip: the zones in their order, each with its units and its table of weights.
_ZONES = """
SELECT zone.reach, zone.days_from, zone.days_to,
       ARRAY(SELECT unit_id FROM ocop_orders_zoneunit WHERE zone_id = zone.id),
       ARRAY(SELECT up_to_grams FROM ocop_orders_deliveryrate
             WHERE zone_id = zone.id ORDER BY up_to_grams),
       ARRAY(SELECT fee FROM ocop_orders_deliveryrate WHERE zone_id = zone.id ORDER BY up_to_grams)
FROM ocop_orders_deliveryzone AS zone WHERE zone.operator_id = %s ORDER BY zone.position, zone.id
"""


@dataclass(frozen=True)
class Zone:
    """A row of the table in memory. rates: (grams up to, fee in đồng), the lightest first."""

    reach: str
    days_from: int
    days_to: int
    units: frozenset[int]
    rates: tuple[tuple[int, int], ...]

    def fits(self, place: Place, commune: Unit) -> bool:
        """Whether a parcel from the place (its unit loaded) to the commune of today is in it."""
        if self.reach == DeliveryZone.Reach.SAME_PROVINCE:
            return place.unit.parent_id == commune.parent_id
        if self.reach == DeliveryZone.Reach.UNITS:
            return commune.pk in self.units or commune.parent_id in self.units
        return True

    def fee(self, grams: int) -> int | None:
        """đồng for a parcel of that weight; None where it is too heavy for the table."""
        return next((fee for most, fee in self.rates if grams <= most), None)


@dataclass(frozen=True)
class Delivery:
    """fee: đồng, tax included; days_from, days_to: working days from order to door."""

    fee: int
    days_from: int
    days_to: int


def zones_of(seller_id: int) -> list[Zone]:
    """The seller's zones in their order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ZONES, [seller_id])
        return [
            Zone(reach, first, last, frozenset(units), tuple(zip(weights, fees, strict=True)))
            for reach, first, last, units, weights, fees in cursor.fetchall()
        ]


def delivery(
    zones: Sequence[Zone], place: Place, commune: Unit | None, grams: int
) -> Delivery | None:
    """By the first zone that fits; None: it brings nothing there, or nothing so heavy.

    Without a commune only what is the same wherever one lives: see is_same_everywhere().
    """
    if commune is None:
        zone = zones[0] if is_same_everywhere(zones) else None
    else:
        zone = next((zone for zone in zones if zone.fits(place, commune)), None)
    fee = zone.fee(grams) if zone else None
    return Delivery(fee, zone.days_from, zone.days_to) if zone and fee is not None else None


def is_same_everywhere(zones: Sequence[Zone]) -> bool:
    """Whether the first zone is for everywhere, so that no other one counts."""
    return bool(zones) and zones[0].reach == DeliveryZone.Reach.EVERYWHERE


def lowest(zones: Sequence[Zone], grams: int) -> int | None:
    """đồng from which a parcel of that weight is brought somewhere; None: nowhere."""
    return min((fee for zone in zones if (fee := zone.fee(grams)) is not None), default=None)


def working_days_after(day: date, number: int) -> date:
    """The day so many working days later: Monday to Saturday; 0 is the day itself, or Monday."""
    while number or day.isoweekday() == SUNDAY:
        day += timedelta(days=1)
        if day.isoweekday() != SUNDAY:
            number = max(number - 1, 0)
    return day
