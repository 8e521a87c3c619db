"""A plan: what happens to every row of a file, and what is to be written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from marketplace.certification.models import Certificate as Recorded
from marketplace.producers.register import Location
from plugins.ocop_sync.known import Certificate, Producer
from plugins.ocop_sync.parse import BadRow, GoodRow, ParsedFile

State = Recorded.State
Level = Recorded.Level
TRUSTED = (Level.SIGNED_DECISION, Level.STATE_PRESS)


class Outcome(StrEnum):
    CREATED = auto()
    UPDATED = auto()
    UNCHANGED = auto()
    REVOKED = auto()


@dataclass(slots=True)
class PlannedRow:
    """changes: field → (old, new), only for an update; again: an undone import had it before.

    overrules: field → code of the proposal whose correction by hand gives way; moves: the address
    of the producer, old and new, where this is the newest decision that prints one.
    """

    row: GoodRow
    outcome: Outcome
    certificate: Certificate
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    confirms: bool = False
    again: bool = False
    overrules: dict[str, str] = field(default_factory=dict)
    moves: tuple[str, str] | None = None


@dataclass(slots=True)
class Withdrawn:
    certificate: Certificate
    at: datetime
    number: str
    reason: str


@dataclass(slots=True)
class Plan:
    """What happens to every row, and what is to be written.

    level: how far the source may be trusted, by who brought the file; None: as each row says.
    known: producers as a batch before left them; producers: as this one leaves them.
    """

    parsed: ParsedFile
    rows: list[PlannedRow] = field(default_factory=list)
    rejected: list[BadRow] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    groups: dict[int, int] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)
    superseded: int = 0
    level: str | None = None
    known: Sequence[Producer] = ()
    producers: list[Producer] = field(default_factory=list)

    def level_of(self, row: GoodRow) -> str:
        """A list with its decision is a signed one; without, what the press of the state reports."""
        if self.level is not None:
            return self.level
        return Level.SIGNED_DECISION if row.decision.is_complete else Level.STATE_PRESS

    @property
    def gives_stars(self) -> bool:
        """Whether what the source says may become active: a signed decision or the state's press."""
        return self.level is None or self.level in TRUSTED

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
