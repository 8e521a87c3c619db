"""A seller's open places and what of a basket stands in them, as promises and orders need it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from marketplace import bulk, clock
from marketplace.inventory import availability
from marketplace.inventory.locks import ShelfKey
from marketplace.orders.demand import Demand, wanted_units
from marketplace.orders.fees import Zone, zones_of
from marketplace.places.map_points import kilometres
from marketplace.places.models import Place, Unit

PLACE = (
    *("id", "warehouse_id", "operator_id", "code", "slug", "name", "kind", "unit_id"),
    *("supplied_by_id", "address", "phone", "latitude", "longitude"),
    *("sells_online", "collects", "ships"),
)
UNIT = ("id", "parent_id", "name", "full_name", "latitude", "longitude")
# Written out: it is asked for every order, and the ORM would take longer to word it.
OPEN = f"""
SELECT {", ".join(f"place.{name}" for name in PLACE)}, {", ".join(f"unit.{name}" for name in UNIT)}
FROM ocop_places_place AS place JOIN ocop_places_unit AS unit ON unit.id = place.unit_id
WHERE place.operator_id = %s AND place.opened_on <= %s
  AND (place.closed_on IS NULL OR place.closed_on >= %s)
ORDER BY place.id
"""


@dataclass(frozen=True)
class Stores:
    """places: open today, each with its unit (see open_places); free: units of the basket's articles in
    those that sell online; zones: where parcels go for what."""

    day: date
    places: list[Place] = field(default_factory=list)
    free: Mapping[ShelfKey, int] = field(default_factory=dict)
    zones: Sequence[Zone] = ()

    def shipping(self, commune: Unit | None) -> list[Place]:
        """Those that send what they sell online, the nearest to the commune first."""
        return nearest([one for one in self.places if one.ships and one.sells_online], commune)


def load(seller_id: int, demands: Sequence[Demand]) -> Stores:
    """As it is at this moment, without any lock. A fixed number of queries."""
    day = clock.today()
    places = open_places(seller_id, day)
    selling = [place.pk for place in places if place.sells_online]
    keys = [(pk, variant) for pk in selling for variant in wanted_units(demands)]
    return Stores(day, places, availability.free(keys, day), zones_of(seller_id))


def open_places(seller_id: int, day: date) -> list[Place]:
    """The seller's places that are open on the day, with the columns named above. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [seller_id, day, day])
        return [_place(row) for row in cursor.fetchall()]


def _place(row: tuple[Any, ...]) -> Place:
    place = bulk.made_of(Place, PLACE, row[: len(PLACE)])
    place.unit = bulk.made_of(Unit, UNIT, row[len(PLACE) :])
    return place


def nearest(places: Sequence[Place], commune: Unit | None) -> list[Place]:
    """By the way from the commune as the crow flies; those that stand nowhere come last."""

    def way(place: Place) -> tuple[bool, float, int]:
        far = distance(place, commune)
        return far is None, far or 0.0, place.pk

    return sorted(places, key=way)


def distance(place: Place, commune: Unit | None) -> float | None:
    """Kilometres; None where one of the two has no position."""
    if commune is None or commune.latitude is None or commune.longitude is None:
        return None
    at = place if place.latitude is not None else place.unit
    if at.latitude is None or at.longitude is None:
        return None
    here = float(commune.latitude), float(commune.longitude)
    return kilometres(here, (float(at.latitude), float(at.longitude)))
