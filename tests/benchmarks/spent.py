"""How long each of many calls took, and how many a second that makes."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spent:
    """each: seconds of every call; wall: seconds from the first call's start to the last one's end."""

    each: Sequence[float]
    wall: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.each) / self.wall if self.wall else 0.0

    def ms(self, percent: int) -> float:
        """The milliseconds that so many percent of the calls did not exceed (nearest rank)."""
        if not self.each:
            return 0.0
        ordered = sorted(self.each)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] * 1000
