"""Buyers who all begin at the same moment, and what came of their attempts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.spent import Spent

PLACED, APOLOGY = "placed", "apology"  # any other outcome is an error, in words


@dataclass(frozen=True)
class Attempt:
    """began, ended: seconds of the machine's steady clock, the same for all processes."""

    began: float
    ended: float
    outcome: str


@dataclass(frozen=True)
class Crowd:
    """All attempts of all buyers."""

    attempts: Sequence[Attempt]

    def count(self, outcome: str) -> int:
        return sum(attempt.outcome == outcome for attempt in self.attempts)

    @property
    def errors(self) -> dict[str, int]:
        outcomes = Counter(attempt.outcome for attempt in self.attempts)
        return {
            outcome: many for outcome, many in outcomes.items() if outcome not in (PLACED, APOLOGY)
        }

    @property
    def spent(self) -> Spent:
        """Of every attempt; an apology costs time, too."""
        wall = max(a.ended for a in self.attempts) - min(a.began for a in self.attempts)
        return Spent([attempt.ended - attempt.began for attempt in self.attempts], wall)

    @property
    def orders_a_second(self) -> float:
        wall = self.spent.wall
        return self.count(PLACED) / wall if wall else 0.0
