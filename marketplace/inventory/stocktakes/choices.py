"""Whose goods of which lot a scan means."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.inventory.models import Balance, Lot, Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.scan import Scanned
from marketplace.places.models import Party
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Choice:
    """is_here: the books know it at this place. Says no figure: the count is blind."""

    lot: Lot
    owner: Party
    is_here: bool


def choices(stocktake: Stocktake, scanned: Scanned, owner: str = "") -> list[Choice]:
    """What the scanned goods can be, one query; one that is here alone needs no question.

    What stands at the place comes first. Where nothing of it does, every lot and owner that the
    ledger knows anywhere: goods that the books have elsewhere may still stand on this shelf, and a
    person has to say so. owner: code of the party where a person said whose they are; then its
    goods alone. Raises StockRefused unknown_lot where nothing that fits was ever received.
    """
    of_what: dict[str, Any] = (
        {"lot": scanned.lot} if scanned.lot else {"lot__variant": scanned.variant_id}
    )
    if owner:
        of_what["owner__code"] = owner
    rows = list(
        Balance.objects.filter(**of_what)
        .select_related("lot__variant__product", "owner__producer", "owner__operator")
        .order_by("lot__best_before", "lot__code", "owner_id", "pk")
    )
    here = [row for row in rows if row.place_id == stocktake.place_id and row.quantity]
    if not rows:
        raise StockRefused(
            Problem(
                "unknown_lot",
                _("Nothing of this was ever received. Goods of a new lot are received first."),
                "scan",
            )
        )
    found = {(row.lot_id, row.owner_id): row for row in here or rows}
    return [Choice(row.lot, row.owner, is_here=bool(here)) for row in found.values()]
