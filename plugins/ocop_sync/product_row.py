"""One product row: its cells as typed values, or every reason why they can't be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.ocop_sync.book import Cell, Row
from plugins.ocop_sync.fields import dates, decision, score, stars
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.stars import Stars
from plugins.ocop_sync.fields.text import clean, fold
from plugins.ocop_sync.table.title import LONGEST_AUTHORITY, LONGEST_NUMBER, Title

# As long as the register keeps them.
LONGEST = {
    "product": 500,
    "producer": 500,
    "address": 1000,
    "group": 200,
    "note": 1000,
    "reason": 500,
    "number": 400,  # a whole sentence may stand there; its number is checked by itself
    "authority": LONGEST_AUTHORITY,
}
SHOWN = 200  # characters of a value in a report
UNNAMED = {"stars": "Hạng sao", "day": "Ngày ban hành"}  # where the table has no such column


@dataclass(frozen=True, slots=True)
class Section:
    """What the last heading between the rows said."""

    stars: int | None = None
    withdraws: bool = False


Found = tuple[str, str, str, dict[str, object]]  # code, column, value, data


def read(
    row: Row,
    columns: Mapping[str, int],
    labels: Mapping[str, str],
    title: Title,
    section: Section,
) -> dict[str, Any] | list[Found]:
    """The row's values by the names of parse.GoodRow, or its problems, at least one."""
    reading = _Reading(row, columns, labels)
    texts = {name: reading.text(name) for name in LONGEST}
    for name in ("product", "producer"):
        if not fold(texts[name]):  # nothing there, or nothing but signs
            reading.problem(f"{name}_missing", name)
    withdraws = title.withdraws or section.withdraws
    if section.withdraws and not title.withdraws:
        reading.problem("section_withdraws", "product")
    awarded = Stars(1) if withdraws else reading.stars(section.stars or title.stars)
    potential = reading.value("potential", stars.read_potential)
    own = _own_decision(reading, texts["authority"])
    if title.problem:
        reading.problem(title.problem.code, "day", **title.problem.data)
    values = {
        "product": texts["product"],
        "producer": texts["producer"],
        "address": _address(texts["address"], reading),
        "group": texts["group"],
        "stars": awarded.stars,
        "potential": awarded.potential or potential,
        "score": reading.value("score", score.read),
        "decision": title.decision if withdraws else _decision(own, title.decision),
        "withdraws": withdraws,
        "withdrawn": own if withdraws else Decision(),
        "reason": texts["reason"],
        "note": texts["note"],
        "award_year": reading.value("year", dates.read_year),
        "printed_last_day": reading.value("last_day", dates.read),
    }
    return reading.problems or values


def _own_decision(reading: "_Reading", authority: str) -> Decision:
    """What the row's own columns say; a number cell may hold a whole sentence."""
    number = reading.value("number", decision.read_number) or Decision()
    day = reading.value("day", dates.read)
    if len(number.number) > LONGEST_NUMBER or len(number.authority) > LONGEST_AUTHORITY:
        reading.problem("too_long", "number", most=LONGEST_NUMBER)
    return Decision(number.number, day or number.day, authority or number.authority)


def _decision(own: Decision, shared: Decision) -> Decision:
    """The row's decision: its own number with its own day, else the title's."""
    if own.number:
        if own.key[0] == shared.key[0]:
            return Decision(own.number, own.day or shared.day, own.authority or shared.authority)
        return Decision(own.number, own.day, own.authority or shared.authority)
    if not shared.is_complete:
        return Decision(shared.number, own.day or shared.day, own.authority or shared.authority)
    return shared


def _address(address: str, reading: "_Reading") -> str:
    """The address with commune, district and province where they have columns of their own."""
    parts = [address]
    for name in ("commune", "district", "province"):
        part = reading.text(name)
        if part and part.casefold() not in address.casefold():
            parts.append(part)
    return ", ".join(filter(None, parts))


class _Reading:
    """Collects the problems of one row while its cells are read."""

    def __init__(self, row: Row, columns: Mapping[str, int], labels: Mapping[str, str]):
        self._row, self._columns, self._labels = row, columns, labels
        self.problems: list[Found] = []

    def cell(self, name: str) -> Cell:
        column = self._columns.get(name)
        cells = self._row.cells
        return cells[column] if column is not None and column < len(cells) else None

    def text(self, name: str) -> str:
        written = clean(self.cell(name))
        most = LONGEST.get(name, 200)
        if len(written) > most:
            self.problem("too_long", name, most=most)
        return written

    def value(self, name: str, reader: Callable[[Any], Any]) -> Any:
        try:
            return reader(self.cell(name))
        except BadValue as bad:
            self.problem(bad.code, name, **bad.data)
            return None

    def stars(self, of_all: int | None) -> Stars:
        """The row's own stars; where there is no such column, its section's or the title's.

        An empty cell in a star column stays empty: a star is never guessed.
        """
        if "stars" not in self._columns and of_all:
            return Stars(of_all)
        return self.value("stars", stars.read) or Stars(1)

    def problem(self, code: str, name: str, **data: object) -> None:
        written = clean(self.cell(name))
        shown = written if len(written) <= SHOWN else written[: SHOWN - 1] + "…"
        self.problems.append((code, self._labels.get(name, UNNAMED.get(name, name)), shown, data))
