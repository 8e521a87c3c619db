"""Writing the package's units into the database: what is missing is made, what differs is set."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from marketplace import text
from marketplace.places import outlines
from marketplace.places.models import Level, Outline, Unit, UnitSuccession
from marketplace.places.package_units import Key, PackageUnits, UnitRow, read_package

BATCH = 2000
COMPARED = (
    "name",
    "kind",
    "full_name",
    "folded",
    "sort_key",
    "aliases",
    "search_names",
    "parent_id",
    "valid_until",
    "latitude",
    "longitude",
)


@dataclass(frozen=True)
class Loaded:
    """How many rows were written, and how many stood already."""

    units_made: int
    units_changed: int
    units_kept: int
    successions_made: int
    successions_changed: int
    successions_kept: int


@transaction.atomic
def load(package: PackageUnits | None = None) -> Loaded:
    """Bring units and successions to what the package says. A second run writes nothing.

    Nothing is deleted, and what a person confirmed about a succession stays. One transaction.
    """
    package = package or read_package()
    made = changed = 0
    ids: dict[Key, int] = {}
    stored = {_key(unit): unit for unit in Unit.objects.iterator(chunk_size=BATCH)}
    for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):  # parents first
        rows = [row for row in package.units.values() if row.level == level]
        made_now, changed_now = _write_level(rows, stored, ids)
        made, changed = made + made_now, changed + changed_now
    if made or changed or not Outline.objects.exists():
        outlines.redraw()
    lines_made, lines_changed = _write_successions(package, ids)
    return Loaded(
        units_made=made,
        units_changed=changed,
        units_kept=len(package.units) - made - changed,
        successions_made=lines_made,
        successions_changed=lines_changed,
        successions_kept=len(package.successions) - lines_made - lines_changed,
    )


def _write_level(
    rows: Iterable[UnitRow], stored: dict[Key, Unit], ids: dict[Key, int]
) -> tuple[int, int]:
    new, different = [], []
    for row in rows:
        wanted = _as_unit(row, ids)
        there = stored.get(row.key)
        if there is None:
            new.append(wanted)
            continue
        wanted.pk = ids[row.key] = there.pk
        if any(getattr(there, name) != getattr(wanted, name) for name in COMPARED):
            different.append(wanted)
    for unit in Unit.objects.bulk_create(new, batch_size=BATCH):
        ids[_key(unit)] = unit.pk
    Unit.objects.bulk_update(different, COMPARED, batch_size=BATCH // 4)
    return len(new), len(different)


def _as_unit(row: UnitRow, ids: dict[Key, int]) -> Unit:
    return Unit(
        scheme=row.scheme,
        level=row.level,
        code=row.code,
        name=row.name,
        kind=row.kind,
        full_name=row.full_name,
        folded=text.fold(row.full_name),
        sort_key=text.sort_key(row.name),
        aliases=row.aliases,
        search_names=row.search_names,
        parent_id=ids[row.parent] if row.parent else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _write_successions(package: PackageUnits, ids: dict[Key, int]) -> tuple[int, int]:
    stored = {(line.old_id, line.new_id): line for line in UnitSuccession.objects.all()}
    new, different = [], []
    for row in package.successions:
        old_id, new_id = ids[row.old], ids[row.new]
        line = stored.get((old_id, new_id))
        if line is None:
            new.append(
                UnitSuccession(
                    old_id=old_id, new_id=new_id, is_default=row.is_default, source=row.source
                )
            )
        elif (line.is_default, line.source) != (row.is_default, row.source):
            line.is_default, line.source = row.is_default, row.source
            different.append(line)
    UnitSuccession.objects.bulk_create(new, batch_size=BATCH)
    # Off before on: only one row of an old unit may be the default at any moment.
    for default in (False, True):
        UnitSuccession.objects.bulk_update(
            [line for line in different if line.is_default is default],
            ["is_default", "source"],
            batch_size=BATCH // 4,
        )
    return len(new), len(different)


def _key(unit: Unit) -> Key:
    return (unit.scheme, unit.level, unit.code, unit.valid_from)
