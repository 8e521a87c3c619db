"""Which units a place serves: communes, provinces, and districts as they were before July 2025."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import text
from marketplace.audit.record import record
from marketplace.places.addresses import Resolver
from marketplace.places.edit_place import lock_place
from marketplace.places.models import Place, ServedUnit, Unit
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem

MOST_UNITS = 200


def set_served(place: Place, units: Iterable[Unit], *, actor_id: int | None) -> None:
    """The place serves these units and no others. Any unit of either numbering will do.

    Raises PlaceRefused: too_many_units (over 200). Locks: the place.
    """
    wanted = {unit.pk: unit for unit in units}
    if len(wanted) > MOST_UNITS:
        sentence = _(
            "A place serves 200 units at most. Name the districts or the province instead."
        )
        raise PlaceRefused(Problem("too_many_units", sentence, "units"))
    with transaction.atomic():
        held = lock_place(place)
        there = set(held.served.values_list("unit_id", flat=True))
        if there == set(wanted):
            return
        held.served.exclude(unit__in=wanted).delete()
        ServedUnit.objects.bulk_create(
            ServedUnit(place=held, unit_id=pk) for pk in wanted if pk not in there
        )
        record(
            "places.served",
            actor_id=actor_id,
            subject=f"place:{held.code}",
            data={"units": sorted(f"{unit.scheme}:{unit.code}" for unit in wanted.values())},
        )


def read_units(lines: Sequence[str]) -> list[Unit]:
    """The unit that each line names: "Huyện Đắk Song, Đắk Nông", "Xã Hòa Ninh, Lâm Đồng".

    The finest one of whatever time. Raises PlaceRefused unknown_unit with each line that names
    none. A fixed number of queries.
    """
    resolver = Resolver()
    found, unknown = [], []
    for line in lines:
        unit = resolver.resolve(line).issued_unit
        # An unknown commune of a known province resolves to the province: not what was meant.
        if unit is None or not text.fold(line.split(",")[0]).endswith(text.fold(unit.name)):
            unknown.append(line)
        else:
            found.append(unit)
    if unknown:
        raise PlaceRefused(
            [
                Problem(
                    "unknown_unit",
                    _(
                        "No unit is called “%(name)s”. Write it with its province: Huyện Đắk Song, Đắk Nông."
                    )
                    % {"name": line[:80]},
                    "units",
                )
                for line in unknown
            ]
        )
    return found
