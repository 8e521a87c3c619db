"""The whole ledger in plain Python, to compare the real one with: no lock, no table, no sign to lose.

One article, its lots by name. Where: a place's key or one of models.Virtual.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

Where = int | str
Row = tuple[Where, str, int, str]  # where, lot, owner, condition
FAR = date.max


@dataclass
class PlainBook:
    """units: of every row; held: units by parcel and place; dates: last good day by lot."""

    dates: dict[str, date | None]
    units: Counter = field(default_factory=Counter)
    held: dict[str, Counter] = field(default_factory=dict)

    def move(self, lot: str, units: int, origin: Row, target: Row) -> None:
        """So many units out of one row and into another."""
        assert origin[1] == target[1] == lot
        self.units[origin] -= units
        self.units[target] += units

    def there(self, row: Row) -> int:
        return self.units[row]

    def at(self, place: int) -> dict[Row, int]:
        """The rows with units at a place."""
        return {row: units for row, units in self.units.items() if row[0] == place and units}

    def keeps(self, lot: str, day: date) -> bool:
        return (self.dates[lot] or FAR) >= day

    def good(self, place: int, day: date) -> int:
        """Units at the place that may be sold on the day."""
        return sum(
            units
            for (_place, lot, _owner, condition), units in self.at(place).items()
            if condition == "good" and self.keeps(lot, day)
        )

    def on_hand(self, place: int) -> int:
        return sum(self.at(place).values())

    def promised(self, place: int) -> int:
        return sum(held[place] for held in self.held.values())

    def may_leave(self, leaving: Counter, place: int, day: date) -> bool:
        """Whether orders keep what they hold when these rows of the place lose so many units."""
        good = sum(
            units
            for (_place, lot, _owner, condition), units in leaving.items()
            if condition == "good" and self.keeps(lot, day)
        )
        if good > 0 and self.good(place, day) - good < self.promised(place):
            return False
        is_leaving = good > 0 or leaving.total() > 0
        return not is_leaving or self.on_hand(place) - leaving.total() >= self.promised(place)

    def has(self, leaving: Counter) -> bool:
        return all(self.units[row] >= units for row, units in leaving.items())

    def first_to_expire(self, place: int, units: int, day: date) -> Counter:
        """How many of each lot a sale takes: the nearest date first."""
        there: Counter = Counter()
        for (_place, lot, _owner, condition), count in self.at(place).items():
            if condition == "good" and self.keeps(lot, day):
                there[lot] += count
        taken: Counter = Counter()
        for lot in sorted(there, key=lambda name: self.dates[name] or FAR):
            taken[lot] = min(there[lot], units - taken.total())
        return +taken
