"""Phiếu nhập: goods come from a producer to a place."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import agreements, ledger
from marketplace.inventory.locks import LotKey, lock_stock, share_lots
from marketplace.inventory.models import Condition, Document, Lot, Virtual
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import recalled
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.producers.models import Producer
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

    Goods that stay a producer's need an agreement in force today between the producer and the
    place's operator. The same client key answers with the first document. Raises StockRefused
    with every problem: place_closed, bad_quantity, bad_lot, no_agreement; those of a line say
    which one in data["line"], from 0. Locks: the lots known before, shared, then the shelves
    received to.
    """
    with transaction.atomic():
        problems = [*problems_of_place(place), *_problems_of_owner(place, owner_id)]
        known = share_lots((line.variant_id, line.lot_code) for line in lines)
        locked = lock_stock((place.pk, line.variant_id) for line in lines)
        before = ledger.already_posted(client_key)
        if before is not None:  # sent twice, perhaps at once: the first one had the lock
            return before
        known |= known_lots(
            [line for line in lines if (line.variant_id, line.lot_code) not in known]
        )  # registered by another place while this one waited
        problems += problems_of_lines(lines, known)
        if problems:
            raise StockRefused(problems)
        lots = _lots(lines, known)
        postings: list[ledger.Line] = []
        for line in lines:
            postings += ledger.moving(
                lots[line.variant_id, line.lot_code],
                line.quantity,
                owner_id=owner_id,
                condition=Condition.GOOD,
                reason=Reason.RECEIVED,
                origin=Virtual.PRODUCER,
                target=place.pk,
            )
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


def problems_of_place(place: Place) -> list[Problem]:
    """place_closed, where its last day is over; nothing otherwise."""
    if place.closed_on and place.closed_on < clock.today():
        sentence = _("This place is closed and takes no goods.")
        return [Problem("place_closed", sentence, "place")]
    return []


def problems_of_lines(lines: Sequence[Received], known: Mapping[LotKey, Lot]) -> list[Problem]:
    """What is wrong with quantities, lot codes and dates; one query, for recalled lots.

    known: known_lots() of these lines.
    """
    stopped = recalled(lot.pk for lot in known.values())
    return [
        Problem(problem.code, problem.sentence, problem.field, problem.data | {"line": number})
        for number, line in enumerate(lines)
        for problem in _problems_of_line(line, known.get((line.variant_id, line.lot_code)), stopped)
    ]


def known_lots(lines: Sequence[Received]) -> dict[LotKey, Lot]:
    """The lots that these batches name and that have been registered before. One query at most."""
    if not lines:
        return {}
    wanted = Q()
    for line in lines:
        wanted |= Q(variant_id=line.variant_id, code=line.lot_code)
    return {(lot.variant_id, lot.code): lot for lot in Lot.objects.filter(wanted)}


def _problems_of_owner(place: Place, owner_id: int) -> list[Problem]:
    today = clock.today()
    if agreements.covers(owner_id, place.operator_id, today):
        return []
    producer = Producer.objects.filter(party=owner_id).first()
    if producer is None:
        return []  # an operator's own goods
    try:
        agreements.required(producer, place.operator, today)
    except StockRefused as refused:
        return refused.problems
    return []


def _problems_of_line(
    line: Received, known: Lot | None, stopped: Container[int]
) -> Iterable[Problem]:
    today = clock.today()
    if not 1 <= line.quantity <= MOST_UNITS:
        sentence = _("A quantity is a whole number from 1 to 1,000,000.")
        yield Problem("bad_quantity", sentence, "quantity", {"quantity": line.quantity})
    if not 1 <= len(line.lot_code.strip()) <= LONGEST_LOT_CODE:
        sentence = _("Write the lot code as on the label, 40 characters at most.")
        yield Problem("bad_lot", sentence, "lot_code")
    if line.best_before and line.best_before < today:
        sentence = _("The best-before date has passed: these goods can't be received for sale.")
        yield Problem("bad_lot", sentence, "best_before")
    if line.made_on and line.best_before and line.best_before < line.made_on:
        sentence = _("Best before comes earlier than the day of making.")
        yield Problem("bad_lot", sentence, "best_before")
    elif line.made_on and line.made_on > today:
        sentence = _("The day of making is still to come. Check the label.")
        yield Problem("bad_lot", sentence, "made_on")
    if known and (known.best_before, known.made_on) != (line.best_before, line.made_on):
        yield _other_dates(known)
    if known and known.pk in stopped:
        sentence = _("Lot %(lot)s is recalled: it must not come onto a shelf. Send it back.")
        yield Problem("recalled", sentence % {"lot": known.code}, "lot_code")


def _other_dates(lot: Lot) -> Problem:
    data = {"lot": lot.code, "best_before": _day(lot.best_before), "made_on": _day(lot.made_on)}
    sentence = _(
        "Lot %(lot)s is known with other dates (made on %(made_on)s, best before "
        "%(best_before)s). Check the label, or use another code."
    )
    return Problem("bad_lot", sentence % data, "lot_code", data)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def _lots(lines: Sequence[Received], known: Mapping[LotKey, Lot]) -> dict[LotKey, Lot]:
    """The lots of these batches, registered where they are new. Two queries at most.

    Another place may register the same batch at the same moment: the first one's dates stand.
    Written in the order of their keys, so that two receipts never wait for each other.
    """
    lots = dict(known)
    new = {(line.variant_id, line.lot_code): line for line in lines}
    missing = [new[key] for key in sorted(new.keys() - lots.keys())]
    if missing:
        now = clock.now()
        Lot.objects.bulk_create(
            [
                Lot(
                    variant_id=line.variant_id,
                    code=line.lot_code,
                    made_on=line.made_on,
                    best_before=line.best_before,
                    registered_at=now,
                )
                for line in missing
            ],
            ignore_conflicts=True,
        )
        lots |= known_lots(missing)
        for line in missing:
            lot = lots[line.variant_id, line.lot_code]
            if (lot.best_before, lot.made_on) != (line.best_before, line.made_on):
                raise StockRefused(_other_dates(lot))
    return lots
