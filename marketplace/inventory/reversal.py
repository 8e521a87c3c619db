"""Đảo phiếu: a mistake is taken back by a mirror document that names the first."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import held, ledger, picked, second_person
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Adjustment, Balance, Document, Entry
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import revived
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem

Kind = Document.Kind
REVERSIBLE = frozenset(
    {
        Kind.RECEIVING,
        Kind.STOCKTAKE,
        Kind.ADJUSTMENT,
        Kind.PRODUCER_RETURN,
        Kind.SHOPPER_RETURN,
        Kind.OWNER_CHANGE,
        Kind.CONDITION_CHANGE,
    }
)
_STAYS_IN_PLACE = frozenset({Kind.OWNER_CHANGE, Kind.CONDITION_CHANGE})


def reverse(code: str, *, note: str, actor_id: int | None, client_key: str) -> Document:
    """Post every line of the document negated, under its own reference.

    The same client key answers with the first reversal. What asked for the document stays as
    it is and shows the reversal: a stocktake stays posted. Raises StockRefused with every
    problem: bad_note, not_reversible, reversed_before, recalled, own_document (somebody else has
    to take it back), place_closed, gone (goods that are no longer there), promised. Locks: the
    places of the document against write-offs, then its shelves.
    """
    with transaction.atomic():
        first = Document.objects.get(code=code)
        entries = list(first.entries.select_related("lot", "place").order_by("pk"))
        second_person.lock(entry.place_id for entry in entries if entry.place_id)
        locked = lock_stock(
            (entry.place_id, entry.lot.variant_id) for entry in entries if entry.place_id
        )
        before = ledger.already_posted(client_key)
        if before is not None:
            return before
        problems = _not_reversible(first) or _own(first, entries, actor_id)
        problems += picked.no_note(note)
        if not problems:
            problems = _closed(entries) + _gone(entries) + revived(_mirror(entries))
        if problems:
            raise StockRefused(problems)
        lines = _mirror(entries)
        if first.kind not in _STAYS_IN_PLACE:
            held.refuse_if_promised(locked, lines, clock.today())
        document = ledger.post(
            ledger.Posting(
                Kind.REVERSAL,
                client_key,
                actor_id,
                first.reference,
                note=note.strip(),
                reverses_id=first.pk,
            ),
            lines,
            locked,
        )
        record(
            "inventory.reverse",
            actor_id=actor_id,
            subject=f"document:{document.code}",
            data={"reverses": first.code, "kind": first.kind},
        )
        return document


def why_not(document: Document) -> str:
    """Why it can't be reversed whoever asks, in a sentence; "" when it can be tried."""
    problems = _not_reversible(document)
    return problems[0].sentence if problems else ""


def why_not_you(document: Document, actor_id: int) -> str:
    """Why somebody else has to reverse it, in a sentence; "" where this person may."""
    problems = _own(document, list(document.entries.all()), actor_id)
    return problems[0].sentence if problems else ""


def _own(first: Document, entries: Sequence[Entry], actor_id: int | None) -> list[Problem]:
    """What one posted oneself and two people have agreed to, or is too much for one alone."""
    if actor_id is None or actor_id != first.actor_id:
        return []
    somebody_else = _("You posted this document yourself: somebody else has to take it back.")
    if Adjustment.objects.filter(document=first, decided_by_id__isnull=False).exists():
        sentence = _("Two people have agreed to it.")
        return [Problem("own_document", f"{sentence} {somebody_else}")]
    value = second_person.value_of(entries)
    for place_id in sorted({entry.place_id for entry in entries if entry.place_id}):
        alone = second_person.alone(actor_id, place_id, value, besides=first.pk)
        if alone.is_too_much:
            data = {"value": alone.value, "before": alone.before, "limit": alone.limit}
            return [Problem("own_document", f"{alone.why} {somebody_else}", data=data)]
    return []


def _not_reversible(first: Document) -> list[Problem]:
    sentence = ""
    if first.kind == Kind.REVERSAL:
        sentence = _("A reversal is not reversed: write the document once more instead.")
    elif first.kind in (Kind.SENDING, Kind.ARRIVAL, Kind.SENDING_BACK):
        sentence = _("A transfer is taken back on its own page: cancel it, or send the goods back.")
    elif first.kind == Kind.SALE:
        sentence = _("A sale is not reversed: take the goods back as a return from the shopper.")
    elif first.kind not in REVERSIBLE:
        sentence = _("Documents of this kind are not reversed.")
    elif not first.entries.exists():
        sentence = _("This document moved nothing: there is nothing to take back.")
    if sentence:
        return [Problem("not_reversible", sentence)]
    mirror = Document.objects.filter(reverses=first).first()
    if mirror is not None:
        data = {"code": mirror.code}
        sentence = _("This document was reversed before, by %(code)s: nothing was changed.")
        return [Problem("reversed_before", sentence % data, data=data)]
    recall = getattr(first, "recall", None)
    if recall is not None and recall.lifted_at is None:
        sentence = _("The batch is recalled: lift the recall, then release the goods.")
        return [Problem("recalled", sentence)]
    return []


def _mirror(entries: Sequence[Entry]) -> list[ledger.Line]:
    return [
        ledger.Line(
            entry.lot,
            entry.owner_id,
            entry.condition,
            -entry.quantity,
            Reason.REVERSED,
            place_id=entry.place_id,
            virtual=entry.virtual,
        )
        for entry in entries
    ]


def _closed(entries: Sequence[Entry]) -> list[Problem]:
    """Places where goods would come back, or change back, though only leaving is left to them."""
    coming = {entry.place for entry in entries if entry.place is not None and entry.quantity < 0}
    return [problem for place in coming for problem in picked.closed(place)]


def _gone(entries: Sequence[Entry]) -> list[Problem]:
    leaving: dict[tuple[int, int, int, str], int] = {}
    lots = {}
    for entry in entries:
        if entry.place_id is not None:
            key = entry.place_id, entry.lot_id, entry.owner_id, entry.condition
            leaving[key] = leaving.get(key, 0) + entry.quantity
            lots[entry.lot_id] = entry.lot
    rows = Balance.objects.filter(lot__in=lots)
    there = {(r.place_id, r.lot_id, r.owner_id, r.condition): r.quantity for r in rows}
    found = []
    for key, wanted in leaving.items():
        data = {"lot": lots[key[1]].code, "wanted": wanted, "there": there.get(key, 0)}
        if wanted > data["there"]:
            sentence = _(
                "Of lot %(lot)s %(wanted)d units would have to go, only %(there)d stand there as "
                "the document left them: they were sold, moved or changed since."
            )
            found.append(Problem("gone", sentence % data, data=data))
    return found
