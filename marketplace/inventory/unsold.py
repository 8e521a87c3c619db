"""What sells slowly, and what will expire before it is sold."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from marketplace.inventory.availability import sellable
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance
from marketplace.inventory.pace import SLOW_DAYS, Pace, Unsold, left_over, paces
from marketplace.places.models import Place


@dataclass(frozen=True)
class Slow:
    """A shelf whose good units, at its pace, last longer than SLOW_DAYS or expire first.

    units: good and in date; lasts: whole days, None where nothing sold; unsold: by lot.
    """

    balances: Sequence[Balance]
    units: int
    pace: Pace
    unsold: Sequence[Unsold]

    @property
    def lasts(self) -> int | None:
        return self.pace.lasts(self.units)

    @property
    def units_unsold(self) -> int:
        """Sales units that will expire on the shelf."""
        return sum(one.unsold for one in self.unsold)


def slow(places: QuerySet[Place], day: date) -> list[Slow]:
    """The slow shelves of these places, most units that will expire first. Two queries."""
    shelves = _good(places, day)
    sold = paces({place for place, _variant in shelves}, day)
    found = []
    for key, balances in shelves.items():
        pace = sold.get(key, Pace())
        units = sum(balance.quantity for balance in balances)
        one = Slow(balances, units, pace, left_over(balances, pace, day))
        if one.unsold or one.lasts is None or one.lasts > SLOW_DAYS:
            found.append(one)
    return sorted(found, key=lambda one: -one.units_unsold)


def _good(places: QuerySet[Place], day: date) -> dict[ShelfKey, list[Balance]]:
    rows = (
        Balance.objects.filter(sellable(day), place__in=places, quantity__gt=0)
        .select_related("lot__variant__product", "place")
        .order_by("place__name", F("lot__best_before").asc(nulls_last=True), "pk")
    )
    found: dict[ShelfKey, list[Balance]] = defaultdict(list)
    for row in rows:
        found[row.place_id, row.lot.variant_id].append(row)
    return found
