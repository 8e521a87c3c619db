"""What has become of units that are no more."""

from collections.abc import Iterable

from marketplace.places.models import Unit, UnitSuccession

MOST_STEPS = 4  # one reform after the other


def successors(units: Iterable[Unit]) -> dict[int, list[Unit]]:
    """For each unit that has ended (by id) the units of today it went into, their parents fetched.

    One for a unit that was merged; several for one that was split, where nobody has confirmed
    which; none where it is not known. Units of today are left out. A query a reform.
    """
    ends: dict[int, set[int]] = {unit.pk: {unit.pk} for unit in units if unit.valid_until}
    open_units: dict[int, Unit] = {}
    for _step in range(MOST_STEPS):
        asked = {pk for now in ends.values() for pk in now} - open_units.keys()
        if not asked:
            break
        into: dict[int, set[int]] = {}
        for line in _lines(asked):
            into.setdefault(line.old_id, set()).add(line.new_id)
            if line.new.valid_until is None:
                open_units[line.new_id] = line.new
        ends = {
            pk: set().union(*(into.get(one, {one} & open_units.keys()) for one in now))
            for pk, now in ends.items()
        }
    return {
        pk: sorted((open_units[one] for one in now if one in open_units), key=lambda u: u.sort_key)
        for pk, now in ends.items()
    }


def _lines(old_ids: set[int]) -> list[UnitSuccession]:
    """Of each old unit the confirmed line where there is one, else all."""
    lines = list(
        UnitSuccession.objects.filter(old__in=old_ids).select_related("new__parent").order_by("pk")
    )
    confirmed = {line.old_id for line in lines if line.confirmed_at}
    return [line for line in lines if line.confirmed_at or line.old_id not in confirmed]
