"""What a delivery says, and what stands in its way. Asks the database; changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory import agreements, receiving
from marketplace.inventory.models import ConsignmentAgreement, Delivery, DeliveryLine
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.producers.models import Producer
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import ProductVariant

MOST_LINES = 100
MOST_COST = 500_000_000  # đồng a unit; more is a slip of the keyboard
LONGEST_NOTE = 500  # Delivery.note
FURTHEST = timedelta(days=366)

OF_FEWER = (Reason.FEWER_CAME, Reason.NOT_ACCEPTED)
OF_MORE = (Reason.MORE_CAME,)


@dataclass(frozen=True)
class Batch(receiving.Received):
    """Sales units of one batch. unit_cost: đồng a unit, tax included, for goods bought."""

    unit_cost: int | None = None


@dataclass(frozen=True)
class Announcement:
    """Goods of one producer for one place. is_consigned: they stay the producer's until sold."""

    place: Place
    producer: Producer
    is_consigned: bool
    batches: Sequence[Batch]
    expected_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Counted:
    """What was counted of an announced line, in sales units; why, where it differs.

    made_on, best_before: as the label says, whatever was announced.
    """

    line_id: int
    quantity: int
    best_before: date | None = None
    made_on: date | None = None
    reason: str = ""
    note: str = ""


def agreement_for(what: Announcement) -> ConsignmentAgreement | None:
    """The agreement that consigned goods come on, None for goods bought.

    It has to be in force on the day they are expected. Raises StockRefused with all that is
    wrong with the announcement: place_closed, no_agreement, no_lines, too_many_lines, bad_day,
    bad_note, unknown_article, foreign_article, twice, no_cost, bad_cost, bad_quantity, bad_lot.
    """
    problems = [*receiving.problems_of_place(what.place), *_problems_of_whole(what)]
    agreement = None
    if what.is_consigned:
        try:
            agreement = agreements.required(
                what.producer, what.place.operator, what.expected_on or clock.today()
            )
        except StockRefused as refused:
            problems += refused.problems
    problems += receiving.problems_of_lines(what.batches, receiving.known_lots(what.batches))
    problems += problems_of_batches(what.batches, what.producer, what.is_consigned)
    if problems:
        raise StockRefused(problems)
    return agreement


def problems_of_batches(
    batches: Sequence[Batch], producer: Producer, is_consigned: bool
) -> Iterable[Problem]:
    """Whose article it is, what it costs, and whether a batch stands twice. One query."""
    variants = ProductVariant.objects.filter(pk__in=[batch.variant_id for batch in batches])
    makers = dict(variants.values_list("pk", "listing__producer_id"))
    seen = set()
    for number, batch in enumerate(batches):
        for code, sentence, field in _of_batch(batch, makers, producer, is_consigned):
            yield Problem(code, sentence, field, {"line": number})
        key = batch.variant_id, batch.lot_code
        if key in seen:
            yield _twice(batch.lot_code, number)
        seen.add(key)


def refuse_cancelled(delivery: Delivery) -> None:
    """Raise StockRefused "cancelled" where it is; on the row as the caller locked it."""
    if delivery.state == Delivery.State.CANCELLED:
        sentence = _(
            "Delivery %(code)s was cancelled. If the goods came after all, receive them new."
        )
        raise StockRefused(Problem("cancelled", sentence % {"code": delivery.code}))


def refuse_received(delivery: Delivery) -> None:
    """Raise StockRefused "already_received" where it is; on the row as the caller locked it."""
    if delivery.state == Delivery.State.RECEIVED:
        raise StockRefused(_received_before(delivery))


def same_counts(
    delivery: Delivery,
    lines: Sequence[DeliveryLine],
    counts: Sequence[Counted],
    found: Sequence[Batch],
) -> Delivery:
    """The delivery, where these are the counts it was received with; else already_received."""
    was = {(line.variant_id, line.lot_code): line.counted for line in lines if not line.announced}
    now = {(batch.variant_id, batch.lot_code): batch.quantity for batch in found}
    announced = {line.pk: line.counted for line in lines if line.announced}
    if was != now or announced != {one.line_id: one.quantity for one in counts}:
        raise StockRefused(_received_before(delivery))
    return delivery


def refuse_counts(
    lines: Sequence[DeliveryLine],
    counts: Sequence[Counted],
    found: Sequence[Batch],
    delivery: Delivery,
) -> None:
    """Raise StockRefused with all that is wrong with the counts themselves."""
    by_key = {line.pk: line for line in lines}
    problems = [
        Problem(code, sentence, field, {"line_id": one.line_id})
        for one in counts
        for code, sentence, field in _of_count(by_key.get(one.line_id), one)
    ]
    said = [one.line_id for one in counts]
    if sorted(said) != sorted(by_key):
        sentence = _("Count every line; write 0 where nothing came.")
        problems.append(Problem("not_all_counted", sentence))
    if not found and not any(one.quantity for one in counts):
        sentence = _("Nothing came: cancel the delivery instead.")
        problems.append(Problem("nothing_came", sentence))
    announced = {(line.variant_id, line.lot_code) for line in lines}
    about_found = [
        *receiving.problems_of_lines(found, receiving.known_lots(found)),
        *problems_of_batches(found, delivery.producer, delivery.agreement_id is not None),
        *(
            _twice(batch.lot_code, number)
            for number, batch in enumerate(found)
            if (batch.variant_id, batch.lot_code) in announced
        ),
    ]
    problems += [
        Problem(one.code, one.sentence, one.field, {"found": one.data["line"]})
        for one in about_found
    ]
    if problems:
        raise StockRefused(problems)


def about(problem: Problem, lines: Sequence[DeliveryLine], came: Sequence[DeliveryLine]) -> Problem:
    """A problem of receiving.receive(), told of the delivery's line or found batch it is about."""
    if "line" not in problem.data:
        return problem
    line = came[problem.data["line"]]
    if line.announced:
        where = {"line_id": line.pk}
    else:
        where = {"found": [one for one in lines if not one.announced].index(line)}
    return Problem(problem.code, problem.sentence, problem.field, where)


def _problems_of_whole(what: Announcement) -> Iterable[Problem]:
    today = clock.today()
    if not what.batches:
        yield Problem("no_lines", _("Add at least one article."))
    if len(what.batches) > MOST_LINES:
        sentence = _("A delivery has %(most)d lines at most: make a second one.")
        yield Problem("too_many_lines", sentence % {"most": MOST_LINES})
    if what.expected_on and not today <= what.expected_on <= today + FURTHEST:
        sentence = _("Goods are expected today or on a day within the next year.")
        yield Problem("bad_day", sentence, "expected_on")
    if len(what.note.strip()) > LONGEST_NOTE:
        yield Problem("bad_note", _("A note has 500 characters at most."), "note")


def _of_batch(
    batch: Batch, makers: dict[int, int | None], producer: Producer, is_consigned: bool
) -> Iterable[tuple[str, str, str]]:
    if makers.get(batch.variant_id) is None:
        yield "unknown_article", _("This article is not known. Choose it from the list."), "article"
    elif makers[batch.variant_id] != producer.pk:
        sentence = _("This article is made by another producer: it needs a delivery of its own.")
        yield "foreign_article", sentence, "article"
    cost = batch.unit_cost
    if is_consigned and cost is not None:
        sentence = _("Consigned goods have no purchase price: leave it empty.")
        yield "bad_cost", sentence, "unit_cost"
    elif not is_consigned and cost is None:
        yield "no_cost", _("Say what one unit of bought goods costs."), "unit_cost"
    elif cost is not None and not 0 <= cost <= MOST_COST:
        yield "bad_cost", _("A purchase price lies between 0 ₫ and 500.000.000 ₫."), "unit_cost"


def _of_count(line: DeliveryLine | None, one: Counted) -> Iterable[tuple[str, str, str]]:
    if line is None:
        yield "foreign_line", _("This line is not of this delivery. Open the page again."), ""
        return
    if not 0 <= one.quantity <= receiving.MOST_UNITS:
        yield "bad_quantity", _("A count is a whole number from 0 to 1,000,000."), "quantity"
        return
    allowed: tuple[str, ...] = ()
    if one.quantity < line.announced:
        allowed = OF_FEWER
    elif one.quantity > line.announced:
        allowed = OF_MORE
    if allowed and not one.reason:
        data = {"announced": line.announced}
        sentence = _("%(announced)d were announced: say why the count differs.")
        yield "bad_reason", sentence % data, "reason"
    elif one.reason and one.reason not in allowed:
        yield "bad_reason", _("This reason does not fit the count."), "reason"


def _twice(lot_code: str, number: int) -> Problem:
    sentence = _("Lot %(lot)s of this article stands on another line already: put them together.")
    return Problem("twice", sentence % {"lot": lot_code}, "lot_code", {"line": number})


def _received_before(delivery: Delivery) -> Problem:
    moment = clock.local(delivery.ended_at or clock.now())
    data = {"code": delivery.code, "time": f"{moment:%H:%M %d/%m/%Y}"}
    sentence = _(
        "Delivery %(code)s was received at %(time)s already. What was miscounted is put right by "
        "an adjustment."
    )
    return Problem("already_received", sentence % data, data=data)
