"""The lines of a document in words: what went from where to where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.inventory.models import Condition, Delivery, Document, Entry, Virtual
from marketplace.inventory.reasons import WORDS
from marketplace.web.console.goods.events import CONDITIONS, owner_name

VIRTUAL_WORDS = {
    Virtual.PRODUCER: _("the producer"),
    Virtual.SHOPPER: _("a shopper"),
    Virtual.LOSS: _("written off"),
    Virtual.ON_THE_WAY: _("on the way"),
}
Kind = Document.Kind
_PAGES = {  # of what a document belongs to, by its reference
    Kind.RECEIVING: "delivery",
    Kind.SENDING: "transfer",
    Kind.ARRIVAL: "transfer",
    Kind.SENDING_BACK: "transfer",
    Kind.STOCKTAKE: "stocktake",
    Kind.ADJUSTMENT: "adjustment",
    Kind.SALE: "order",
    Kind.SHOPPER_RETURN: "order",
}


@dataclass(frozen=True)
class Side:
    """One end of a movement."""

    where: Any
    owner: str
    condition: Any


@dataclass(frozen=True)
class Movement:
    """Sales units of a lot from one side to the other."""

    sku: str
    product: str
    unit: str
    lot: str
    best_before: date | None
    units: int
    origin: Side
    target: Side
    reason: Any


def entries_of(document: Document) -> list[Entry]:
    """With all that movements() names. One query."""
    return list(
        document.entries.select_related(
            "lot__variant__product", "place", "owner__producer", "owner__operator"
        ).order_by("pk")
    )


def movements(entries: Sequence[Entry], mine: Collection[int]) -> tuple[list[Movement], int]:
    """The movements that touch one of my places, and how many touch others alone.

    The ledger writes both ends of a movement one after the other.
    """
    shown, elsewhere = [], 0
    for first, second in zip(entries[::2], entries[1::2], strict=True):
        places = {one.place_id for one in (first, second)} - {None}
        if places & set(mine) or not places:
            shown.append(_movement(*sorted((first, second), key=lambda one: one.quantity)))
        else:
            elsewhere += 1
    return shown, elsewhere


def belongs_to(document: Document) -> str:
    """The address of what the document belongs to; "" where it has no page."""
    first = document.reverses or document
    name = _PAGES.get(Kind(first.kind))
    code = document.reference.rpartition("/")[2]
    if name == "delivery" and not Delivery.objects.filter(document=first).exists():
        return ""  # the first goods of an article: its reference is the article's code
    return reverse(f"console:{name}", args=[code]) if name and code else ""


def _movement(going: Entry, coming: Entry) -> Movement:
    lot = going.lot
    return Movement(
        sku=lot.variant.sku,
        product=lot.variant.product.name,
        unit=lot.variant.name,
        lot=lot.code,
        best_before=lot.best_before,
        units=coming.quantity,
        origin=_side(going),
        target=_side(coming),
        reason=WORDS.get(going.reason, going.reason),
    )


def _side(entry: Entry) -> Side:
    where = entry.place.name if entry.place else VIRTUAL_WORDS[Virtual(entry.virtual)]
    return Side(where, owner_name(entry.owner), CONDITIONS[Condition(entry.condition)])
