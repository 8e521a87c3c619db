"""Ledger entries as lines that a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.people import names_of
from marketplace.inventory.history import Past
from marketplace.inventory.models import Condition, Document, Entry
from marketplace.inventory.reasons import WORDS
from marketplace.places.models import Party

CONDITIONS = {
    Condition.GOOD: _("good"),
    Condition.BLOCKED: _("blocked"),
    Condition.DAMAGED: _("damaged"),
}
KINDS = {
    Document.Kind.RECEIVING: _("Goods received"),
    Document.Kind.SALE: _("Sale"),
    Document.Kind.SENDING: _("Transfer sent"),
    Document.Kind.ARRIVAL: _("Transfer received"),
    Document.Kind.SENDING_BACK: _("Transfer cancelled"),
    Document.Kind.STOCKTAKE: _("Stock count"),
    Document.Kind.ADJUSTMENT: _("Adjustment"),
    Document.Kind.PRODUCER_RETURN: _("Return to the producer"),
    Document.Kind.SHOPPER_RETURN: _("Return from a shopper"),
    Document.Kind.OWNER_CHANGE: _("Change of owner"),
    Document.Kind.CONDITION_CHANGE: _("Change of condition"),
    Document.Kind.REVERSAL: _("Reversal"),
}


@dataclass(frozen=True)
class EventLine:
    """change: sales units, negative out. at: when it happened; heard: when the ledger was told,
    None where that was the same minute."""

    at: datetime
    heard: datetime | None
    kind: Any
    reason: Any
    change: int
    lot: str
    best_before: date | None
    sku: str
    product: str
    unit: str
    place: str
    owner: str
    condition: Any
    document: str
    reverses: str
    reference: str
    person: str


def lines(past: Past) -> list[EventLine]:
    """One query, for the names of the people."""
    people = names_of(entry.document.actor_id for entry in past.entries)
    return [_line(entry, people) for entry in past.entries]


def owner_name(party: Party) -> str:
    """The producer's or operator's name; load both with the party."""
    if party.kind == Party.Kind.PRODUCER:
        return party.producer.name
    return party.operator.name


def asked_before(request: HttpRequest) -> int | None:
    """Where the page that the address asks for begins; the newest when it says nothing sensible."""
    try:
        return int(signing.loads(request.GET.get("before", ""), salt="history"))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def older(past: Past) -> str:
    """What the address of the next page says; "" where there is none."""
    return signing.dumps(past.before, salt="history") if past.before else ""


def export_rows(shown: Sequence[EventLine]) -> list[tuple[Any, ...]]:
    """As `HEADINGS` names the columns."""
    return [
        (
            line.at.replace(tzinfo=None),
            str(line.kind),
            str(line.reason),
            line.product,
            line.lot,
            line.best_before,
            line.change,
            line.place,
            line.owner,
            str(line.condition),
            line.document,
            line.reference,
            line.person,
        )
        for line in shown
    ]


HEADINGS = (
    _("Moment"),
    _("Document"),
    _("Reason"),
    _("Product"),
    _("Lot"),
    _("Best before"),
    _("Change"),
    _("Place"),
    _("Owner"),
    _("Condition"),
    _("Document code"),
    _("Belongs to"),
    _("Person"),
)


def _line(entry: Entry, people: dict[int, str]) -> EventLine:
    document, lot = entry.document, entry.lot
    late = abs(document.recorded_at - document.business_at).total_seconds() >= 60
    at, heard = clock.local(document.business_at), clock.local(document.recorded_at)
    return EventLine(
        at=at,
        heard=heard if late else None,
        kind=KINDS[document.kind],
        reason=WORDS.get(entry.reason, entry.reason),
        change=entry.quantity,
        lot=lot.code,
        best_before=lot.best_before,
        sku=lot.variant.sku,
        product=lot.variant.product.name,
        unit=lot.variant.name,
        place=entry.place.name if entry.place else "",
        owner=owner_name(entry.owner),
        condition=CONDITIONS[entry.condition],
        document=document.code,
        reverses=document.reverses.code if document.reverses else "",
        reference=document.reference,
        person=people.get(document.actor_id, ""),
    )
