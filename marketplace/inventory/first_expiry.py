"""First expiry first: which goods of a shelf go out before which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from marketplace.inventory.availability import sellable
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance


@dataclass(frozen=True)
class Part:
    """Sales units out of one balance."""

    balance: Balance
    quantity: int


def balances(
    keys: Iterable[ShelfKey], day: date, *, sellable_only: bool = True
) -> dict[ShelfKey, list[Balance]]:
    """What stands on each shelf, first expiry first; lots without a date keep and go last.

    sellable_only: what may be sold on the day; else whatever its date and condition. Each row
    comes with its lot. One query for all shelves; before a decision, after lock_stock() on them.
    """
    found: dict[ShelfKey, list[Balance]] = {key: [] for key in keys}
    rows = (
        Balance.objects.filter(
            sellable(day) if sellable_only else Q(),
            place_id__in={place for place, _variant in found},
            lot__variant_id__in={variant for _place, variant in found},
            quantity__gt=0,
        )
        .select_related("lot")
        .order_by(F("lot__best_before").asc(nulls_last=True), "pk")
    )
    for row in rows:
        key = row.place_id, row.lot.variant_id
        if key in found:
            found[key].append(row)
    return found


def take(quantity: int, rows: Sequence[Balance]) -> tuple[list[Part], int]:
    """So many units out of these rows, in their order; and how many are missing in the end."""
    parts: list[Part] = []
    left = quantity
    for row in rows:
        if not left:
            break
        parts.append(Part(row, min(left, row.quantity)))
        left -= parts[-1].quantity
    return parts, left
