"""A plan: what happens to every row of a file, and what is to be written."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from marketplace.certification.models import Certificate as Recorded
from marketplace.producers.register import Location
from plugins.ocop_sync.identity import Certificate
from plugins.ocop_sync.parse import BadRow, GoodRow, ParsedFile

State = Recorded.State
Level = Recorded.Level


class Outcome(StrEnum):
    CREATED = auto()
    UPDATED = auto()
    UNCHANGED = auto()
    REVOKED = auto()


@dataclass(slots=True)
class PlannedRow:
    """changes: field → (old, new), only for an update."""

    row: GoodRow
    outcome: Outcome
    certificate: Certificate
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    confirms: bool = False


@dataclass(slots=True)
class Withdrawn:
    certificate: Certificate
    at: datetime
    number: str
    reason: str


@dataclass(slots=True)
class Plan:
    """What happens to every row, and what is to be written."""

    parsed: ParsedFile
    rows: list[PlannedRow] = field(default_factory=list)
    rejected: list[BadRow] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    groups: dict[int, int] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)
    superseded: int = 0

    def count(self, outcome: Outcome) -> int:
        return sum(planned.outcome is outcome for planned in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows) + len(self.rejected)

    @property
    def pending(self) -> int:
        """Rows whose certificate stands pending after this import."""
        return sum(
            planned.certificate.state == State.PENDING and not planned.row.withdraws
            for planned in self.rows
        )
