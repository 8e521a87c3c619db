"""One product row: its cells as typed values, or every reason why they can't be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.ocop_sync import withdrawal
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
    "withdrawal_number": 400,
    "withdrawal_authority": LONGEST_AUTHORITY,
}
SHOWN = 200  # characters of a value in a report
# Where the table has no such column.
UNNAMED = {"stars": "Hạng sao", "day": "Tiêu đề", "title": "Tiêu đề"}


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
    reading = Reading(row, columns, labels)
    texts = {name: reading.text(name) for name in LONGEST}
    for name in ("product", "producer"):
        if not fold(texts[name]):  # nothing there, or nothing but signs
            reading.problem(f"{name}_missing", name)
    withdraws = title.withdraws or section.withdraws or withdrawal.is_told(reading)
    if section.withdraws and not title.withdraws:
        reading.problem("section_withdraws", "product")
    if not withdraws and (title.purpose or withdrawal.is_unclear(reading)):
        reading.problem("purpose_unclear", "product")
    if not withdraws and withdrawal.stands_so(reading):
        reading.problem("status_withdrawn", "status")
    awarded = Stars(1) if withdraws else reading.stars(section.stars or title.stars)
    potential = reading.value("potential", stars.read_potential)
    own = _decision_of(reading, "number", "day", texts["authority"])
    if title.problem:
        bad = title.problem
        reading.problems.append((bad.code, UNNAMED["title"], bad.printed, bad.data))
    by, withdrawn = title.decision, Decision()
    if withdraws:
        told = _decision_of(
            reading, "withdrawal_number", "withdrawal_day", texts["withdrawal_authority"]
        )
        by, withdrawn = withdrawal.decisions(reading, told, own, title.decision)
    values = {
        "product": texts["product"],
        "producer": texts["producer"],
        "address": _address(texts["address"], reading),
        "group": texts["group"],
        "stars": awarded.stars,
        "potential": awarded.potential or potential,
        "score": reading.value("score", score.read),
        "decision": by if withdraws else decision.with_shared(own, title.decision),
        "withdraws": withdraws,
        "withdrawn": withdrawn,
        "reason": texts["reason"],
        "note": texts["note"],
        "award_year": reading.value("year", dates.read_year),
        "printed_last_day": reading.value("last_day", dates.read),
    }
    return reading.problems or values


def _decision_of(reading: "Reading", number: str, day: str, authority: str) -> Decision:
    """What these columns of the row say; a number cell may hold a whole sentence."""
    said = reading.value(number, decision.read_number) or Decision()
    own_day = reading.value(day, dates.read)
    if len(said.number) > LONGEST_NUMBER or len(said.authority) > LONGEST_AUTHORITY:
        reading.problem("too_long", number, most=LONGEST_NUMBER)
    return Decision(said.number, own_day or said.day, authority or said.authority)


def _address(address: str, reading: "Reading") -> str:
    """The address with commune, district and province where they have columns of their own."""
    parts = [address]
    for name in ("commune", "district", "province"):
        part = reading.text(name)
        if part and part.casefold() not in address.casefold():
            parts.append(part)
    return ", ".join(filter(None, parts))


class Reading:
    """Collects the problems of one row while its cells are read."""

    def __init__(self, row: Row, columns: Mapping[str, int], labels: Mapping[str, str]):
        self._row, self._columns, self._labels = row, columns, labels
        self.problems: list[Found] = []

    def has(self, name: str) -> bool:
        """Whether the table has this column."""
        return name in self._columns

    def label(self, name: str) -> str:
        """The column's header as printed."""
        return self._labels.get(name, "")

    def cell(self, name: str) -> Cell:
        column = self._columns.get(name)
        cells = self._row.cells
        return cells[column] if column is not None and column < len(cells) else None

    def text(self, name: str) -> str:
        if name not in self._columns:
            return ""
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
