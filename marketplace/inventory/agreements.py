"""Hợp đồng ký gửi: on what terms a producer's goods stand on an operator's shelves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory.models import ConsignmentAgreement
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Operator
from marketplace.producers.models import Producer
from marketplace.refusal import Problem

MOST_PAYMENT_DAYS = 365
ENDS_SOON = timedelta(days=30)  # a last day within this is shown as near
LONGEST_NUMBER = 60  # ConsignmentAgreement.number

COVERS = """
SELECT id FROM ocop_inventory_consignmentagreement
WHERE producer_id = (SELECT id FROM ocop_producers_producer WHERE party_id = %s)
    AND operator_id = %s AND since <= %s AND (until IS NULL OR until >= %s)
"""  # asked for every receipt

LossBearer = ConsignmentAgreement.LossBearer


@dataclass(frozen=True)
class Terms:
    """commission: percent of the price, tax included, 0 to below 100, two decimals at most.

    loss_bearer: one of LossBearer; payment_days: days after the statement, 0 to 365.
    """

    commission: Decimal
    loss_bearer: str
    payment_days: int


@dataclass(frozen=True)
class Agreed:
    """What both have signed. since, until: first and last day in force; no `until`: open end."""

    producer: Producer
    operator: Operator
    terms: Terms
    since: date
    until: date | None = None
    number: str = ""


def make(agreed: Agreed, *, actor_id: int | None, client_key: str) -> ConsignmentAgreement:
    """Record an agreement; the same client key answers with the first one.

    Raises StockRefused with every problem, by field: commission, loss_bearer, payment_days,
    number, since, until (days_in_order, ended, overlap), key_used. Locks: the producer, so that
    two people who record one agreement at once make one.
    """
    with transaction.atomic():
        _locked(Producer.objects.filter(pk=agreed.producer.pk))
        before = ConsignmentAgreement.objects.filter(client_key=client_key).first()
        if before is not None:
            return _same(before, agreed)
        problems = _problems(agreed)
        if problems:
            raise StockRefused(problems)
        agreement = ConsignmentAgreement.objects.create(
            code=codes.new_code(),
            producer=agreed.producer,
            operator=agreed.operator,
            number=agreed.number.strip(),
            commission=agreed.terms.commission,
            loss_bearer=agreed.terms.loss_bearer,
            payment_days=agreed.terms.payment_days,
            since=agreed.since,
            until=agreed.until,
            recorded_at=clock.now(),
            recorded_by_id=actor_id,
            client_key=client_key,
        )
        record(
            "inventory.make_agreement",
            actor_id=actor_id,
            subject=f"agreement:{agreement.code}",
            data={
                "producer": agreed.producer.code,
                "operator": agreed.operator.code,
                "commission": str(agreed.terms.commission),
                "since": agreed.since.isoformat(),
                "until": agreed.until.isoformat() if agreed.until else None,
            },
        )
        return agreement


def end(
    agreement: ConsignmentAgreement, until: date, *, actor_id: int | None
) -> ConsignmentAgreement:
    """Say the last day on which goods are taken in on these terms: today or later.

    What stands on the shelves by then keeps its terms. The same day again changes nothing. Raises
    StockRefused, field until: ended (it has ended before today), bad_until (earlier than today or
    than its first day, or later than the end that was agreed). Locks: the agreement.
    """
    with transaction.atomic():
        agreement = _locked(ConsignmentAgreement.objects.filter(pk=agreement.pk))[0]
        if agreement.until == until:
            return agreement
        _refuse_end(agreement, until)
        agreement.until = until
        agreement.save(update_fields=["until"])
        record(
            "inventory.end_agreement",
            actor_id=actor_id,
            subject=f"agreement:{agreement.code}",
            data={"until": until.isoformat()},
        )
        return agreement


def in_force(producer_id: int, operator_id: int, day: date) -> ConsignmentAgreement | None:
    """The agreement of these two on that day, if any; there is never more than one."""
    return (
        ConsignmentAgreement.objects.filter(
            Q(until__isnull=True) | Q(until__gte=day),
            producer=producer_id,
            operator=operator_id,
            since__lte=day,
        )
        .order_by("pk")
        .first()
    )


def covers(party_id: int, operator_id: int, day: date) -> bool:
    """Whether the party is a producer with an agreement with the operator in force on that day."""
    with connection.cursor() as cursor:
        cursor.execute(COVERS, [party_id, operator_id, day, day])
        return cursor.fetchone() is not None


def agreed_operators(producer: Producer, day: date) -> set[int]:
    """The operators that have an agreement with the producer in force on that day, by key."""
    there = ConsignmentAgreement.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), producer=producer, since__lte=day
    )
    return set(there.values_list("operator_id", flat=True))


def producers_without(parties: Iterable[int], operator_id: int, day: date) -> list[Producer]:
    """Those of the parties that are producers and have no agreement in force with the operator
    on that day, by name. One query."""
    agreed = ConsignmentAgreement.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), operator=operator_id, since__lte=day
    )
    owners = Producer.objects.filter(party__in=set(parties))
    return list(owners.exclude(pk__in=agreed.values("producer")).order_by("name", "pk"))


def required(producer: Producer, operator: Operator, day: date) -> ConsignmentAgreement:
    """The agreement in force on that day; raises StockRefused "no_agreement", field agreement."""
    agreement = in_force(producer.pk, operator.pk, day)
    if agreement is None:
        raise StockRefused(_none(producer, operator, day))
    return agreement


def _none(producer: Producer, operator: Operator, day: date) -> Problem:
    data = {"producer": producer.name, "operator": operator.name}
    last = (
        ConsignmentAgreement.objects.filter(producer=producer, operator=operator, until__lt=day)
        .order_by("-until")
        .first()
    )
    if last is None:
        sentence = _(
            "%(operator)s has no consignment agreement in force with %(producer)s. Make one under "
            "“Consignment agreements”, or receive the goods as bought."
        )
    else:
        data["until"] = f"{last.until:%d/%m/%Y}"
        sentence = _(
            "The consignment agreement of %(operator)s with %(producer)s ended on %(until)s. Make "
            "a new one under “Consignment agreements”, or receive the goods as bought."
        )
    return Problem("no_agreement", sentence % data, "agreement", data)


def _locked(rows: QuerySet) -> list:
    """Its own function so that the concurrency tests can show what happens without it."""
    return list(rows.select_for_update(of=("self",), no_key=True))


def _same(before: ConsignmentAgreement, agreed: Agreed) -> ConsignmentAgreement:
    if (before.producer_id, before.operator_id) != (agreed.producer.pk, agreed.operator.pk):
        raise StockRefused(
            Problem("key_used", _("This page was used for something else. Open it again."))
        )
    return before


def _problems(agreed: Agreed) -> list[Problem]:
    problems = _terms_problems(agreed.terms)
    if len(agreed.number.strip()) > LONGEST_NUMBER:
        problems.append(Problem("bad_number", _("A number has 60 characters at most."), "number"))
    if agreed.until is not None and agreed.until < agreed.since:
        problems.append(
            Problem("days_in_order", _("The last day comes before the first one."), "until")
        )
    elif agreed.until is not None and agreed.until < clock.today():
        problems.append(
            Problem("ended", _("This agreement would have ended before today."), "until")
        )
    else:
        problems += _overlap(agreed)
    return problems


def _terms_problems(terms: Terms) -> list[Problem]:
    problems = []
    cents = terms.commission * 100
    if not 0 <= terms.commission < 100 or cents != cents.to_integral_value():
        sentence = _("A commission is a percentage from 0 to below 100, like 15 or 12,5.")
        problems.append(Problem("bad_commission", sentence, "commission"))
    if terms.loss_bearer not in LossBearer.values:
        problems.append(Problem("bad_bearer", _("Choose who bears losses."), "loss_bearer"))
    if not 0 <= terms.payment_days <= MOST_PAYMENT_DAYS:
        sentence = _("Payment is due after 0 to 365 days.")
        problems.append(Problem("bad_payment_days", sentence, "payment_days"))
    return problems


def _overlap(agreed: Agreed) -> list[Problem]:
    others = ConsignmentAgreement.objects.filter(
        Q(until__isnull=True) | Q(until__gte=agreed.since),
        producer=agreed.producer,
        operator=agreed.operator,
    )
    if agreed.until is not None:
        others = others.filter(since__lte=agreed.until)
    other = others.order_by("since").first()
    if other is None:
        return []
    data = {"since": f"{other.since:%d/%m/%Y}"}
    if other.until is None:
        sentence = _(
            "These two have an agreement since %(since)s without an end. End it first; the new "
            "one begins on the day after."
        )
    else:
        data["until"] = f"{other.until:%d/%m/%Y}"
        sentence = _(
            "These two have an agreement from %(since)s to %(until)s. The new one begins on the "
            "day after, or ends before it."
        )
    return [Problem("overlap", sentence % data, "since", data | {"agreement": other.code})]


def _refuse_end(agreement: ConsignmentAgreement, until: date) -> None:
    today = clock.today()
    if agreement.until is not None and agreement.until < today:
        sentence = _("This agreement ended on %(day)s already.")
        problem = Problem("ended", sentence % {"day": f"{agreement.until:%d/%m/%Y}"}, "until")
    elif until < max(today, agreement.since):
        sentence = _(
            "The last day is %(day)s or later: what was received until then has its terms."
        )
        day = max(today, agreement.since)
        problem = Problem("bad_until", sentence % {"day": f"{day:%d/%m/%Y}"}, "until")
    elif agreement.until is not None and until > agreement.until:
        sentence = _("It ends on %(day)s as agreed. For a longer time, make a new agreement.")
        problem = Problem("bad_until", sentence % {"day": f"{agreement.until:%d/%m/%Y}"}, "until")
    else:
        return
    raise StockRefused(problem)
