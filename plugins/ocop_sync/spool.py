"""Rows of a file kept outside of memory: a temporary file without a name, read by place."""

import marshal
import os
import tempfile
from array import array
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Generic, TypeVar

from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.parse import BadRow, Given, GoodRow, Problem

Item = TypeVar("Item")
BUFFER = 1 << 20
FIELDS = tuple(GoodRow.__dataclass_fields__)
GIVEN, SCORE, DECISION, WITHDRAWN, LAST_DAY = map(
    FIELDS.index, ("given", "score", "decision", "withdrawn", "printed_last_day")
)
_values = attrgetter(*FIELDS)


class Spool(Generic[Item]):
    """A list one can only append to. Nobody else can reach the file, so what is read is what was
    written; eight bytes a row stay in memory."""

    def __init__(self, pack: Callable[[Item], tuple], unpack: Callable[[tuple], Item]):
        self._file = tempfile.TemporaryFile(buffering=BUFFER)  # noqa: SIM115  closed with the spool
        self._pack, self._unpack = pack, unpack
        self._ends = array("Q", [0])
        self._is_flushed = True

    def append(self, item: Item) -> None:
        written = marshal.dumps(self._pack(item))
        self._file.write(written)
        self._ends.append(self._ends[-1] + len(written))
        self._is_flushed = False

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Item:
        if not 0 <= place < len(self):
            raise IndexError(place)
        if not self._is_flushed:
            self._file.flush()
            self._is_flushed = True
        start, end = self._ends[place], self._ends[place + 1]
        return self._unpack(marshal.loads(os.pread(self._file.fileno(), end - start, start)))

    def __iter__(self) -> Iterator[Item]:
        return (self[place] for place in range(len(self)))


def empty() -> tuple[Spool[GoodRow], Spool[BadRow]]:
    """Where parse.parse may keep the rows of a file of any length."""
    return good_rows(), bad_rows()


def good_rows() -> Spool[GoodRow]:
    tables = _Tables()
    return Spool(tables.pack, tables.unpack)


def bad_rows() -> Spool[BadRow]:
    return Spool(_pack_bad, _unpack_bad)


class _Tables:
    """What the columns of a table can say is one object for all its rows."""

    def __init__(self) -> None:
        self._given: list[Given] = []

    def pack(self, row: GoodRow) -> tuple:
        if not self._given or self._given[-1] is not row.given:
            self._given.append(row.given)
        values = list(_values(row))
        values[GIVEN] = len(self._given) - 1
        values[SCORE] = None if row.score is None else str(row.score)
        values[DECISION] = _decision(row.decision)
        values[WITHDRAWN] = _decision(row.withdrawn)
        values[LAST_DAY] = _day(row.printed_last_day)
        return tuple(values)

    def unpack(self, packed: tuple) -> GoodRow:
        """By place: naming eighteen values took as long as reading them."""
        values = list(packed)
        values[GIVEN] = self._given[values[GIVEN]]
        values[SCORE] = None if values[SCORE] is None else Decimal(values[SCORE])
        values[DECISION] = _as_decision(values[DECISION])
        values[WITHDRAWN] = _as_decision(values[WITHDRAWN])
        values[LAST_DAY] = _as_day(values[LAST_DAY])
        return GoodRow(*values)


def _pack_bad(bad: BadRow) -> tuple:
    problems = [(one.code, one.column, one.value, one.data) for one in bad.problems]
    return bad.sheet, bad.number, problems, bad.position


def _unpack_bad(packed: tuple) -> BadRow:
    sheet, number, problems, position = packed
    return BadRow(sheet, number, tuple(Problem(*one) for one in problems), position)


def _decision(one: Decision) -> tuple[Any, ...]:
    return one.number, _day(one.day), one.authority


def _as_decision(packed: tuple[Any, ...]) -> Decision:
    number, day, authority = packed
    return Decision(number, _as_day(day), authority)


def _day(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _as_day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
