"""The same stock in plain Python, to compare the ledger with: no lock, no table, no cleverness."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Key = tuple[int, int]  # place id, variant id
FAR = date.max  # a lot without a best-before day keeps


@dataclass
class PlainStock:
    """lots: units per place, variant and best-before day; held: units per parcel code and key."""

    lots: Counter = field(default_factory=Counter)
    held: dict[str, Counter] = field(default_factory=dict)

    def receive(self, key: Key, best_before: date | None, units: int) -> None:
        self.lots[*key, best_before or FAR] += units

    def on_hand(self) -> Counter:
        found: Counter = Counter()
        for (place, variant, _day), units in self.lots.items():
            found[place, variant] += units
        return found

    def promised(self) -> Counter:
        return sum(self.held.values(), Counter())

    def good(self, day: date) -> Counter:
        found: Counter = Counter()
        for (place, variant, best_before), units in self.lots.items():
            if best_before >= day:
                found[place, variant] += units
        return found

    def free(self, day: date) -> Counter:
        """A shelf with more promised than is still good has nothing free, never less than that."""
        good, promised = self.good(day), self.promised()
        return Counter({key: max(units - promised[key], 0) for key, units in good.items()})

    def can_fill(self, wanted: Mapping[int, int], day: date) -> bool:
        """Whether all places together have it: variant id → units."""
        free: Counter = Counter()
        for (_place, variant), units in self.free(day).items():
            free[variant] += units
        return all(free[variant] >= units for variant, units in wanted.items())

    def can_hand_over(self, parcel: str, day: date) -> bool:
        good = self.good(day)
        return all(good[key] >= units for key, units in self.held[parcel].items())

    def hand_over(self, parcel: str, day: date) -> None:
        """First expiry first; what is past its day stays where it is."""
        for (place, variant), units in self.held.pop(parcel).items():
            left = units
            for lot in sorted(lot for lot in self.lots if lot[:2] == (place, variant)):
                if lot[2] >= day:
                    taken = min(left, self.lots[lot])
                    self.lots[lot] -= taken
                    left -= taken
            assert left == 0
