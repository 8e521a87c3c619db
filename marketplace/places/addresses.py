"""From an address as a decision prints it to the commune it lies in today.

Nothing is guessed: a commune is only looked for inside the district or province that the address
names, and one that was split over several new communes stays open for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.places.address_text import Piece, name_key, readings
from marketplace.places.models import Level, Unit
from marketplace.places.package_units import LAST_OLD_DAY
from marketplace.places.unit_index import UnitIndex, unit_index

COMMUNE_KINDS = ("xã", "phường", "thị trấn", "đặc khu")
DISTRICT_KINDS = ("huyện", "quận", "thị xã", "thành phố")
SPLIT, UNKNOWN_COMMUNE, UNKNOWN = "split", "unknown_commune", "unknown"

Parts = list[Sequence[Piece]]


@dataclass(frozen=True)
class Resolution:
    """Where an address lies.

    issued_unit: the finest unit the address names, of whatever time; unit: the current commune,
    None while it is not certain; province: the current province; remark: "" when all is found,
    "split", "unknown_commune", or "unknown" when not even the province is.
    """

    issued_unit: Unit | None
    unit: Unit | None
    province: Unit | None
    remark: str


NOWHERE = Resolution(None, None, None, UNKNOWN)


def resolve(address: str, *, day: date | None = None) -> Resolution:
    """Resolve one address. `day`: when it was printed, if that is known (see Resolver)."""
    return Resolver().resolve(address, day=day)


def may_lie_in(address: str, *, day: date | None = None) -> list[Unit]:
    """Today's communes that a split commune of the address may mean, by name; else nothing."""
    resolver = Resolver()
    found = resolver.resolve(address, day=day)
    if found.remark != SPLIT or found.issued_unit is None:
        return []
    return sorted(resolver.index.current(found.issued_unit), key=lambda unit: unit.sort_key)


class Resolver:
    """Resolves many addresses without a query for each: two cheap ones when it is made."""

    def __init__(self, index: UnitIndex | None = None) -> None:
        self.index = index or unit_index()

    def resolve(self, address: str, *, day: date | None = None) -> Resolution:
        """Where the address lies, by the first of its readings that names a commune, else the best.

        With a district in it an address is an old one. Without, the names of today come first,
        unless `day` (when it was printed) lies before 1 July 2025.
        """
        best = NOWHERE
        for parts in readings(address):
            found = self._read(parts, day)
            if best.remark == SPLIT and found.unit:
                return self._told_apart(best, found)
            if found.unit:
                return found
            if _worth(found) > _worth(best):
                best = found
        return best

    def _told_apart(self, split: Resolution, found: Resolution) -> Resolution:
        """A split commune whose successor the address names itself: "xã A (nay là xã B)"."""
        if split.issued_unit and found.unit in self.index.current(split.issued_unit):
            return Resolution(split.issued_unit, found.unit, found.province, "")
        return split

    def _read(self, parts: Parts, day: date | None) -> Resolution:
        province, rest = self._province(parts)
        if province is None:
            return self._without_province(parts)
        scope = _Scope(self.index, province, day)
        districts, clear, rest = self._districts(scope, rest)
        if districts:
            return self._in_districts(scope, districts, rest)
        commune = self._commune_in_province(scope, rest) if clear else None
        return self._answer(commune, scope.province, scope.issued)

    def _province(self, parts: Parts) -> tuple[list[Unit] | None, Parts]:
        """Provinces of the rightmost part that names one; without its kind only at the very end."""
        for place in range(len(parts) - 1, -1, -1):
            for piece in parts[place]:
                if not piece.kind and place < len(parts) - 1:
                    continue
                found = self.index.provinces_named(piece.kind, piece.name)
                if found:
                    return found, parts[:place]
        return None, parts

    def _without_province(self, parts: Parts) -> Resolution:
        """By a district that is the only one of its kind and name in the country."""
        if any(piece.kind == "tỉnh" for pieces in parts for piece in pieces):
            return NOWHERE  # a province is named, and it is none we know
        for place in range(len(parts) - 1, -1, -1):
            for piece in parts[place]:
                if piece.kind not in DISTRICT_KINDS:
                    continue
                found = self.index.districts_anywhere(piece.kind, piece.name)
                if len(found) == 1:
                    scope = _Scope(self.index, [self.index.province_of(found[0])], None)
                    return self._in_districts(scope, found, parts[:place])
        return NOWHERE

    def _districts(self, scope: "_Scope", parts: Parts) -> tuple[list[Unit], bool, Parts]:
        """Former districts named, whether the way to communes without one is clear, and the rest.

        A district that is named and not known closes it: a commune of the same name elsewhere in
        the province must not be taken for the one that was meant.
        """
        clear = True
        for place in range(len(parts) - 1, -1, -1):
            for piece in parts[place]:
                if piece.kind in COMMUNE_KINDS:
                    return [], clear, parts
                if piece.kind and piece.kind not in DISTRICT_KINDS:
                    continue
                found = scope.districts(piece)
                if found:
                    return found, clear, parts[:place] + parts[place + 1 :]
                if piece.kind and not scope.is_named(piece):
                    clear = False
        return [], clear, parts

    def _in_districts(self, scope: "_Scope", districts: list[Unit], rest: Parts) -> Resolution:
        said = _said_communes(rest)[:1]
        # "Liên Nghĩa, Đức Trọng, …": without its kind only right before the district, where a
        # street or a hamlet of a commune's name would not stand.
        for piece in said or [piece for pieces in rest[-1:] for piece in pieces if not piece.kind]:
            inside = [
                unit
                for district in districts
                for unit in self.index.below(district, Level.COMMUNE, piece.kind, piece.name)
            ]
            commune = _the_one(inside, piece) or _the_one(
                [
                    unit
                    for unit in self.index.below(scope.province, Level.COMMUNE, "", piece.name)
                    if self.index.came_from(unit, districts)
                ],
                piece,
            )
            if commune:
                return self._answer(commune, scope.province, None)
        district = districts[0] if len(districts) == 1 else None
        whole = self.index.only_current_below(district) if district else None
        if whole and not said:
            return Resolution(district, whole, scope.province, "")
        return Resolution(district or scope.issued, None, scope.province, UNKNOWN_COMMUNE)

    def _commune_in_province(self, scope: "_Scope", parts: Parts) -> Unit | None:
        """The commune of the last part that says it is one: without a kind it may be a street."""
        for piece in _said_communes(parts)[:1]:
            groups = scope.communes(piece)
            for group in groups:
                commune = _the_one(group, piece, same_kind=True)
                if commune:
                    return commune
            return _the_one([unit for group in groups for unit in group], piece)
        return None

    def _answer(self, commune: Unit | None, province: Unit, issued: Unit | None) -> Resolution:
        if commune is None:
            return Resolution(issued, None, province, UNKNOWN_COMMUNE)
        current = self.index.current(commune)
        if len(current) != 1:
            return Resolution(commune, None, province, SPLIT)
        return Resolution(commune, current[0], province, "")


class _Scope:
    """Inside which provinces an address is read: today's, and the old ones it was made of."""

    def __init__(self, index: UnitIndex, named: list[Unit], day: date | None) -> None:
        self.index = index
        self.name = name_key(named[0].name)
        self.province = index.current_province(named[0])
        self.old = index.old_provinces(self.province)
        former = [unit for unit in named if unit in self.old]
        self.only_former = bool(former) and self.province not in named
        if self.only_former:
            self.old = former
        self.old_first = self.only_former or (day is not None and day <= LAST_OLD_DAY)
        self.issued = former[0] if former and self.old_first else self.province

    def is_named(self, piece: Piece) -> bool:
        """Whether the piece only says the province again: "TP. Huế, tỉnh Thừa Thiên Huế"."""
        return name_key(piece.name) == self.name

    def districts(self, piece: Piece) -> list[Unit]:
        """Former districts so named: of the old province of the same name, else of the others."""
        for found in self._in_old(Level.DISTRICT, piece):
            exact = [unit for unit in found if not piece.kind or unit.kind == piece.kind]
            if found:
                return exact or found
        return []

    def communes(self, piece: Piece) -> list[list[Unit]]:
        """Communes of that name, in the order in which they may be taken for the one meant."""
        today = self.index.below(self.province, Level.COMMUNE, piece.kind, piece.name)
        if self.only_former:
            today = [unit for unit in today if self.index.came_from(unit, self.old)]
        before = self._in_old(Level.COMMUNE, piece)
        return [*before, today] if self.old_first else [today, *before]

    def _in_old(self, level: str, piece: Piece) -> list[list[Unit]]:
        """What the first old province has by that name, and what all the others have together."""
        found = [self.index.below(old, level, piece.kind, piece.name) for old in self.old]
        return [*found[:1], [unit for units in found[1:] for unit in units]]


def _said_communes(parts: Parts) -> list[Piece]:
    """The pieces that say they are communes, from right to left."""
    return [pieces[0] for pieces in reversed(parts) if pieces[0].kind in COMMUNE_KINDS]


def _the_one(units: list[Unit], piece: Piece, *, same_kind: bool = False) -> Unit | None:
    """The one unit meant, of the kind said where there is one; None when none or several are left.

    same_kind: take no other kind, even where there is none of the kind said.
    """
    alike = [unit for unit in units if not piece.kind or unit.kind == piece.kind]
    units = alike if alike or same_kind else units
    if len(units) > 1:
        units = [unit for unit in units if unit.name.lower() == piece.name] or units
    return units[0] if len(units) == 1 else None


def _worth(found: Resolution) -> int:
    order = [UNKNOWN, UNKNOWN_COMMUNE, SPLIT, ""]
    return order.index(found.remark)
