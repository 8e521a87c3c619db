"""Phiếu nhập: goods come from a producer to a place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import ledger
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Condition, Document, Lot, Virtual
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem

MOST_UNITS = 1_000_000  # on one line; more is a slip of the keyboard
LONGEST_LOT_CODE = 40  # Lot.code


@dataclass(frozen=True)
class Received:
    """Counted sales units of one batch."""

    variant_id: int
    lot_code: str
    quantity: int
    best_before: date | None = None
    made_on: date | None = None


def receive(
    place: Place,
    lines: Sequence[Received],
    *,
    owner_id: int,
    actor_id: int | None,
    client_key: str,
    reference: str = "",
) -> Document:
    """Post a receiving document: producer → place, good condition, owned by the party owner_id.

    The same client key answers with the first document. Raises StockRefused with every problem:
    place_closed, bad_quantity, bad_lot. Locks: the shelves received to.
    """
    with transaction.atomic():
        before = ledger.already_posted(client_key)
        if before is not None:
            return before
        locked = lock_stock((place.pk, line.variant_id) for line in lines)
        before = ledger.already_posted(client_key)
        if before is not None:  # the same key, sent twice at once: the first one has the lock
            return before
        _refuse(place, lines)
        postings = []
        for line in lines:
            out, into = _lines(line, place, owner_id)
            postings += [out, into]
        document = ledger.post(
            ledger.Posting(Document.Kind.RECEIVING, client_key, actor_id, reference),
            postings,
            locked,
        )
        record(
            "inventory.receive",
            actor_id=actor_id,
            subject=f"document:{document.code}",
            data={"place": place.code, "units": sum(line.quantity for line in lines)},
        )
        return document


def _lines(line: Received, place: Place, owner_id: int) -> tuple[ledger.Line, ledger.Line]:
    """Out of the producer's hands, onto the shelf."""
    into = ledger.Line(
        lot=_lot(line),
        owner_id=owner_id,
        condition=Condition.GOOD,
        quantity=line.quantity,
        reason="received",
        place_id=place.pk,
    )
    out = replace(into, quantity=-line.quantity, place_id=None, virtual=Virtual.PRODUCER)
    return out, into


def _refuse(place: Place, lines: Sequence[Received]) -> None:
    today = clock.today()
    problems = []
    if place.closed_on and place.closed_on < today:
        problems.append(Problem("place_closed", _("This place is closed and takes no goods.")))
    for line in lines:
        if not 1 <= line.quantity <= MOST_UNITS:
            problems.append(
                Problem(
                    "bad_quantity",
                    _("A quantity is a whole number from 1 to 1,000,000."),
                    "quantity",
                    {"quantity": line.quantity},
                )
            )
        if not 1 <= len(line.lot_code.strip()) <= LONGEST_LOT_CODE:
            problems.append(
                Problem(
                    "bad_lot",
                    _("Write the lot code as on the label, 40 characters at most."),
                    "lot_code",
                )
            )
        if line.best_before and line.best_before < today:
            problems.append(
                Problem(
                    "bad_lot",
                    _("The best-before date has passed: these goods can't be received for sale."),
                    "best_before",
                )
            )
        if line.made_on and line.best_before and line.best_before < line.made_on:
            problems.append(
                Problem(
                    "bad_lot", _("Best before comes earlier than the day of making."), "best_before"
                )
            )
    if problems:
        raise StockRefused(problems)


def _lot(line: Received) -> Lot:
    lot, made = Lot.objects.get_or_create(
        variant_id=line.variant_id,
        code=line.lot_code,
        defaults={
            "best_before": line.best_before,
            "made_on": line.made_on,
            "registered_at": clock.now(),
        },
    )
    if not made and (lot.best_before, lot.made_on) != (line.best_before, line.made_on):
        raise StockRefused(
            Problem(
                "bad_lot",
                _("Lot %(lot)s is known with other dates. Check the label, or use another code.")
                % {"lot": lot.code},
                "lot_code",
            )
        )
    return lot
