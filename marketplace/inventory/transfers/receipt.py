"""The goods arrive, on one day or on several: on the way → place, or lost."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace import events
from marketplace.audit.record import record
from marketplace.inventory import ledger
from marketplace.inventory.events import TransferEnding
from marketplace.inventory.locks import lock_lots, lock_stock
from marketplace.inventory.models import Condition, Document, Sent, Transfer, Virtual
from marketplace.inventory.reasons import OF_DAMAGE_ON_THE_WAY, OF_LOSS_ON_THE_WAY, Reason
from marketplace.inventory.recalled import blocked_on_arrival
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import locked as of_transfer
from marketplace.inventory.transfers.drafting import LONGEST_NOTE
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Came:
    """What became of some units of one row of Sent; the rest of it stays on the way.

    received: on the shelf as it was sent; damaged: on the shelf, not to be sold; lost: never to
    come. damage_reason, loss_reason: of OF_DAMAGE_ON_THE_WAY and OF_LOSS_ON_THE_WAY, wherever
    there is any.
    """

    sent_id: int
    received: int = 0
    damaged: int = 0
    lost: int = 0
    damage_reason: str = ""
    loss_reason: str = ""

    @property
    def units(self) -> int:
        """All that is accounted for."""
        return self.received + self.damaged + self.lost


def receive(
    code: str,
    came: Sequence[Came],
    *,
    actor_id: int | None,
    client_key: str,
    note: str = "",
    seen: str = "",
) -> Transfer:
    """Nhận hàng: one document for what came this time; the transfer ends when nothing is on the way.

    seen: fingerprint_of_way() of what the person saw on the way; "" asks for no agreement. The
    same client key answers as the first time. Raises StockRefused with every problem:
    not_its_turn, key_used, changed_meanwhile (somebody has received some of it since),
    place_closed, nothing_counted, unknown_line, bad_quantity, bad_reason, bad_note,
    more_than_sent. Locks: the transfer, what waits for its goods (TransferEnding), the lots, then
    the destination's shelves.
    """
    with transaction.atomic():
        transfer = of_transfer.lock_transfer(code)
        if of_transfer.was_posted(transfer, client_key):
            return transfer
        of_transfer.refuse_unless(transfer, Transfer.State.SENT)
        rows = {row.pk: row for row in transfer.sent.select_related("lot")}
        if seen and seen != fingerprint_of_way(rows.values()):
            raise StockRefused(_changed_meanwhile())
        if problems := _problems(transfer, came, rows, note):
            raise StockRefused(problems)
        events.publish(TransferEnding(transfer.pk))
        arriving = [one for one in came if one.units]
        lock_lots(rows[one.sent_id].lot_id for one in arriving)
        shelves = lock_stock(
            (transfer.destination_id, rows[one.sent_id].lot.variant_id)
            for one in arriving
            if one.received or one.damaged
        )
        lines = [line for one in arriving for line in _lines(transfer, one, rows[one.sent_id])]
        lines = blocked_on_arrival(lines)
        document = ledger.post(
            of_transfer.posting(
                transfer, Document.Kind.ARRIVAL, client_key, actor_id, note.strip()
            ),
            lines,
            shelves,
        )
        on_the_way = sum(row.on_the_way for row in rows.values()) - sum(
            one.units for one in arriving
        )
        _count(arriving, rows)
        if not on_the_way:
            of_transfer.end(transfer, Transfer.State.RECEIVED, actor_id)
        of_transfer.tell_arrived(
            transfer, transfer.destination_id, lines, shelves, is_over=not on_the_way
        )
        record(
            "inventory.receive_transfer",
            actor_id=actor_id,
            subject=f"transfer:{transfer.code}",
            data={
                "document": document.code,
                "received": sum(one.received for one in arriving),
                "damaged": sum(one.damaged for one in arriving),
                "lost": sum(one.lost for one in arriving),
                "on_the_way": on_the_way,
            },
        )
        return transfer


def fingerprint_of_way(rows: Iterable[Sent]) -> str:
    """What is on the way of a transfer's rows, in a few letters; another as soon as some came."""
    facts = sorted((row.pk, row.on_the_way) for row in rows if row.on_the_way)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _changed_meanwhile() -> Problem:
    sentence = _(
        "Somebody else has received some of these goods meanwhile. Compare with what is still on "
        "the way now, then press again."
    )
    return Problem("changed_meanwhile", sentence)


def _lines(transfer: Transfer, one: Came, row: Sent) -> list[ledger.Line]:
    """Damaged goods leave the way as they were sent and stand on the shelf as damaged."""
    lines: list[ledger.Line] = []
    ends: list[tuple[int, str, ledger.Where, str]] = [
        (one.received, Reason.ARRIVED, transfer.destination_id, row.condition),
        (one.damaged, one.damage_reason, transfer.destination_id, Condition.DAMAGED),
        (one.lost, one.loss_reason, Virtual.LOSS, row.condition),
    ]
    for quantity, reason, target, condition in ends:
        if quantity:
            off, on = ledger.moving(
                row.lot,
                quantity,
                owner_id=row.owner_id,
                condition=row.condition,
                reason=reason,
                origin=Virtual.ON_THE_WAY,
                target=target,
            )
            lines += [off, dataclasses.replace(on, condition=condition)]
    return lines


def _count(arriving: Sequence[Came], rows: Mapping[int, Sent]) -> None:
    """Added in the database, so that its CHECK sees what others have added."""
    changed = []
    for one in arriving:
        row = rows[one.sent_id]
        for name in ("received", "damaged", "lost"):
            setattr(row, name, F(name) + getattr(one, name))
        changed.append(row)
    Sent.objects.bulk_update(changed, ["received", "damaged", "lost"])


def _problems(
    transfer: Transfer, came: Sequence[Came], rows: Mapping[int, Sent], note: str
) -> list[Problem]:
    problems: list[Problem] = []
    if any(one.received or one.damaged for one in came):  # what is lost can be said anywhere
        problems += of_transfer.closed_destination(transfer)
    if len({one.sent_id for one in came}) < len(came) or {one.sent_id for one in came} - set(rows):
        sentence = _("These lines are not the transfer's. Open the page again.")
        return [*problems, Problem("unknown_line", sentence)]
    if len(note.strip()) > LONGEST_NOTE:
        problems.append(Problem("bad_note", _("Write at most 500 characters."), "note"))
    for one in came:
        problems += _line_problems(one, rows[one.sent_id])
    if not problems and not any(one.units for one in came):
        sentence = _("Write how many units came, were damaged or were lost, on one line at least.")
        problems.append(Problem("nothing_counted", sentence))
    return problems


def _line_problems(one: Came, row: Sent) -> list[Problem]:
    counts = (("received", one.received), ("damaged", one.damaged), ("lost", one.lost))
    problems = [
        Problem(
            "bad_quantity", _("Write a whole number, 0 or more."), name, {"sent_id": one.sent_id}
        )
        for name, count in counts
        if not isinstance(count, int) or count < 0
    ]
    if problems:
        return problems
    if one.damaged and row.condition == Condition.DAMAGED:
        sentence = _("These goods were damaged when they were sent: write them as received.")
        problems.append(Problem("bad_quantity", sentence, "damaged", {"sent_id": one.sent_id}))
    elif one.damaged and one.damage_reason not in OF_DAMAGE_ON_THE_WAY:
        sentence = _("Choose how they were damaged.")
        problems.append(Problem("bad_reason", sentence, "damage_reason", {"sent_id": one.sent_id}))
    if one.lost and one.loss_reason not in OF_LOSS_ON_THE_WAY:
        sentence = _("Choose how they were lost.")
        problems.append(Problem("bad_reason", sentence, "loss_reason", {"sent_id": one.sent_id}))
    if one.units > row.on_the_way:
        data = {"lot": row.lot.code, "on_the_way": row.on_the_way, "wanted": one.units}
        sentence = _(
            "Of lot %(lot)s %(on_the_way)d are on the way, %(wanted)d were written. Receive what "
            "was sent; what came beyond that is a stock adjustment."
        )
        first = next(name for name, count in counts if count)
        problems.append(
            Problem("more_than_sent", sentence % data, first, data | {"sent_id": row.pk})
        )
    return problems
