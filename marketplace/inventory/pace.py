"""How fast goods sell, from the last four weeks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.db.models import Sum

from marketplace import clock
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Document, Entry

DAYS = 28
MINIMUM_DAYS = 7  # a refill comes within a week
TARGET_DAYS = 21  # and lasts until the one after next
SLOW_DAYS = 90  # what lasts longer than a quarter sells slowly


@dataclass(frozen=True)
class Pace:
    """sold: sales units of an article at a place in DAYS days, less what shoppers brought back."""

    sold: int = 0

    @property
    def minimum(self) -> int:
        """Suggested: what sells in MINIMUM_DAYS, rounded up."""
        return ceil(self.sold * MINIMUM_DAYS / DAYS)

    @property
    def target(self) -> int:
        """Suggested: what sells in TARGET_DAYS, rounded up."""
        return ceil(self.sold * TARGET_DAYS / DAYS)

    def lasts(self, units: int) -> int | None:
        """For how many whole days so many units last; None where nothing sells."""
        return units * DAYS // self.sold if self.sold > 0 else None

    def sells_in(self, days: int) -> int:
        """Units that go in so many days, rounded down."""
        return max(self.sold, 0) * days // DAYS


@dataclass(frozen=True)
class Unsold:
    """unsold: units of the balance still there when its last good day ends, at this pace."""

    balance: Balance
    unsold: int


def paces(place_ids: Iterable[int], day: date) -> dict[ShelfKey, Pace]:
    """The pace of every article that sold at these places in the DAYS days before `day`. One query."""
    end = clock.day_start(day)
    sold = (
        Entry.objects.filter(
            place_id__in=list(place_ids),
            document__kind__in=[Document.Kind.SALE, Document.Kind.SHOPPER_RETURN],
            document__business_at__gte=end - timedelta(days=DAYS),
            document__business_at__lt=end,
        )
        .values_list("place_id", "lot__variant_id")
        .annotate(total=Sum("quantity"))
    )
    return {(place, variant): Pace(-total) for place, variant, total in sold}


def left_over(balances: Sequence[Balance], pace: Pace, day: date) -> list[Unsold]:
    """What of one shelf's good balances, first expiry first, will expire unsold at this pace.

    A lot sells until the end of its best-before day, in the order of the dates; balances
    without a date never expire. Only those with something left are named.
    """
    found, gone = [], 0
    for balance in balances:
        if balance.lot.best_before is None:
            break
        days = (balance.lot.best_before - day).days + 1
        sells = min(balance.quantity, max(pace.sells_in(days) - gone, 0))
        gone += sells
        if balance.quantity > sells:
            found.append(Unsold(balance, balance.quantity - sells))
    return found
