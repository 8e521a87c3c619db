"""What every reader gives: sheets of rows, each row with the number a person sees in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it.

    number: as a spreadsheet shows it, also of a text table opened there; 0 for a line of text beside the
    tables of a document. place: the table or page it stands in, where that is not its sheet.
    """

    number: int
    cells: tuple[Cell, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet; a text file is one sheet without a name."""

    name: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class ComingSheet:
    """A sheet whose rows come as they are read, once; they end before the next sheet begins."""

    name: str
    rows: Iterator[Row]


class Unreadable(Exception):
    """The file can't be read at all. code: see problems.SENTENCES; data: figures for its sentence."""

    def __init__(self, code: str, **data: object):
        super().__init__(code)
        self.code = code
        self.data = data


def has_something(cells: Sequence[Cell]) -> bool:
    """Whether any cell holds more than blanks."""
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)
