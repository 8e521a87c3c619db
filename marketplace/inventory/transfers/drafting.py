"""What is to go: written down, changed, not moved yet."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory.models import Condition, Lot, Transfer, TransferLine
from marketplace.inventory.receiving import MOST_UNITS
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import locked
from marketplace.places.models import Place
from marketplace.refusal import Problem

LONGEST_NOTE = 500  # Transfer.note
MOST_LINES = 200

_Goods = tuple[int, int | None, str]  # variant, lot, condition


@dataclass(frozen=True)
class Asked:
    """Sales units of an article. Without a lot: good and unexpired, first expiry first when sent.

    A lot is named for expired goods and, with their condition, for blocked or damaged ones.
    """

    variant_id: int
    quantity: int
    lot_id: int | None = None
    condition: str = Condition.GOOD


def draft(
    origin: Place,
    destination: Place,
    lines: Sequence[Asked] = (),
    *,
    actor_id: int | None,
    client_key: str,
    note: str = "",
    expected_on: date | None = None,
) -> Transfer:
    """Write a transfer down; nothing moves. Lines of the same goods are added up.

    The same client key answers with the first draft. Raises StockRefused with every problem:
    same_place, place_closed, bad_quantity, bad_lot, bad_note, bad_day, too_many_lines.
    """
    with transaction.atomic():
        problems = _place_problems(origin, destination) + _problems(lines, note, expected_on)
        before = Transfer.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        if problems:
            raise StockRefused(problems)
        values = {
            "code": codes.new_code(),
            "origin": origin,
            "destination": destination,
            "note": note.strip(),
            "expected_on": expected_on,
            "drafted_at": clock.now(),
            "drafted_by_id": actor_id,
        }
        made, is_new = Transfer.objects.get_or_create(client_key=client_key, defaults=values)
        if is_new:
            _write(made, lines)
            _record("inventory.draft_transfer", made, lines, actor_id)
        return made


def change(
    code: str,
    lines: Sequence[Asked],
    *,
    seen: str,
    actor_id: int | None,
    note: str = "",
    expected_on: date | None = None,
) -> Transfer:
    """Let the draft say exactly this. `seen`: the fingerprint() of the lines the person had before
    them; other lines than those are somebody else's work, and are kept. Asking for what the draft
    says already, as a second press does, is answered as the first time.

    Raises StockRefused with every problem: not_its_turn, changed_meanwhile, and those of draft().
    Locks: the transfer.
    """
    with transaction.atomic():
        transfer = locked.lock_transfer(code)
        locked.refuse_unless(transfer, Transfer.State.DRAFT)
        if problems := _problems(lines, note, expected_on):
            raise StockRefused(problems)
        if _added_up(lines) != _said(transfer):
            refuse_unless_seen(transfer, seen)
        transfer.note, transfer.expected_on = note.strip(), expected_on
        transfer.save(update_fields=["note", "expected_on"])
        TransferLine.objects.filter(transfer=transfer).delete()
        _write(transfer, lines)
        _record("inventory.change_transfer", transfer, lines, actor_id)
        return transfer


def fingerprint(transfer: Transfer) -> str:
    """The draft's lines in a few letters; another as soon as any of them is. One query."""
    rows = TransferLine.objects.filter(transfer=transfer).order_by("variant", "lot", "condition")
    text = repr(list(rows.values_list("variant", "lot", "condition", "quantity")))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_unless_seen(transfer: Transfer, seen: str) -> None:
    """Raise StockRefused "changed_meanwhile" unless the draft is as it was seen."""
    if fingerprint(transfer) != seen:
        raise StockRefused(
            Problem(
                "changed_meanwhile",
                _(
                    "Somebody else has changed this draft meanwhile. Compare with what it says "
                    "now, then press again."
                ),
            )
        )


def _place_problems(origin: Place, destination: Place) -> list[Problem]:
    if origin.pk == destination.pk:
        return [
            Problem(
                "same_place",
                _("Goods can't be sent to the place where they are. Choose another one."),
                "destination",
            )
        ]
    if not locked.is_open(destination):
        sentence = _("%(place)s has been closed since %(day)s. Choose another place.")
        data = {"place": destination.name, "day": f"{destination.closed_on:%d/%m/%Y}"}
        return [Problem("place_closed", sentence % data, "destination", data)]
    return []


def _problems(lines: Sequence[Asked], note: str, expected_on: date | None) -> list[Problem]:
    problems = []
    if len(lines) > MOST_LINES:
        sentence = _("A transfer has at most %(most)d lines. Make a second one for the rest.")
        problems.append(Problem("too_many_lines", sentence % {"most": MOST_LINES}))
    if len(note.strip()) > LONGEST_NOTE:
        problems.append(Problem("bad_note", _("Write at most 500 characters."), "note"))
    if expected_on is not None and expected_on < clock.today():
        problems.append(
            Problem("bad_day", _("This day has passed. Choose today or later."), "expected_on")
        )
    lots = Lot.objects.in_bulk({line.lot_id for line in lines if line.lot_id is not None})
    for number, line in enumerate(lines):
        problems += _line_problems(line, number, lots)
    return problems


def _line_problems(line: Asked, number: int, lots: dict[int, Lot]) -> list[Problem]:
    problems, data = [], {"line": number}
    if not (isinstance(line.quantity, int) and 1 <= line.quantity <= MOST_UNITS):
        sentence = _("A quantity is a whole number from 1 to 1,000,000.")
        problems.append(Problem("bad_quantity", sentence, "quantity", data))
    if line.lot_id is not None:
        lot = lots.get(line.lot_id)
        if lot is None or lot.variant_id != line.variant_id:
            sentence = _("This lot is not one of the article. Choose it again.")
            problems.append(Problem("bad_lot", sentence, "lot", data))
    elif line.condition != Condition.GOOD:
        sentence = _("Name the lot: blocked or damaged goods go only where they are chosen.")
        problems.append(Problem("bad_lot", sentence, "lot", data))
    return problems


def _added_up(lines: Sequence[Asked]) -> dict[_Goods, int]:
    units: Counter[_Goods] = Counter()
    for line in lines:
        units[line.variant_id, line.lot_id, line.condition] += line.quantity
    return dict(units)


def _said(transfer: Transfer) -> dict[_Goods, int]:
    rows = transfer.lines.values_list("variant", "lot", "condition", "quantity")
    return {(variant, lot, condition): units for variant, lot, condition, units in rows}


def _write(transfer: Transfer, lines: Sequence[Asked]) -> None:
    TransferLine.objects.bulk_create(
        TransferLine(
            transfer=transfer,
            variant_id=variant_id,
            lot_id=lot_id,
            condition=condition,
            quantity=quantity,
        )
        for (variant_id, lot_id, condition), quantity in _added_up(lines).items()
    )


def _record(action: str, transfer: Transfer, lines: Sequence[Asked], actor_id: int | None) -> None:
    record(
        action,
        actor_id=actor_id,
        subject=f"transfer:{transfer.code}",
        data={
            "origin": transfer.origin.code,
            "destination": transfer.destination.code,
            "units": sum(line.quantity for line in lines),
        },
    )
