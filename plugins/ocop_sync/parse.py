"""From sheets of rows to product rows with typed values, each bad row with its reason.

Looks at nothing but the file: what the register holds, and what day it is, is the plan's matter.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plugins.ocop_sync import product_row, readers
from plugins.ocop_sync.book import Row, Sheet, Unreadable
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.fields.stars import in_heading
from plugins.ocop_sync.fields.text import clean, fold
from plugins.ocop_sync.table import header, purpose, title
from plugins.ocop_sync.table.rows import Kind, Table
from plugins.ocop_sync.table.title import Title


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be taken. code: see problems.SENTENCES."""

    code: str
    column: str = ""
    value: str = ""
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with its problems, the first of which the report shows by column and value."""

    sheet: str
    number: int
    problems: tuple[Problem, ...]


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
    as columns name it.
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


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """decision: the one all rows share by the title, complete; None when rows carry their own."""

    name: str
    sha256: str
    decision: Decision | None
    rows: list[GoodRow]
    bad: list[BadRow]
    sheets: tuple[str, ...]

    def place(self, sheet: str, number: int) -> str:
        """How a sentence names a row: by its number, and its sheet where there are several."""
        return f"{number} ({sheet})" if len(self.sheets) > 1 else str(number)


def parse(
    name: str, content: bytes, read: Callable[[bytes], list[Sheet]] = readers.read
) -> ParsedFile:
    """Read and parse a file. Raises Unreadable when it can't be read or has no header.

    read: readers.apart.read for a file from outside.
    """
    sheets = read(content)
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty")
    found = [(sheet, start) for sheet in sheets if (start := header.find(sheet.rows)) is not None]
    if not found:
        raise Unreadable("no_header", most=header.LAST_ROW)
    rows: list[GoodRow] = []
    bad: list[BadRow] = []
    decisions: list[Decision] = []
    for sheet, start in found:
        for table in _tables(sheet, start):
            decisions.append(table.title.decision)
            good, wrong = table.read()
            rows += good
            bad += wrong
    return ParsedFile(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        decision=_shared(decisions, rows),
        rows=rows,
        bad=bad,
        sheets=tuple(place for sheet, _start in found for place in _places(sheet)),
    )


def _places(sheet: Sheet) -> list[str]:
    """What its rows are said to stand in, in their order: the sheet, or its tables or pages."""
    return list(dict.fromkeys(row.place or sheet.name for row in sheet.rows if row.number))


@dataclass
class _TableOfRows:
    """One header with its title and the product rows below it, each with its section's stars."""

    sheet: str
    title: Title
    given: Given
    columns: dict[str, int]
    products: list[tuple[Row, product_row.Section]]

    def read(self) -> tuple[list[GoodRow], list[BadRow]]:
        good: list[GoodRow] = []
        bad: list[BadRow] = []
        for row, section in self.products:
            read = product_row.read(row, self.columns, self.given.labels, self.title, section)
            if isinstance(read, list):
                problems = tuple(Problem(*problem) for problem in read)
                bad.append(BadRow(row.place or self.sheet, row.number, problems))
            else:
                place = row.place or self.sheet
                good.append(GoodRow(sheet=place, number=row.number, given=self.given, **read))
        return good, bad


def _tables(sheet: Sheet, start: int) -> Iterator[_TableOfRows]:
    """The tables of a sheet; a header repeated on every printed page goes on with its table."""
    above: list[Row] = sheet.rows[:start]
    rest = sheet.rows[start:]
    known = Title()
    while rest:
        head, below = rest[0], rest[1:]
        columns = header.recognise(head.cells)
        if below and (second := header.second_line(below[0].cells, columns)):
            columns, below = {**columns, **second}, below[1:]
        known = _title(above, sheet.name, known)
        kinds = Table(columns, head)
        products: list[tuple[Row, product_row.Section]] = []
        section = product_row.Section()
        above, rest = [], []
        for index, row in enumerate(below):
            if _may_be_header(row) and header.is_header(header.recognise(row.cells)):
                rest = below[index:]
                break
            kind = kinds.kind(row)
            if kind is Kind.PRODUCT:
                products.append((row, section))
                above = []
                continue
            above.append(row)
            if kind is Kind.HEADING:
                section = _section(row, section)
        yield _TableOfRows(sheet.name, known, _given(head, columns), columns, products)


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


def _shared(decisions: list[Decision], rows: list[GoodRow]) -> Decision | None:
    """The decision of the file: complete, in the title, and the same for all its rows."""
    keys = {decision.key for decision in decisions}
    if len(keys) != 1 or not decisions[0].is_complete:
        return None
    own = any(row.decision.key != decisions[0].key for row in rows)
    return None if own else decisions[0]
