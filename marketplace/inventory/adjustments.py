"""Hao hụt, hết hạn, hàng mẫu: what no sale or transfer explains, asked for, agreed to and posted."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory import held, ledger, papers, picked, second_person
from marketplace.inventory.locks import ShelfKey, lock_stock
from marketplace.inventory.models import (
    Adjustment,
    AdjustmentLine,
    Balance,
    Document,
    Lot,
    Shelf,
    Virtual,
)
from marketplace.inventory.picked import Picked
from marketplace.inventory.reasons import OF_ADJUSTMENT, Reason
from marketplace.inventory.recalled import blocked_on_arrival
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.value import unit_values
from marketplace.places.models import Place
from marketplace.refusal import Problem


def ask(
    place: Place,
    reason: str,
    goods: Sequence[Picked],
    *,
    actor_id: int,
    client_key: str,
    note: str = "",
    photos: Sequence[papers.NewPaper] = (),
) -> Adjustment:
    """Take goods off the shelves, or put what was found (reason FOUND) back on them.

    Posted at once up to what one person may do alone (second_person.py); above it waits for
    approve() by a second person. The same client key answers with the first one. Raises
    StockRefused with every problem: nothing_picked, picked_twice, bad_quantity, bad_reason,
    no_proof (neither photo nor note), not_expired, never_here, place_closed, not_enough, promised.
    Locks: the place against other write-offs, then the shelves.
    """
    with transaction.atomic():
        second_person.lock([place.pk])
        lots = picked.lots_of(goods)
        locked = lock_stock((place.pk, lot.variant_id) for lot in lots.values())
        before = Adjustment.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        _refuse(place, reason, goods, lots, note, photos)
        lines = _lines(place, reason, goods, lots)
        held.refuse_if_promised(locked, lines, clock.today())
        now = clock.now()
        asked = Adjustment.objects.create(
            code=codes.new_code(),
            place=place,
            reason=reason,
            note=note.strip(),
            value=value_of(goods),
            asked_at=now,
            asked_by_id=actor_id,
            client_key=client_key,
        )
        sign = 1 if reason == Reason.FOUND else -1
        AdjustmentLine.objects.bulk_create(
            AdjustmentLine(
                adjustment=asked,
                lot_id=one.lot_id,
                owner_id=one.owner_id,
                condition=one.condition,
                quantity=sign * one.quantity,
            )
            for one in goods
        )
        papers.keep(photos, adjustment=asked, actor_id=actor_id)
        _record("inventory.adjustment_ask", asked, actor_id, goods)
        if not second_person.alone(actor_id, place.pk, asked.value).is_too_much:
            _post(asked, lines, locked, actor_id)
            asked.decided_at = now
            asked.save(update_fields=["state", "document", "decided_at"])
        return asked


def approve(code: str, *, actor_id: int) -> Adjustment:
    """A second person agrees: what was asked for is posted, as the shelves are now.

    The same person twice is answered as the first time. Raises StockRefused: own_request,
    decided_before, not_enough, promised. Locks: the adjustment, then the shelves.
    """
    with transaction.atomic():
        asked = _lock(code)
        if asked.state == Adjustment.State.POSTED and asked.decided_by_id == actor_id:
            return asked
        if asked.asked_by_id == actor_id:
            sentence = _("You asked for this yourself: somebody else has to agree.")
            raise StockRefused(Problem("own_request", sentence))
        _refuse_decided(asked)
        goods = goods_of(asked)
        lots = picked.lots_of(goods)
        locked = lock_stock((asked.place_id, lot.variant_id) for lot in lots.values())
        _refuse_goods(asked.place, asked.reason, goods, lots)
        lines = _lines(asked.place, asked.reason, goods, lots)
        held.refuse_if_promised(locked, lines, clock.today())
        _post(asked, lines, locked, actor_id)
        asked.decided_at, asked.decided_by_id = clock.now(), actor_id
        asked.save(update_fields=["state", "document", "decided_at", "decided_by_id"])
        _record("inventory.adjustment_approve", asked, actor_id, goods)
        return asked


def refuse(code: str, *, actor_id: int, note: str) -> Adjustment:
    """A second person says no, or whoever asked takes it back; nothing is posted.

    Raises StockRefused: bad_note, decided_before. Locks: the adjustment.
    """
    if problems := picked.no_note(note):
        raise StockRefused(problems)
    with transaction.atomic():
        asked = _lock(code)
        if asked.state == Adjustment.State.REFUSED and asked.decided_by_id == actor_id:
            return asked
        _refuse_decided(asked)
        asked.state = Adjustment.State.REFUSED
        asked.decided_at, asked.decided_by_id = clock.now(), actor_id
        asked.decision_note = note.strip()
        asked.save(update_fields=["state", "decided_at", "decided_by_id", "decision_note"])
        _record("inventory.adjustment_refuse", asked, actor_id, [])
        return asked


def value_of(goods: Sequence[Picked]) -> int:
    """đồng of all of it, each lot at what its owner gave for it or at the live price."""
    values = unit_values((one.lot_id, one.owner_id) for one in goods)
    return sum(one.quantity * values[one.lot_id, one.owner_id] for one in goods)


def goods_of(adjustment: Adjustment) -> list[Picked]:
    """What was asked for; quantities without their sign. One query."""
    return [
        Picked(line.lot_id, line.owner_id, line.condition, abs(line.quantity))
        for line in adjustment.lines.order_by("pk")
    ]


def _lines(
    place: Place, reason: str, goods: Sequence[Picked], lots: dict[int, Lot]
) -> list[ledger.Line]:
    here: ledger.Where = place.pk
    ways = (Virtual.LOSS, here) if reason == Reason.FOUND else (here, Virtual.LOSS)
    lines = picked.lines(goods, lots, reason=reason, origin=ways[0], target=ways[1])
    return blocked_on_arrival(lines)


def _post(
    asked: Adjustment,
    lines: Sequence[ledger.Line],
    locked: Mapping[ShelfKey, Shelf],
    actor_id: int,
) -> None:
    key = f"adjustment:{asked.code}"
    kind, note = Document.Kind.ADJUSTMENT, asked.note
    posting = ledger.Posting(kind, key, actor_id, asked.code, note=note)
    asked.document = ledger.post(posting, lines, locked)
    asked.state = Adjustment.State.POSTED


def _refuse(
    place: Place,
    reason: str,
    goods: Sequence[Picked],
    lots: dict[int, Lot],
    note: str,
    photos: Sequence[papers.NewPaper],
) -> None:
    problems = picked.problems(goods, lots)
    if reason not in OF_ADJUSTMENT:
        problems.append(Problem("bad_reason", _("Choose one of the reasons."), "reason"))
    if (not photos or note.strip()) and picked.no_note(note):
        sentence = _("A photo, or a note of 3 to 500 characters: one of them says what happened.")
        problems.append(Problem("no_proof", sentence, "note"))
    if problems:
        raise StockRefused(problems)
    _refuse_goods(place, reason, goods, lots)


def _refuse_goods(place: Place, reason: str, goods: Sequence[Picked], lots: dict[int, Lot]) -> None:
    if reason == Reason.FOUND:
        problems = picked.closed(place) + _never_here(place, goods, lots)
    else:
        problems = picked.missing(place, goods, lots)
    if reason == Reason.EXPIRED:
        problems += _not_expired(goods, lots)
    if problems:
        raise StockRefused(problems)


def _never_here(place: Place, goods: Sequence[Picked], lots: dict[int, Lot]) -> list[Problem]:
    rows = Balance.objects.filter(place=place, lot__in=lots)
    known = set(rows.values_list("lot", "owner"))
    return [
        Problem(
            "never_here",
            _("Lot %(lot)s of this owner was never here: receive it, or count the shelf.")
            % {"lot": lots[one.lot_id].code},
            "quantity",
            {"lot": lots[one.lot_id].code, "lot_id": one.lot_id, "owner": one.owner_id},
        )
        for one in goods
        if (one.lot_id, one.owner_id) not in known
    ]


def _not_expired(goods: Sequence[Picked], lots: dict[int, Lot]) -> list[Problem]:
    today = clock.today()
    found = []
    for lot in {one.lot_id: lots[one.lot_id] for one in goods}.values():
        if lot.best_before is None or lot.best_before >= today:
            sentence = _("Lot %(lot)s is not past its date: choose another reason.")
            data = {"lot": lot.code, "lot_id": lot.pk}
            found.append(Problem("not_expired", sentence % data, "reason", data))
    return found


def _refuse_decided(asked: Adjustment) -> None:
    if asked.state != Adjustment.State.WAITING:
        sentence = _("This was decided before: look at it again.")
        raise StockRefused(Problem("decided_before", sentence))


def _lock(code: str) -> Adjustment:
    return _for_update(Adjustment.objects.select_related("place")).get(code=code)


def _for_update(rows: QuerySet[Adjustment]) -> QuerySet[Adjustment]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(of=("self",))


def _record(action: str, asked: Adjustment, actor_id: int, goods: Sequence[Picked]) -> None:
    record(
        action,
        actor_id=actor_id,
        subject=f"adjustment:{asked.code}",
        data={
            "reason": asked.reason,
            "value": asked.value,
            "state": asked.state,
            "units": picked.units(goods),
        },
    )
