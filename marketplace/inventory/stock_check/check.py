"""One run of the check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from marketplace import clock
from marketplace.inventory.models import StockCheck
from marketplace.inventory.stock_check.relations import COUNTED, COUNTS, RELATIONS, Relation

MOST_KEPT = 1000  # broken rows kept with the check; the command prints all of them


@dataclass(frozen=True)
class Broken:
    """A row that says something else than it should. key: public codes by what they name."""

    relation: str
    table: str
    key: dict[str, str]
    says: int
    should: int

    def __str__(self) -> str:
        key = ", ".join(f"{name} {value}" for name, value in self.key.items())
        wrong = f"says {self.says}, should say {self.should}"
        return f"{self.relation}: {self.table} [{key}] {wrong}"

    def kept(self) -> dict[str, Any]:
        """As StockCheck.broken keeps it."""
        return {
            "relation": self.relation,
            "table": self.table,
            "key": self.key,
            "says": self.says,
            "should": self.should,
        }


@dataclass(frozen=True)
class Checked:
    """counts: rows looked at by COUNTS, with the sales units on all shelves as "units"."""

    started_at: datetime
    counts: dict[str, int]
    broken: list[Broken]


def check() -> Checked:
    """Compare all stock; see compare()."""
    return compare(RELATIONS, COUNTED, COUNTS)


def compare(relations: Sequence[Relation], counted: str, names: Sequence[str]) -> Checked:
    """Compare all of it at one moment, while the shop goes on; changes nothing, locks nothing.

    In a transaction of the caller's the moment is that transaction's. counted: one row of counts,
    that `names` names. The statements read what time it is as current_setting('ocop.moment').
    """
    started_at = clock.now()
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL work_mem = '128MB'")  # the sums of all documents, at once
        cursor.execute("SELECT set_config('ocop.moment', %s, true)", [started_at.isoformat()])
        cursor.execute(counted)
        counts = dict(zip(names, cursor.fetchone(), strict=True))
        broken = [row for relation in relations for row in _broken(cursor, relation)]
    return Checked(started_at, counts, broken)


def check_and_keep() -> tuple[StockCheck, list[Broken]]:
    """Run the check and keep its result; all broken rows, of which the record has the first."""
    checked = check()
    record = StockCheck.objects.create(
        started_at=checked.started_at,
        ended_at=clock.now(),
        counts=checked.counts,
        broken=[row.kept() for row in checked.broken[:MOST_KEPT]],
        broken_count=len(checked.broken),
    )
    return record, checked.broken


def _broken(cursor: Any, relation: Relation) -> Iterator[Broken]:
    cursor.execute(relation.sql)
    for *key, says, should in cursor.fetchall():
        names = dict(zip(relation.key, key, strict=True))
        yield Broken(relation.code, relation.table, names, says, should)
