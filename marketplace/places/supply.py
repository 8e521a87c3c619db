"""Which place supplies which: provincial centre → district centre → sales point, at any depth."""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.places.models import Place
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem

_REACHED = """
WITH RECURSIVE reached(id) AS (
    {roots}
    UNION
    SELECT below.id FROM ocop_places_place below JOIN reached ON below.supplied_by_id = reached.id
)
SELECT id FROM reached
"""


def reached_from(roots: QuerySet) -> RawSQL | list[int]:
    """For pk__in: the places of the ids that `roots` selects, and all that they supply, at any
    depth. A part of the query that it stands in; nothing is asked here.
    """
    try:
        statement, params = roots.query.sql_with_params()
    except EmptyResultSet:
        return []
    return RawSQL(_REACHED.format(roots=statement), params)


def supply_chain_of(places: Iterable[Place]) -> set[int]:
    """The keys of these places, of all that supply them and of all that they supply, at any depth.

    One query.
    """
    supplier_of = dict(Place.objects.values_list("pk", "supplied_by_id"))
    supplied_by: dict[int | None, list[int]] = {}
    for place_id, supplier_id in supplier_of.items():
        supplied_by.setdefault(supplier_id, []).append(place_id)
    below = {place.pk for place in places}
    above = set()
    for start in below:
        supplier = supplier_of[start]
        while supplier is not None and supplier not in above:
            above.add(supplier)
            supplier = supplier_of[supplier]
    to_visit = list(below)
    while to_visit:
        found = set(supplied_by.get(to_visit.pop(), ())) - below
        below |= found
        to_visit += found
    return above | below


@transaction.atomic
def set_supplier(place: Place, supplier: Place | None, *, actor_id: int | None) -> Place:
    """From now on the place gets its goods from `supplier`; from nobody when None.

    Raises PlaceRefused: supply_ring (with the places of the ring), supplier_closed. Locks: all
    places, so that two halves of a ring cannot be turned at once; the database refuses a ring too.
    """
    places = {one.pk: one for one in _locked()}
    place = places[place.pk]
    if supplier is not None:
        supplier = places[supplier.pk]
        _refuse(place, supplier, places)
    if place.supplied_by_id != (supplier.pk if supplier else None):
        before = places.get(place.supplied_by_id or 0)
        place.supplied_by = supplier
        place.save(update_fields=["supplied_by"])
        record(
            "places.supplier",
            actor_id=actor_id,
            subject=f"place:{place.code}",
            data={
                "from": before.code if before else None,
                "to": supplier.code if supplier else None,
            },
        )
    return place


def _locked() -> QuerySet[Place]:
    return Place.objects.select_for_update(no_key=True).order_by("pk")


def _refuse(place: Place, supplier: Place, places: dict[int, Place]) -> None:
    ring = [supplier]
    while ring[-1] != place and ring[-1].supplied_by_id is not None:
        ring.append(places[ring[-1].supplied_by_id])
    problems = []
    if ring[-1] == place:
        names = " ← ".join(one.name for one in [place, *ring])
        problems.append(
            Problem(
                "supply_ring",
                _("The place would supply itself: %(names)s. Choose another supplier.")
                % {"names": names},
                "supplied_by",
                {"places": [one.code for one in ring]},
            )
        )
    if supplier.closed_on is not None and supplier.closed_on < clock.today():
        problems.append(
            Problem(
                "supplier_closed",
                _("%(place)s is closed and supplies nobody. Choose an open place.")
                % {"place": supplier.name},
                "supplied_by",
            )
        )
    if problems:
        raise PlaceRefused(problems)
