"""The units as the PyPI package vietnamadminunits ships them, in our words.

Its data files are read directly: importing it would load shapely and geopy for nothing. What its
tables do not say stands here: the dates, the legal sources, and what changed after they were made.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from marketplace import text
from marketplace.places.models import Level, Scheme

PACKAGE = "vietnamadminunits"
LAST_OLD_DAY = date(2025, 6, 30)
FIRST_NEW_DAY = date(2025, 7, 1)
DONG_NAI_CITY_DAY = date(2026, 4, 30)  # 30/2026/QH16; its ten new wards are not in the package

PROVINCE_SOURCE = "202/2025/QH15"
DONG_NAI_SOURCE = "30/2026/QH16"
LAM_DONG_SOURCE = "1671/NQ-UBTVQH15"
LAM_DONG, DONG_NAI = "68", "75"

# Longest first: "thị xã" must not be read as "xã".
KINDS = ("thành phố", "thị trấn", "đặc khu", "thị xã", "phường", "huyện", "quận", "tỉnh", "xã")

Key = tuple[str, str, str, date | None]


@dataclass
class UnitRow:
    """One unit to be; `key` and `parent` are (scheme, level, code, valid_from)."""

    scheme: str
    level: str
    code: str
    full_name: str
    parent: Key | None
    valid_from: date | None
    valid_until: date | None
    latitude: Decimal | None
    longitude: Decimal | None
    aliases: str = ""
    search_names: str = ""
    name: str = field(init=False)
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        # The package's own type and short-name columns contradict its names in a few rows.
        self.kind, self.name = split_kind(self.full_name)
        self.full_name = f"{self.kind.capitalize()} {self.name}"

    @property
    def key(self) -> Key:
        return (self.scheme, self.level, self.code, self.valid_from)


@dataclass(frozen=True)
class SuccessionRow:
    old: Key
    new: Key
    is_default: bool
    source: str


@dataclass
class PackageUnits:
    """Every unit, parents before children, and every succession."""

    units: dict[Key, UnitRow]
    successions: list[SuccessionRow]


def split_kind(full_name: str) -> tuple[str, str]:
    """("thị trấn", "Liên Nghĩa") for "Thị trấn Liên Nghĩa". Raises ValueError without a kind."""
    lowered = full_name.lower()
    for kind in KINDS:
        if lowered.startswith(kind + " "):
            return kind, full_name[len(kind) + 1 :]
    raise ValueError(f"no kind of unit in {full_name!r}")


def read_package() -> PackageUnits:
    """All units and successions of the installed package, with what is known beyond it."""
    package = distribution(PACKAGE)
    data = Path(str(package.locate_file(f"{PACKAGE}/data")))
    with closing(
        sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro", uri=True)
    ) as database:
        database.row_factory = sqlite3.Row
        old = database.execute("SELECT * FROM admin_units_legacy").fetchall()
        new = database.execute("SELECT * FROM admin_units").fetchall()
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))

    units = {row.key: row for rows in (_old_units(old), _new_units(new)) for row in rows}
    source = f"{PACKAGE} {package.version}"
    communes = list(_commune_successions(converter, old, new, source))
    successions = [
        *_province_successions(converter, old, new),
        *_without_mixed_up_namesakes(units, communes),
    ]
    _fill_search_names(units, successions)
    return PackageUnits(units, successions)


def _old_units(rows: list[sqlite3.Row]) -> Iterator[UnitRow]:
    seen: set[Key] = set()
    for row in rows:
        for unit in _old_row(row):
            if unit.key not in seen:
                seen.add(unit.key)
                yield unit


def _old_row(row: sqlite3.Row) -> Iterator[UnitRow]:
    province = _unit(row, "province", Scheme.GSO, Level.PROVINCE, None, None, LAST_OLD_DAY)
    yield province
    district = _unit(row, "district", Scheme.GSO, Level.DISTRICT, province.key, None, LAST_OLD_DAY)
    yield district
    if row["wardCode"]:  # five island districts have no communes
        yield _unit(row, "ward", Scheme.GSO, Level.COMMUNE, district.key, None, LAST_OLD_DAY)


def _new_units(rows: list[sqlite3.Row]) -> Iterator[UnitRow]:
    provinces: dict[str, UnitRow] = {}
    for row in rows:
        code = row["provinceCode"]
        if code not in provinces:
            made = _unit(row, "province", Scheme.QD19, Level.PROVINCE, None, FIRST_NEW_DAY, None)
            if code == DONG_NAI:
                made.valid_until = date(2026, 4, 29)
                yield made
                made = _unit(
                    {**dict(row), "province": "Thành phố Đồng Nai"},
                    "province",
                    Scheme.QD19,
                    Level.PROVINCE,
                    None,
                    DONG_NAI_CITY_DAY,
                    None,
                )
            provinces[code] = made
            yield made
        yield _unit(
            row, "ward", Scheme.QD19, Level.COMMUNE, provinces[code].key, FIRST_NEW_DAY, None
        )


def _unit(
    row: Any,
    column: str,
    scheme: str,
    level: str,
    parent: Key | None,
    valid_from: date | None,
    valid_until: date | None,
) -> UnitRow:
    aliases = row[f"{column}Alias"] if scheme == Scheme.GSO else None
    return UnitRow(
        scheme=scheme,
        level=level,
        code=row[f"{column}Code"],
        full_name=row[column],
        parent=parent,
        valid_from=valid_from,
        valid_until=valid_until,
        latitude=_degrees(row[f"{column}Lat"]),
        longitude=_degrees(row[f"{column}Lon"]),
        aliases=" ".join(sorted(set(json.loads(aliases)))) if aliases else "",
    )


def _degrees(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number)).quantize(Decimal("0.000001"))


def _province_successions(
    converter: dict, old: list[sqlite3.Row], new: list[sqlite3.Row]
) -> Iterator[SuccessionRow]:
    old_codes = {row["provinceKey"]: row["provinceCode"] for row in old}
    new_codes = {row["provinceKey"]: row["provinceCode"] for row in new}
    for new_name, old_names in converter["DICT_PROVINCE"].items():
        first = (Scheme.QD19, Level.PROVINCE, new_codes[new_name], FIRST_NEW_DAY)
        for old_name in old_names:
            key = (Scheme.GSO, Level.PROVINCE, old_codes[old_name], None)
            yield SuccessionRow(key, first, True, PROVINCE_SOURCE)
    yield SuccessionRow(
        (Scheme.QD19, Level.PROVINCE, DONG_NAI, FIRST_NEW_DAY),
        (Scheme.QD19, Level.PROVINCE, DONG_NAI, DONG_NAI_CITY_DAY),
        True,
        DONG_NAI_SOURCE,
    )


def _commune_successions(
    converter: dict, old: list[sqlite3.Row], new: list[sqlite3.Row], source: str
) -> Iterator[SuccessionRow]:
    old_keys = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": _old_key(row)
        for row in old
    }
    new_keys = {
        (row["provinceKey"], row["wardKey"]): (
            (Scheme.QD19, Level.COMMUNE, row["wardCode"], FIRST_NEW_DAY),
            f"{source}; {LAM_DONG_SOURCE}" if row["provinceCode"] == LAM_DONG else source,
        )
        for row in new
    }
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, whole in communes.items():
            key, said_by = new_keys[province, commune]
            for name in whole:
                yield SuccessionRow(old_keys[name], key, True, said_by)
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for name, parts in divided.items():
            for part in parts:
                key, said_by = new_keys[province, part["newWardKey"]]
                yield SuccessionRow(old_keys[name], key, part["isDefaultNewWard"], said_by)


def _without_mixed_up_namesakes(
    units: dict[Key, UnitRow], rows: list[SuccessionRow]
) -> list[SuccessionRow]:
    """Leave out the rows by which the package gives a commune its namesake's successor.

    It was joined by name inside the merged provinces: Phường 4 of Mỹ Tho also got Cao Lãnh, 80 km
    away, where Phường 4 of the old city of Cao Lãnh went. Such a row is never the default, and its
    target is the default of a commune of the same name in another district (28 rows of 1.0.4, none
    under 19 km).
    """
    default_of: dict[Key, set[tuple[str, Key | None]]] = {}
    for row in rows:
        if row.is_default:
            old = units[row.old]
            default_of.setdefault(row.new, set()).add((old.full_name, old.parent))
    return [
        row
        for row in rows
        if row.is_default
        or not any(
            name == units[row.old].full_name and district != units[row.old].parent
            for name, district in default_of.get(row.new, ())
        )
    ]


def _old_key(row: sqlite3.Row) -> Key:
    if row["wardCode"]:
        return (Scheme.GSO, Level.COMMUNE, row["wardCode"], None)
    return (Scheme.GSO, Level.DISTRICT, row["districtCode"], None)


def folded_both_ways(name: str) -> tuple[str, str]:
    """The folded name, and as it is typed without its apostrophe: ("m drak", "mdrak")."""
    return text.fold(name), text.fold(name.replace("'", ""))


def _fill_search_names(units: dict[Key, UnitRow], successions: list[SuccessionRow]) -> None:
    """Give every current commune the folded names it may be looked for by."""
    names: dict[Key, list[str]] = {
        key: [row.full_name, *_names_above(units, row)]
        for key, row in units.items()
        if row.level == Level.COMMUNE and row.valid_until is None
    }
    for row in successions:
        if row.new in names:
            former = units[row.old]
            names[row.new] += [former.full_name, *_names_above(units, former)]
    for key, spoken in names.items():
        folded = dict.fromkeys(folded for name in spoken for folded in folded_both_ways(name))
        units[key].search_names = f" {' '.join(folded)} "


def _names_above(units: dict[Key, UnitRow], row: UnitRow) -> list[str]:
    names = []
    while row.parent:
        row = units[row.parent]
        names.append(row.full_name)
    return names
