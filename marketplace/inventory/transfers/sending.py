"""The goods leave: place → on the way, first expiry first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import agreements, first_expiry, held, ledger
from marketplace.inventory.availability import is_sellable
from marketplace.inventory.first_expiry import Part
from marketplace.inventory.locks import ShelfKey, lock_stock
from marketplace.inventory.models import (
    Balance,
    Document,
    Sent,
    Shelf,
    Transfer,
    TransferLine,
    Virtual,
)
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import locked as of_transfer
from marketplace.inventory.transfers.drafting import refuse_unless_seen
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Going:
    """What one line of a draft takes from the shelf, and how many units it does not find."""

    line: TransferLine
    parts: Sequence[Part]
    missing: int


def send(code: str, *, seen: str, actor_id: int | None, client_key: str) -> Transfer:
    """Gửi hàng: post place → on the way for every line of the draft; all of it or nothing.

    `seen`: the fingerprint() of the draft as the person saw it. The same client key answers as
    the first time. Raises StockRefused with every problem: not_its_turn, key_used,
    changed_meanwhile, nothing_to_send, place_closed, no_agreement (a producer's goods go to
    another operator's place), not_enough, promised (what orders hold stays). Locks: the transfer,
    then the origin's shelves.
    """
    with transaction.atomic():
        transfer = of_transfer.lock_transfer(code)
        if of_transfer.was_posted(transfer, client_key):
            return transfer
        of_transfer.refuse_unless(transfer, Transfer.State.DRAFT)
        refuse_unless_seen(transfer, seen)
        lines = _lines(transfer)
        shelves = lock_stock((transfer.origin_id, line.variant_id) for line in lines)
        going = _goods(transfer, lines)
        parts = [part for one in going for part in one.parts]
        postings = _postings(transfer, parts)
        _refuse(transfer, going, postings, shelves)
        document = ledger.post(
            of_transfer.posting(transfer, Document.Kind.SENDING, client_key, actor_id),
            postings,
            shelves,
        )
        _write(transfer, parts, actor_id)
        record(
            "inventory.send_transfer",
            actor_id=actor_id,
            subject=f"transfer:{transfer.code}",
            data={"document": document.code, "units": sum(part.quantity for part in parts)},
        )
        return transfer


def would_go(transfer: Transfer) -> list[Going]:
    """What send() would take now, line by line, to show before it is pressed. Promises nothing."""
    return _goods(transfer, _lines(transfer))


def _lines(transfer: Transfer) -> list[TransferLine]:
    lines = transfer.lines.select_related("variant__product", "lot")
    return list(lines.order_by("pk"))


def _goods(transfer: Transfer, lines: Sequence[TransferLine]) -> list[Going]:
    """Lines that name a lot take first, so that the others find what these leave. One query."""
    today = clock.today()
    shelf_keys = {(transfer.origin_id, line.variant_id) for line in lines}
    rows = first_expiry.balances(shelf_keys, today, sellable_only=False)
    taken: dict[int, Going] = {}
    for line in sorted(lines, key=lambda line: line.lot_id is None):
        there = rows[transfer.origin_id, line.variant_id]
        parts, missing = first_expiry.take(
            line.quantity, [row for row in there if _fits(line, row, today)]
        )
        for part in parts:
            part.balance.quantity -= part.quantity  # in memory: what is left for the next line
        taken[line.pk] = Going(line, parts, missing)
    return [taken[line.pk] for line in lines]


def _fits(line: TransferLine, row: Balance, today: date) -> bool:
    if row.quantity == 0:
        return False
    if line.lot_id is not None:
        return row.lot_id == line.lot_id and row.condition == line.condition
    return is_sellable(row.lot, row.condition, today)


def _postings(transfer: Transfer, parts: Sequence[Part]) -> list[ledger.Line]:
    return [
        line
        for part in parts
        for line in ledger.moving(
            part.balance.lot,
            part.quantity,
            owner_id=part.balance.owner_id,
            condition=part.balance.condition,
            reason=Reason.SENT,
            origin=transfer.origin_id,
            target=Virtual.ON_THE_WAY,
        )
    ]


def _refuse(
    transfer: Transfer,
    going: Sequence[Going],
    postings: Sequence[ledger.Line],
    shelves: Mapping[ShelfKey, Shelf],
) -> None:
    problems = of_transfer.closed_destination(transfer)
    if not going:
        problems.append(
            Problem("nothing_to_send", _("Nothing is to be sent yet. Add at least one article."))
        )
    problems += _without_agreement(transfer, going)
    problems += [_missing(transfer, one) for one in going if one.missing]
    try:
        held.refuse_if_promised(shelves, postings, clock.today())
    except StockRefused as refused:
        problems += refused.problems
    if problems:
        raise StockRefused(problems)


def _without_agreement(transfer: Transfer, going: Sequence[Going]) -> list[Problem]:
    """A producer's goods stand only with an operator that has agreed on terms. One query at most."""
    receiver = transfer.destination.operator_id
    if receiver == transfer.origin.operator_id:
        return []
    owners = {part.balance.owner_id for one in going for part in one.parts}
    sentence = _(
        "%(operator)s has no consignment agreement in force with %(producer)s, whose goods are to "
        "go there. Make one under “Consignment agreements”, or buy the goods first."
    )
    return [
        Problem("no_agreement", sentence % data, data=data)
        for producer in agreements.producers_without(owners, receiver, clock.today())
        if (data := {"operator": transfer.destination.operator.name, "producer": producer.name})
    ]


def _missing(transfer: Transfer, one: Going) -> Problem:
    line = one.line
    data = {
        "product": line.variant.product.name,
        "place": transfer.origin.name,
        "there": line.quantity - one.missing,
        "wanted": line.quantity,
    }
    if line.lot is None:
        sentence = _(
            "%(product)s: %(wanted)d are to go, but %(place)s has only %(there)d good units in "
            "date. Write less, or count the shelf again."
        )
    else:
        data["lot"] = line.lot.code
        sentence = _(
            "%(product)s, lot %(lot)s: %(wanted)d are to go, but %(place)s has only %(there)d. "
            "Write less, or count the shelf again."
        )
    return Problem("not_enough", sentence % data, "quantity", data | {"line": line.pk})


def _write(transfer: Transfer, parts: Sequence[Part], actor_id: int | None) -> None:
    """Two lines may have drawn on one balance: it is one row of Sent."""
    sent: dict[int, Sent] = {}
    for part in parts:
        balance = part.balance
        row = sent.setdefault(
            balance.pk,
            Sent(
                transfer=transfer,
                lot=balance.lot,
                owner_id=balance.owner_id,
                condition=balance.condition,
                sent=0,
            ),
        )
        row.sent += part.quantity
    Sent.objects.bulk_create(sent.values())
    transfer.state = Transfer.State.SENT
    transfer.sent_at, transfer.sent_by_id = clock.now(), actor_id
    transfer.save(update_fields=["state", "sent_at", "sent_by_id"])
