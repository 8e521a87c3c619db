"""The plan, row by row, as it is kept for the screens: codes and figures, no sentences."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marketplace import bulk
from plugins.ocop_sync.known import Certificate
from plugins.ocop_sync.models import PlannedLine, RegisterImport
from plugins.ocop_sync.parse import BadRow
from plugins.ocop_sync.planned import Outcome, Plan, PlannedRow

REJECTED = "rejected"
DIGEST = 16  # bytes of a line's


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file as a PlannedLine has it; data as JSON, the keys in order."""

    position: int
    outcome: str
    sheet: str
    row: int
    data: str

    def said(self) -> str:
        """All of it as one text: two lines of one text do the same to the register."""
        return json.dumps([self.outcome, self.sheet, self.row]) + self.data


class Digest:
    """Of all lines by their place in the file, in whatever order they come."""

    def __init__(self, total: int):
        self._each = bytearray(DIGEST * total)

    def passing(self, told: Iterable[Line]) -> Iterator[Line]:
        """The lines, taken in as they pass."""
        for line in told:
            start = line.position * DIGEST
            found = hashlib.sha256(line.said().encode()).digest()
            self._each[start : start + DIGEST] = found[:DIGEST]
            yield line

    def value(self, superseded: int) -> str:
        """superseded: how many certificates the plan makes older ones; no line says so."""
        return hashlib.sha256(self._each + str(superseded).encode()).hexdigest()


def of(made: Plan) -> Iterator[Line]:
    """A line for every row of the plan, in no order."""
    ended = defaultdict(list)  # place of a withdrawal → the certificates it ends
    for gone in made.withdrawn:
        ended[gone.certificate.withdrawn_row].append(gone.certificate)
    for planned in made.rows:
        place = made.parsed.place(planned.row.sheet, planned.row.number)
        yield _planned(planned, ended[place] if planned.row.withdraws else [])
    yield from map(rejected, made.rejected)


def forget(one: RegisterImport) -> None:
    """Take out what an earlier plan said."""
    one.lines.all().delete()


def keep(one: RegisterImport, told: Iterable[Line]) -> None:
    """Write lines of the import's plan, each at its place in the file."""
    bulk.insert(
        PlannedLine,
        ("register_import_id", "position", "outcome", "sheet", "row", "data"),
        ((one.pk, line.position, line.outcome, line.sheet, line.row, line.data) for line in told),
    )


def _planned(planned: PlannedRow, ends: Iterable[Certificate]) -> Line:
    row = planned.row
    data: dict[str, Any] = {
        "product": row.product,
        "producer": row.producer,
        "stars": None if row.withdraws else row.stars,
        "state": str(planned.certificate.state),
        "decision": [row.decision.number, _plain(row.decision.day), row.decision.authority],
        "product_id": planned.certificate.product.id,  # None for one the list adds
    }
    if planned.outcome is Outcome.REVOKED:
        data["ends"] = [[one.number, _plain(one.decided_on)] for one in ends]
    if planned.changes:
        data["changes"] = {
            name: [_plain(old), _plain(new)] for name, (old, new) in planned.changes.items()
        }
    if planned.overrules:
        data["overrules"] = planned.overrules
    if planned.moves:
        data["moves"] = list(planned.moves)
    if planned.confirms or planned.again:
        data["confirms"], data["again"] = planned.confirms, planned.again
    return Line(row.position, str(planned.outcome), row.sheet[:100], row.number, _json(data))


def rejected(bad: BadRow) -> Line:
    """The line of a row that can't be taken."""
    problems = [
        {"code": one.code, "column": one.column, "value": one.value, "data": one.data}
        for one in bad.problems
    ]
    data = _json({"problems": problems})
    return Line(bad.position, REJECTED, bad.sheet[:100], bad.number, data)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """As JSON has it: dates as ISO text, scores as they are written."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
