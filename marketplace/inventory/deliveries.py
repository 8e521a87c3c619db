"""What a producer brings: announced, counted in (phiếu nhập), or cancelled."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory import agreements, delivery_checks, papers, receiving
from marketplace.inventory.delivery_checks import Announcement, Batch, Counted
from marketplace.inventory.models import Delivery, DeliveryLine, Entry, Paper
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem


def announce(what: Announcement, *, actor_id: int | None, client_key: str) -> Delivery:
    """Record goods that are on their way. Nothing moves yet.

    The same client key answers with the first delivery. Raises StockRefused with every problem;
    those of a batch say which one in data["line"], from 0.
    """
    with transaction.atomic():
        before = _made_before(what, client_key)
        if before is not None:
            return before
        agreement = delivery_checks.agreement_for(what)
        made = Delivery(
            code=codes.new_code(),
            place=what.place,
            producer=what.producer,
            agreement=agreement,
            expected_on=what.expected_on,
            note=what.note.strip(),
            announced_at=clock.now(),
            announced_by_id=actor_id,
            client_key=client_key,
        )
        # The same key sent twice at once: the second waits here, and finds the first one's row.
        Delivery.objects.bulk_create([made], ignore_conflicts=True)
        delivery = Delivery.objects.get(client_key=client_key)
        if delivery.code != made.code:
            return delivery
        DeliveryLine.objects.bulk_create(
            DeliveryLine(
                delivery=delivery,
                variant_id=batch.variant_id,
                lot_code=batch.lot_code,
                made_on=batch.made_on,
                best_before=batch.best_before,
                announced=batch.quantity,
                unit_cost=batch.unit_cost,
            )
            for batch in what.batches
        )
        record(
            "inventory.announce",
            actor_id=actor_id,
            subject=f"delivery:{delivery.code}",
            data={
                "place": what.place.code,
                "producer": what.producer.code,
                "units": sum(batch.quantity for batch in what.batches),
            },
        )
        return delivery


def receive_now(what: Announcement, *, actor_id: int | None, client_key: str) -> Delivery:
    """Take goods in that nobody announced: what was counted is what came, in one step.

    The same client key answers with the first delivery, as it stands by now. Raises as
    announce() and receive() do. Locks: the delivery, then the shelves.
    """
    with transaction.atomic():
        before = _made_before(what, client_key)
        if before is not None:
            return before
        delivery = announce(what, actor_id=actor_id, client_key=client_key)
        counts = [
            Counted(line.pk, line.announced, line.best_before, line.made_on)
            for line in delivery.lines.all()
        ]
        return receive(delivery, counts, actor_id=actor_id)


def receive(
    delivery: Delivery,
    counts: Sequence[Counted],
    *,
    found: Sequence[Batch] = (),
    actor_id: int | None,
) -> Delivery:
    """Put on the shelf what was counted: of every announced line, and batches found besides.

    Consigned goods stay the producer's, on the agreement in force today; bought goods become the
    operator's. The same counts once more answer with the first document. Raises StockRefused:
    already_received (with other counts), cancelled, not_all_counted, foreign_line, bad_quantity,
    bad_reason, nothing_came, and what receiving.receive() refuses; problems of a line say which in
    data["line_id"], those of a found batch in data["found"], from 0. Locks: the delivery, then the
    shelves.
    """
    with transaction.atomic():
        delivery = _locked(delivery)
        lines = list(delivery.lines.order_by("pk"))
        if delivery.state == Delivery.State.RECEIVED:
            return delivery_checks.same_counts(delivery, lines, counts, found)
        delivery_checks.refuse_cancelled(delivery)
        delivery_checks.refuse_counts(lines, counts, found, delivery)
        if delivery.agreement_id is not None:
            delivery.agreement = agreements.required(
                delivery.producer, delivery.place.operator, clock.today()
            )
        counted = {one.line_id: one for one in counts}
        for line in lines:
            one = counted[line.pk]
            line.counted, line.reason, line.note = one.quantity, one.reason, one.note.strip()
            line.best_before, line.made_on = one.best_before, one.made_on
        lines += _found_lines(delivery, found)
        _put_on_shelf(delivery, lines, actor_id)
        return delivery


def cancel(delivery: Delivery, *, actor_id: int | None) -> Delivery:
    """The goods do not come. Cancelling again changes nothing.

    Raises StockRefused "already_received". Locks: the delivery.
    """
    with transaction.atomic():
        delivery = _locked(delivery)
        if delivery.state == Delivery.State.CANCELLED:
            return delivery
        delivery_checks.refuse_received(delivery)
        delivery.state = Delivery.State.CANCELLED
        delivery.ended_at, delivery.ended_by_id = clock.now(), actor_id
        delivery.save(update_fields=["state", "ended_at", "ended_by_id"])
        record(
            "inventory.cancel_delivery",
            actor_id=actor_id,
            subject=f"delivery:{delivery.code}",
            data={"place": delivery.place.code},
        )
        return delivery


def add_papers(
    delivery: Delivery, new: Sequence[papers.NewPaper], *, actor_id: int | None
) -> list[Paper]:
    """Keep papers that papers.check() has looked into; the new ones, a file once.

    Raises StockRefused "cancelled", "too_many". Locks: the delivery.
    """
    with transaction.atomic():
        delivery = _locked(delivery)
        delivery_checks.refuse_cancelled(delivery)
        kept = papers.keep(new, delivery=delivery, actor_id=actor_id)
        record(
            "inventory.add_papers",
            actor_id=actor_id,
            subject=f"delivery:{delivery.code}",
            data={"sha256": [paper.sha256 for paper in kept]},
        )
        return kept


def _made_before(what: Announcement, client_key: str) -> Delivery | None:
    before = Delivery.objects.filter(client_key=client_key).first()
    if before and (before.place_id, before.producer_id) != (what.place.pk, what.producer.pk):
        raise StockRefused(
            Problem("key_used", _("This page was used for something else. Open it again."))
        )
    return before


def _locked(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.filter(pk=delivery.pk).select_related("place__operator", "producer")
    return list(_for_update(rows))[0]


def _for_update(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(of=("self",))


def _found_lines(delivery: Delivery, found: Sequence[Batch]) -> list[DeliveryLine]:
    """Batches that came without being announced; new rows."""
    return DeliveryLine.objects.bulk_create(
        DeliveryLine(
            delivery=delivery,
            variant_id=batch.variant_id,
            lot_code=batch.lot_code,
            made_on=batch.made_on,
            best_before=batch.best_before,
            announced=0,
            counted=batch.quantity,
            unit_cost=batch.unit_cost,
            reason=Reason.MORE_CAME,
        )
        for batch in found
    )


def _put_on_shelf(delivery: Delivery, lines: list[DeliveryLine], actor_id: int | None) -> None:
    came = [line for line in lines if line.counted]
    owner = delivery.producer if delivery.agreement_id is not None else delivery.place.operator
    try:
        document = receiving.receive(
            delivery.place,
            [_received(line) for line in came],
            owner_id=owner.party_id,
            actor_id=actor_id,
            client_key=f"delivery:{delivery.code}",  # a delivery is received once
            reference=delivery.code,
        )
    except StockRefused as refused:
        raise StockRefused(
            [delivery_checks.about(problem, lines, came) for problem in refused.problems]
        ) from refused
    entries = Entry.objects.filter(document=document, quantity__gt=0)
    lots = {
        (variant_id, code): lot_id
        for variant_id, code, lot_id in entries.values_list(
            "lot__variant_id", "lot__code", "lot_id"
        )
    }
    for line in lines:
        line.lot_id = lots.get((line.variant_id, line.lot_code))
    DeliveryLine.objects.bulk_update(
        lines, ["counted", "reason", "note", "lot", "best_before", "made_on"]
    )
    delivery.state, delivery.document = Delivery.State.RECEIVED, document
    delivery.ended_at, delivery.ended_by_id = document.recorded_at, actor_id
    delivery.save(update_fields=["state", "document", "ended_at", "ended_by_id", "agreement"])


def _received(line: DeliveryLine) -> receiving.Received:
    return receiving.Received(
        variant_id=line.variant_id,
        lot_code=line.lot_code,
        quantity=line.counted or 0,
        best_before=line.best_before,
        made_on=line.made_on,
    )


__all__ = ["Announcement", "Batch", "Counted", "announce", "cancel", "receive", "receive_now"]
