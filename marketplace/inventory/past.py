"""What stood at a place at a moment of the past. Two questions, two answers.

By business time: what was there, as we know today; a receipt that was written down a day late
counts from the day it came. By recorded time: what the books said at that moment.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Sum

from marketplace.inventory.models import Entry, Lot
from marketplace.places.models import Party, Place


class By(StrEnum):
    BUSINESS = "business_at"
    RECORDED = "recorded_at"


@dataclass(frozen=True)
class Stood:
    """Sales units of a lot, owner and condition; below zero only by business time, where goods
    that are known to have left are not known to have come."""

    lot: Lot
    owner: Party
    condition: str
    quantity: int


def stock_at(place: Place, moment: datetime, by: By) -> list[Stood]:
    """What stood there when the moment was over, by article and lot. Three queries."""
    moved = Entry.objects.filter(place=place, **{f"document__{by}__lte": moment})
    sums = (
        moved.values_list("lot_id", "owner_id", "condition")
        .annotate(total=Sum("quantity"))
        .exclude(total=0)
    )
    found = list(sums)
    lots = Lot.objects.select_related("variant__product").in_bulk({row[0] for row in found})
    owners = Party.objects.select_related("producer", "operator").in_bulk({row[1] for row in found})
    stood = [
        Stood(lots[lot_id], owners[owner_id], condition, total)
        for lot_id, owner_id, condition, total in found
    ]
    return sorted(
        stood,
        key=lambda row: (row.lot.variant.product.name, row.lot.code, row.owner.pk, row.condition),
    )
