"""What is past its date or soon will be, and by how much its price might go down to sell in time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet, Sum

from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Condition
from marketplace.inventory.pace import Pace, paces
from marketplace.places.models import Place

STEPS = ((7, 30), (15, 20))  # at most so many days left: so many percent off
LEAST_OFF = 10  # percent, with more days left


@dataclass(frozen=True)
class Markdown:
    """The arithmetic behind a suggestion; no price is changed by it.

    first: sales units of the article that go out before this lot or with it; pace: of the
    article at the place; days: selling days left, today included; likely: units that sell in
    them; left_over: what would remain; percent: 0 where all of it sells in time.
    """

    first: int
    pace: Pace
    days: int
    likely: int
    left_over: int
    percent: int


@dataclass(frozen=True)
class Ending:
    """A balance that ends soon or has ended; days_left: 0 on its last good day, then negative."""

    balance: Balance
    days_left: int
    markdown: Markdown | None


def ending(places: QuerySet[Place], *, day: date, within: int) -> QuerySet[Balance]:
    """What stands at these places and is past its date, or will be in `within` days.

    The longest past first, with lot, article, owner and place.
    """
    return (
        Balance.objects.filter(
            place__in=places, quantity__gt=0, lot__best_before__lte=day + timedelta(days=within)
        )
        .select_related("place", "lot__variant__product", "owner__producer", "owner__operator")
        .order_by("lot__best_before", "place__name", "lot__variant__product__name", "pk")
    )


def with_markdown(balances: Iterable[Balance], *, day: date) -> list[Ending]:
    """Each with its days left and, while it can be sold, a suggestion. Two queries for all."""
    rows = list(balances)
    keys = {(row.place_id, row.lot.variant_id) for row in rows}
    stock = _sellable_lots(keys, day)
    sold = paces({place for place, _variant in keys}, day)
    found = []
    for row in rows:
        last: date = row.lot.best_before  # type: ignore[assignment]  # ending() asks for one
        days, key = (last - day).days, (row.place_id, row.lot.variant_id)
        advice = None
        if days >= 0 and row.condition == Condition.GOOD:
            first = sum(units for until, units in stock[key] if until <= last)
            advice = suggest(first, sold.get(key, Pace()), days + 1)
        found.append(Ending(row, days, advice))
    return found


def suggest(first: int, pace: Pace, days: int) -> Markdown:
    """first: as in Markdown; days: selling days left, today included.

    10, 20 or 30 percent, the closer the end the more; 0 where all of it sells in time.
    """
    likely = pace.sells_in(days)
    left_over = max(first - likely, 0)
    off = next((percent for most, percent in STEPS if days <= most), LEAST_OFF)
    return Markdown(first, pace, days, likely, left_over, off if left_over else 0)


def _sellable_lots(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, list[tuple[date, int]]]:
    wanted = set(keys)
    rows = (
        Balance.objects.filter(
            place__in={place for place, _variant in wanted},
            lot__variant__in={variant for _place, variant in wanted},
            lot__best_before__gte=day,
            condition=Condition.GOOD,
            quantity__gt=0,
        )
        .values_list("place", "lot__variant", "lot__best_before")
        .annotate(units=Sum("quantity"))
        .order_by(F("lot__best_before"))
    )
    found: dict[ShelfKey, list[tuple[date, int]]] = defaultdict(list)
    for place, variant, until, units in rows:
        found[place, variant].append((until, units))
    return found
