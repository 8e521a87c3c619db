"""At which points a basket can be collected, and from when on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory.locks import ShelfKey
from marketplace.orders.allocate import Share
from marketplace.orders.demand import Demand, wanted_units
from marketplace.orders.fees import working_days_after
from marketplace.orders.plan import Plan, PlannedParcel
from marketplace.orders.stores import Stores, distance, nearest
from marketplace.places.hours import next_opening
from marketplace.places.models import OpeningHours, Place, Unit
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Point:
    """A place that hands over. day: from when the basket can be collected, None when it can't.

    supplied_from: who sends the goods there; None where the point has all of it. kilometres:
    from the shopper's commune, None where one of the two has no position.
    """

    place: Place
    hours: Sequence[OpeningHours]
    day: date | None
    supplied_from: Place | None = None
    kilometres: float | None = None


def points(demands: Sequence[Demand], stores: Stores, commune: Unit | None) -> list[Point]:
    """Every point of the seller: those that can hand over first, the nearest first. One query.

    A point that has not everything is supplied by the nearest place above it, at any depth, that
    has; all goods come from there then.
    """
    handing = [place for place in stores.places if place.collects]
    prefetch_related_objects(handing, "hours")
    above = {place.pk: place for place in stores.places}
    wanted = wanted_units(demands)
    now = clock.now()
    found = [_point(one, above, wanted, stores.free, now, commune) for one in handing]
    order = {place.pk: rank for rank, place in enumerate(nearest(handing, commune))}
    return sorted(found, key=lambda point: (point.day is None, order[point.place.pk]))


def collection_plan(
    demands: Sequence[Demand], stores: Stores, chosen: Point | None, has_points: bool = True
) -> Plan:
    """What would be kept at the chosen point. Problems: no_point, bad_point (field "point")."""
    if chosen is None:
        sentence = (
            _("Choose where you collect the goods.")
            if has_points
            else _("No sales point can hand over all of it. Have it delivered, or order less.")
        )
        code = "bad_point" if has_points else "no_point"
        return Plan(problems=[Problem(code, sentence, "point")])
    if chosen.day is None:
        sentence = _("%(place)s cannot get all of it. Choose another sales point, or order less.")
        said = {"place": chosen.place.name}
        return Plan(problems=[Problem("bad_point", sentence % said, "point")])
    source = chosen.supplied_from or chosen.place
    shares = tuple(Share(source, demand, demand.quantity) for demand in demands)
    parcel = PlannedParcel(
        chosen.place,
        shares,
        first_day=chosen.day,
        last_day=chosen.day,
        supplied_from=chosen.supplied_from,
    )
    return Plan([parcel])


def _point(
    place: Place,
    above: Mapping[int, Place],
    wanted: Mapping[int, int],
    free: Mapping[ShelfKey, int],
    now: datetime,
    commune: Unit | None,
) -> Point:
    hours = list(place.hours.all())
    far = distance(place, commune)
    source: Place | None = place
    seen = set()
    while source is not None and source.pk not in seen:
        seen.add(source.pk)
        if all(free.get((source.pk, variant), 0) >= units for variant, units in wanted.items()):
            break
        source = above.get(source.supplied_by_id or 0)
    else:
        return Point(place, hours, None, kilometres=far)
    if source == place:
        return Point(place, hours, _open_from(hours, now), kilometres=far)
    arrived = working_days_after(clock.local(now).date(), settings.SUPPLY_DAYS)
    day = _open_from(hours, clock.day_start(arrived))
    return Point(place, hours, day, source, far)


def _open_from(hours: Sequence[OpeningHours], moment: datetime) -> date:
    """The first day from the moment on which it is open for a while yet; that day, unknown hours."""
    local = clock.local(moment)
    minute = local.hour * 60 + local.minute
    today = [row for row in hours if row.weekday == local.isoweekday() and row.closes > minute]
    if today or not hours:
        return local.date()
    opening = next_opening(hours, moment)
    return clock.local(opening).date() if opening else local.date() + timedelta(days=1)
