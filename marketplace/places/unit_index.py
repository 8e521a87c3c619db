"""Every unit in memory, so that thousands of addresses cost no query each."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Max

from marketplace.places.address_text import name_key
from marketplace.places.models import Level, Scheme, Unit, UnitSuccession

# What people write for provinces and no table has.
SPOKEN = {
    "tphcm": "hochiminh",
    "saigon": "hochiminh",
    "thuathienhue": "hue",
    "tthue": "hue",
    "brvt": "bariavungtau",
}


class UnitIndex:
    """Units by name inside the unit above them, and where each one went.

    Built with two queries. The Unit rows it hands out are shared: nobody may change them.
    """

    def __init__(self) -> None:
        self.units: dict[int, Unit] = {unit.pk: unit for unit in Unit.objects.defer("search_names")}
        self._goes_to: dict[int, list[int]] = _followed_successions()
        self._named: dict[tuple[int | None, str, str], list[Unit]] = defaultdict(list)
        self._aliased: dict[tuple[int | None, str, str], list[Unit]] = defaultdict(list)
        self._children: dict[int, list[int]] = defaultdict(list)
        self._into: dict[int, set[int]] = defaultdict(set)  # current unit -> all it came from
        for unit in self.units.values():
            self._enter(unit)
        for pk in self.units:
            for current in self.current_ids(pk):
                self._into[current].add(pk)

    def _enter(self, unit: Unit) -> None:
        above: list[int | None] = [unit.parent_id]
        if unit.parent_id:
            self._children[unit.parent_id].append(unit.pk)
        if unit.parent_id and self.units[unit.parent_id].level == Level.DISTRICT:
            above.append(self.units[unit.parent_id].parent_id)
        for parent in above:
            self._named[parent, unit.level, name_key(unit.name)].append(unit)
            for alias in unit.aliases.split():
                self._aliased[parent, unit.level, alias.replace("y", "i")].append(unit)

    def current_ids(self, pk: int) -> set[int]:
        """The units that stand today where this one stood; itself when it still does."""
        unit = self.units[pk]
        if unit.valid_until is None:
            return {pk}
        ends: set[int] = set()
        for successor in self._goes_to.get(pk, ()):
            ends |= self.current_ids(successor)
        return ends

    def current(self, unit: Unit) -> list[Unit]:
        return [self.units[pk] for pk in self.current_ids(unit.pk)]

    def province_of(self, unit: Unit) -> Unit:
        while unit.parent_id:
            unit = self.units[unit.parent_id]
        return unit

    def current_province(self, unit: Unit) -> Unit:
        """Today's province of any unit; of a former one, through its own old province."""
        return self.current(self.province_of(unit))[0]

    def provinces_named(self, kind: str, name: str) -> list[Unit]:
        """Provinces of any time with that name, of that kind where one is said."""
        key = name_key(name)
        found = self._named.get((None, Level.PROVINCE, SPOKEN.get(key, key)), [])
        if kind in ("", "tỉnh"):
            found = found or self._aliased.get((None, Level.PROVINCE, key), [])
        return [unit for unit in found if not kind or unit.kind == kind] or (
            found if kind == "tỉnh" else []
        )

    def old_provinces(self, current: Unit) -> list[Unit]:
        """The old provinces that became this one, the one of its own name first."""
        old = [
            self.units[pk] for pk in self._into[current.pk] if self.units[pk].scheme == Scheme.GSO
        ]
        return sorted(old, key=lambda unit: (unit.name != current.name, unit.code))

    def below(self, parent: Unit, level: str, kind: str, name: str) -> list[Unit]:
        """Units of a level inside `parent`, by name, else by the name of what they took in."""
        key = name_key(name)
        found = self._named.get((parent.pk, level, key))
        if not found:
            spoken = [name_key(kind) + key] if kind else [key]
            found = [
                unit for each in spoken for unit in self._aliased.get((parent.pk, level, each), [])
            ]
        return found

    def districts_anywhere(self, kind: str, name: str) -> list[Unit]:
        """Districts of the whole country with exactly this kind and name."""
        return [
            unit
            for province in self.units.values()
            if province.level == Level.PROVINCE and province.scheme == Scheme.GSO
            for unit in self._named.get((province.pk, Level.DISTRICT, name_key(name)), [])
            if unit.kind == kind
        ]

    def came_from(self, current: Unit, above: Iterable[Unit]) -> bool:
        """Whether any of what became `current` lay in one of these districts or provinces."""
        wanted = {unit.pk for unit in above}
        for pk in self._into[current.pk]:
            unit: Unit | None = self.units[pk]
            while unit:
                if unit.pk in wanted:
                    return True
                unit = self.units[unit.parent_id] if unit.parent_id else None
        return False

    def only_current_below(self, district: Unit) -> Unit | None:
        """The one current commune a whole former district became, if it is one."""
        ends = set(self.current_ids(district.pk))
        for pk in self._children[district.pk]:
            ends |= self.current_ids(pk)
        return self.units[ends.pop()] if len(ends) == 1 else None


def _followed_successions() -> dict[int, list[int]]:
    """old -> its successors; only the confirmed one where a person has confirmed one."""
    rows: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for old, new, confirmed in UnitSuccession.objects.values_list(
        "old_id", "new_id", "confirmed_at"
    ):
        rows[old].append((new, confirmed is not None))
    return {
        old: [new for new, confirmed in news if confirmed] or [new for new, _confirmed in news]
        for old, news in rows.items()
    }


_kept: tuple[tuple, UnitIndex] | None = None


def unit_index() -> UnitIndex:
    """The index of this process, built anew when units or confirmations have changed."""
    global _kept
    state = (
        *Unit.objects.aggregate(rows=Count("pk"), last=Max("pk")).values(),
        *UnitSuccession.objects.aggregate(
            rows=Count("pk"), last=Max("pk"), asked=Max("confirmed_at"), said=Count("confirmed_at")
        ).values(),
    )
    if _kept is None or _kept[0] != state:
        _kept = (state, UnitIndex())
    return _kept[1]
