"""The plan, row by row, as it is kept for the screens: codes and figures, no sentences."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from plugins.ocop_sync.models import PlannedLine, RegisterImport
from plugins.ocop_sync.parse import BadRow
from plugins.ocop_sync.planned import Plan, PlannedRow

REJECTED = "rejected"
BATCH = 2000


def keep(one: RegisterImport, made: Plan) -> None:
    """Write the plan's rows, in the order of the file, in place of those kept before."""
    one.lines.all().delete()
    some: list[PlannedLine] = []
    for position, line in enumerate(_in_order(made)):
        line.register_import, line.position = one, position
        some.append(line)
        if len(some) == BATCH:
            PlannedLine.objects.bulk_create(some)
            some = []
    PlannedLine.objects.bulk_create(some)


def digest(made: Plan) -> str:
    """Of all that keep() would write: two plans of one digest do the same to the register."""
    found = hashlib.sha256()
    for line in _in_order(made):
        said = [line.outcome, line.sheet, line.row, line.data]
        found.update(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())
    return found.hexdigest()


def _in_order(made: Plan) -> Iterator[PlannedLine]:
    sheets = {name: place for place, name in enumerate(made.parsed.sheets)}

    def place(row: PlannedRow | BadRow) -> tuple[int, int]:
        of = row.row if isinstance(row, PlannedRow) else row
        return sheets.get(of.sheet, 0), of.number

    rows: list[PlannedRow | BadRow] = [*made.rows, *made.rejected]
    for row in sorted(rows, key=place):
        yield _planned(row) if isinstance(row, PlannedRow) else _rejected(row)


def _planned(planned: PlannedRow) -> PlannedLine:
    row = planned.row
    data: dict[str, Any] = {
        "product": row.product,
        "producer": row.producer,
        "stars": None if row.withdraws else row.stars,
        "state": str(planned.certificate.state),
        "decision": [row.decision.number, _plain(row.decision.day), row.decision.authority],
    }
    if planned.changes:
        data["changes"] = {
            name: [_plain(old), _plain(new)] for name, (old, new) in planned.changes.items()
        }
    if planned.confirms or planned.again:
        data["confirms"], data["again"] = planned.confirms, planned.again
    return PlannedLine(
        outcome=str(planned.outcome), sheet=row.sheet[:100], row=row.number, data=data
    )


def _rejected(bad: BadRow) -> PlannedLine:
    problems = [
        {"code": one.code, "column": one.column, "value": one.value, "data": one.data}
        for one in bad.problems
    ]
    return PlannedLine(
        outcome=REJECTED, sheet=bad.sheet[:100], row=bad.number, data={"problems": problems}
    )


def _plain(value: Any) -> Any:
    """As JSON has it: dates as ISO text, scores as they are written."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
