"""From sheets of rows to product rows with typed values, each bad row with its reason.

Looks at nothing but the file: what the register holds, and what day it is, is the plan's matter.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Protocol, TypeVar

from plugins.ocop_sync import product_row, readers
from plugins.ocop_sync.book import ComingSheet, Row, Sheet, Unreadable
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.fields.stars import in_heading
from plugins.ocop_sync.fields.text import clean, fold
from plugins.ocop_sync.table import header, purpose, title
from plugins.ocop_sync.table.rows import Kind, Table
from plugins.ocop_sync.table.title import Title

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be taken. code: see problems.SENTENCES."""

    code: str
    column: str = ""
    value: str = ""
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with its problems, the first of which the report shows by column and value.

    position: its place among all rows of the file, from 0.
    """

    sheet: str
    number: int
    problems: tuple[Problem, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What one table's columns can say: a value of a column that is not there changes nothing.

    labels: field → its header as printed.
    """

    labels: dict[str, str]

    def has(self, name: str) -> bool:
        return name in self.labels


@dataclass(frozen=True, slots=True)
class GoodRow:
    """One award, or one withdrawal, as the file tells it.

    decision: the award's, or the one that withdraws; withdrawn: the award it takes back, as far
    as columns name it. position: its place among all rows of the file, from 0.
    """

    sheet: str
    number: int
    given: Given
    product: str
    producer: str
    address: str
    group: str
    stars: int
    potential: int | None
    score: Decimal | None
    decision: Decision
    withdraws: bool
    withdrawn: Decision
    reason: str
    note: str
    award_year: int | None
    printed_last_day: date | None
    position: int = 0


class Rows(Protocol[Item]):
    """Rows in the order of the file: a list, or a spool for a file of any length."""

    def append(self, item: Item, /) -> None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, place: int, /) -> Item: ...
    def __iter__(self) -> Iterator[Item]: ...


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """decision: the one all rows share by the title, complete; None when rows carry their own.

    sheets: what the rows stand in, in their order. makers: the folded producer of each row.
    """

    name: str
    sha256: str
    decision: Decision | None
    rows: Rows[GoodRow]
    bad: Rows[BadRow]
    sheets: tuple[str, ...]
    makers: Sequence[str]

    def place(self, sheet: str, number: int) -> str:
        """How a sentence names a row: by its number, and its sheet where there are several."""
        return f"{number} ({sheet})" if len(self.sheets) > 1 else str(number)


def parse(
    name: str,
    content: bytes,
    read: Callable[[bytes], Iterable[Sheet | ComingSheet]] = readers.read,
    into: tuple[Rows[GoodRow], Rows[BadRow]] | None = None,
) -> ParsedFile:
    """Read and parse a file. Raises Unreadable when it can't be read or has no header.

    read: readers.apart.stream for a file from outside. into: where the rows are kept, empty; two
    lists where nothing is said.
    """
    reading = _Reading(*(into or ([], [])))
    for sheet in read(content):
        reading.take(sheet.name, iter(sheet.rows))
    if reading.is_empty:
        raise Unreadable("empty")
    if not reading.has_header:
        raise Unreadable("no_header", most=header.LAST_ROW)
    return ParsedFile(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        decision=reading.shared(),
        rows=reading.good,
        bad=reading.bad,
        sheets=tuple(reading.places),
        makers=reading.makers,
    )


class _Reading:
    """Reads one sheet after the other, row by row. places: see ParsedFile.sheets."""

    def __init__(self, good: Rows[GoodRow], bad: Rows[BadRow]):
        self.good, self.bad = good, bad
        self.places: list[str] = []
        self.makers: list[str] = []
        self._names: dict[str, str] = {}  # each kept once
        self.is_empty, self.has_header = True, False
        self._titles: list[Decision] = []
        self._has_own = False

    def take(self, sheet: str, rows: Iterator[Row]) -> None:
        places: dict[str, None] = {}
        passing = self._passing(sheet, rows, places)
        above, head = header.first(passing)
        if head is None:
            return
        self.has_header = True
        known = Title()
        while head is not None:
            known = _title(above, sheet, known)
            self._titles.append(known.decision)
            above, head = self._table(sheet, known, head, passing)
        self.places += places

    def shared(self) -> Decision | None:
        """The decision of the file: complete, in the title, and the same for all its rows."""
        keys = {decision.key for decision in self._titles}
        if len(keys) != 1 or not self._titles[0].is_complete or self._has_own:
            return None
        return self._titles[0]

    def _passing(self, sheet: str, rows: Iterator[Row], places: dict[str, None]) -> Iterator[Row]:
        """The rows; remembers in what they are said to stand: the sheet, or its tables or pages."""
        for row in rows:
            self.is_empty = False
            if row.number:
                places[row.place or sheet] = None
            yield row

    def _table(
        self, sheet: str, title: Title, head: Row, rows: Iterator[Row]
    ) -> tuple[list[Row], Row | None]:
        """Take the product rows below a header, each with its section's stars.

        Answers the rows after the last product, and the next header: one that is repeated on
        every printed page goes on with its table.
        """
        columns = header.recognise(head.cells)
        below = next(rows, None)
        if below and (second := header.second_line(below.cells, columns)):
            columns, below = {**columns, **second}, None
        given, kinds = _given(head, columns), Table(columns, head)
        section = product_row.Section()
        above: list[Row] = []
        for row in chain([below] if below else [], rows):
            if _may_be_header(row) and header.is_header(header.recognise(row.cells)):
                return above, row
            kind = kinds.kind(row)
            if kind is Kind.PRODUCT:
                read = product_row.read(row, columns, given.labels, title, section)
                self._keep(row, row.place or sheet, given, read)
                above = []
                continue
            above.append(row)
            if kind is Kind.HEADING:
                section = _section(row, section)
        return above, None

    def _keep(
        self, row: Row, place: str, given: Given, read: dict[str, Any] | list[product_row.Found]
    ) -> None:
        position = len(self.good) + len(self.bad)
        if isinstance(read, list):
            problems = tuple(Problem(*problem) for problem in read)
            self.bad.append(BadRow(place, row.number, problems, position))
            return
        good = GoodRow(sheet=place, number=row.number, given=given, position=position, **read)
        self._has_own = self._has_own or good.decision.key != self._titles[0].key
        self.good.append(good)
        maker = fold(good.producer)
        self.makers.append(self._names.setdefault(maker, maker))


def _title(above: list[Row], sheet: str, before: Title) -> Title:
    """The title over this header; a header without one on the same sheet keeps the title before."""
    here = title.read(above, sheet)
    silent = here.decision == Decision() and here.problem is None and not here.purpose
    kept = before if silent and before != Title() else here
    return Title(kept.decision, here.stars or kept.stars, kept.purpose, kept.problem)


def _section(row: Row, before: product_row.Section) -> product_row.Section:
    """What a heading between rows says: stars for those below it, or that they are taken back.

    The latter holds to the table's end: a smaller heading below it must not award again. A note
    says nothing about the rows below it.
    """
    text = " ".join(filter(None, map(clean, row.cells)))
    if purpose.is_note(text):
        return before
    return product_row.Section(
        stars=in_heading(text) or before.stars,
        withdraws=before.withdraws or bool(purpose.of_line(text)),
    )


def _may_be_header(row: Row) -> bool:
    return any(isinstance(cell, str) and "san pham" in fold(cell) for cell in row.cells)


def _given(head: Row, columns: dict[str, int]) -> Given:
    labels = {
        name: clean(head.cells[column]) if column < len(head.cells) else ""
        for name, column in columns.items()
    }
    return Given({name: label or name for name, label in labels.items()})
