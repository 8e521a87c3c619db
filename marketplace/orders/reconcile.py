"""Đối soát: a carrier's statement against what it collected at the doors for the seller.

Every đồng collected at a door is due from its carrier until it is remitted: by a statement's row
that matches, by a person who settles a difference, or by a rider who hands the cash in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.orders.models import Carrier, CarrierStatement, CarrierStatementLine, Payment
from marketplace.orders.refused import OrderRefused
from marketplace.orders.statement_file import Row, Statement
from marketplace.refusal import Problem

Verdict = CarrierStatementLine.Verdict
BETWEEN = (" ", "-", ".")  # what codes.clean() leaves out of a code
SHORTEST_NOTE, LONGEST_NOTE = 3, 300  # CarrierStatementLine.settled_note


@dataclass(frozen=True)
class Judged:
    """payment: what the row is about, None where it is about no parcel of ours."""

    row: Row
    payment: Payment | None
    verdict: str


def judge(carrier: Carrier, rows: Sequence[Row]) -> list[Judged]:
    """What each row would turn out to be, as things stand now. One query; nothing is locked."""
    return _judged(rows, _payments(carrier, rows))


def take_in(
    carrier: Carrier, statement: Statement, file_name: str, *, actor_id: int | None
) -> CarrierStatement:
    """Keep every row with its verdict; what matches is remitted from now on.

    The same file of the same carrier answers as the first time. Rows that could not be read stay
    in the kept file. Raises OrderRefused bad_file where no row can be read. Locks: carrier,
    payments.
    """
    if not statement.rows:
        sentence = _("No row of this file can be read. Mend it, then choose it again.")
        raise OrderRefused(Problem("bad_file", sentence, "file"))
    with transaction.atomic():
        list(Carrier.objects.select_for_update(no_key=True).filter(pk=carrier.pk))
        before = carrier.statements.filter(digest=statement.digest).first()
        if before is not None:
            return before
        now = clock.now()
        made = CarrierStatement.objects.create(
            carrier=carrier,
            code=codes.new_code(),
            file_name=file_name[-200:],
            digest=statement.digest,
            read_at=now,
            read_by_id=actor_id,
        )
        judged = _judged(statement.rows, _for_update(_payments(carrier, statement.rows)))
        CarrierStatementLine.objects.bulk_create(
            (
                CarrierStatementLine(
                    statement=made,
                    row=one.row.row,
                    tracking_code=one.row.tracking_code,
                    amount=one.row.amount,
                    fee=one.row.fee,
                    payment=one.payment,
                    verdict=one.verdict,
                )
                for one in judged
            ),
            batch_size=2_000,
        )
        _remit(one.payment for one in judged if one.verdict == Verdict.MATCHED)
        verdicts = Counter(str(one.verdict) for one in judged)
        data = {"rows": len(judged), **verdicts}
        subject = f"statement:{made.code}"
        record("orders.take_in_statement", actor_id=actor_id, subject=subject, data=data)
        return made


def settle(
    line_id: int, note: str, *, is_remitted: bool, actor_id: int | None
) -> CarrierStatementLine:
    """A person has looked into a row that did not match, and says what came of it.

    is_remitted: the money of its parcel is taken as handed on, whatever the row says; otherwise
    the carrier still owes it. Settling what is settled changes nothing, except that money which
    was still owed may be said to be handed on after all, with a new note. Raises OrderRefused:
    bad_note, not_due where no money of this parcel is with the carrier. Locks: line, payment.
    """
    note = " ".join(note.split())
    if not SHORTEST_NOTE <= len(note) <= LONGEST_NOTE:
        sentence = _("Say in a few words what came of it: 3 to 300 characters.")
        raise OrderRefused(Problem("bad_note", sentence, "note"))
    with transaction.atomic():
        line = CarrierStatementLine.objects.select_for_update(of=("self",)).get(pk=line_id)
        is_settled = line.settled_at is not None
        if line.verdict == Verdict.MATCHED or (is_settled and not is_remitted):
            return line
        if is_remitted:
            found = _for_update(_due(line.statement.carrier).filter(pk=line.payment_id))
            if is_settled and not found:
                return line
            if not found:
                sentence = _("No money of this parcel is with the carrier, so none is handed on.")
                raise OrderRefused(Problem("not_due", sentence, "is_remitted"))
            _remit(found)
        line.settled_note = note
        line.settled_at = clock.now()
        line.settled_by_id = actor_id
        line.save(update_fields=["settled_note", "settled_at", "settled_by_id"])
        subject = f"statement:{line.statement.code}"
        data = {"row": line.row, "verdict": line.verdict, "remitted": is_remitted}
        record("orders.settle_row", actor_id=actor_id, subject=subject, data=data)
        return line


def _payments(carrier: Carrier, rows: Iterable[Row]) -> QuerySet[Payment]:
    """Of the carrier's parcels with one of these codes, the carrier's own or ours, however written.

    A parcel that went without a tracking code is known by ours alone.
    """
    written = {key for row in rows if (key := _key(row.tracking_code))}
    tracking: Any = F("parcel__shipment__tracking_code")
    for left_out in BETWEEN:
        tracking = Replace(tracking, Value(left_out))
    return (
        Payment.objects.filter(parcel__shipment__carrier=carrier)
        .alias(tracking=Upper(tracking))
        .filter(Q(tracking__in=written) | Q(parcel__code__in=written))
        .select_related("parcel__shipment")
        .order_by("pk")
    )


def _judged(rows: Sequence[Row], payments: Iterable[Payment]) -> list[Judged]:
    by_code: dict[str, Payment] = {}
    for payment in payments:
        by_code[payment.parcel.code] = payment
        if tracking := _key(payment.parcel.shipment.tracking_code):
            by_code[tracking] = payment
    seen: set[int] = set()
    return [_verdict(row, by_code, seen) for row in rows]


def _verdict(row: Row, by_code: Mapping[str, Payment], seen: set[int]) -> Judged:
    payment = by_code.get(_key(row.tracking_code))
    if payment is None:
        return Judged(row, None, Verdict.UNKNOWN)
    is_taken = payment.state == Payment.State.COLLECTED
    is_with_carrier = is_taken and payment.carrier_id == payment.parcel.shipment.carrier_id
    if payment.pk in seen or (is_taken and (payment.remitted_at or not is_with_carrier)):
        return Judged(row, payment, Verdict.TWICE)
    seen.add(payment.pk)
    if not is_taken and not row.amount:  # nothing was taken, and the carrier says so too
        return Judged(row, None, Verdict.MATCHED)
    if not is_taken:
        return Judged(row, payment, Verdict.NOT_DELIVERED)
    is_same = row.amount == payment.amount
    return Judged(row, payment, Verdict.MATCHED if is_same else Verdict.DIFFERS)


def _key(code: str) -> str:
    return codes.clean(code)


def _due(carrier: Carrier) -> QuerySet[Payment]:
    state = Payment.State.COLLECTED
    return Payment.objects.filter(carrier=carrier, state=state, remitted_at__isnull=True)


def _remit(payments: Iterable[Payment | None]) -> None:
    """Payments that the caller has locked."""
    keys = [payment.pk for payment in payments if payment is not None]
    Payment.objects.filter(pk__in=keys).update(remitted_at=clock.now())


def _for_update(payments: QuerySet[Payment]) -> list[Payment]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return list(payments.select_for_update(of=("self",)))
