"""Tách kiện: part of a parcel goes on its own, with its share of goods, holds and money."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory import holds as holding
from marketplace.inventory.models import Hold
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_goods, lock_parcel
from marketplace.orders.models import BEFORE_PACKING, Parcel, ParcelLine, Payment
from marketplace.orders.payments import METHODS
from marketplace.orders.pickup_code import new_pickup_code
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import refuse_unless
from marketplace.pricing.amounts import line_total, net_of
from marketplace.refusal import Problem


def split(
    parcel_code: str,
    units: Mapping[int, int],
    *,
    seen: int | None = None,
    actor_id: int | None,
) -> Parcel:
    """The new parcel, with so many units of the lines: sales units by ParcelLine key.

    seen: how many units were in the parcel when the page was shown, so that a second press splits
    nothing more off; None where nobody chose on a page.

    It has the fee 0 and is due what its goods cost; the first one keeps its fee and owes the rest.
    Together they hold and owe what the one did. A gift set goes whole. Raises OrderRefused with
    every problem: not_waiting, lapsed, changed_meanwhile, under_way, bad_split, whole_set,
    not_held. Locks: order, parcel, shelves, payment.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        refuse_unless(parcel, *BEFORE_PACKING)
        goods = lock_goods(parcel)
        if seen is not None and sum(line.quantity for line in goods.lines) != seen:
            raise OrderRefused(_changed())
        going = {line.pk: units[line.pk] for line in goods.lines if units.get(line.pk)}
        holds = {hold.pk: hold for hold in goods.holds}
        problems = _problems(parcel, goods.lines, units, going)
        problems = problems or _not_held([line for line in goods.lines if line.pk in going], holds)
        if problems:
            raise OrderRefused(problems)
        made = _new(parcel, _due(goods.lines, going), _weight(parcel, goods.lines, going))
        for line in goods.lines:
            if line.pk in going:
                _move(line, going[line.pk], made, holds[line.hold_id])
        _share_payment(parcel, made)
        data = {"new": made.code, "units": sum(going.values())}
        note(parcel.order_id, Kind.SPLIT, parcel_id=parcel.pk, actor_id=actor_id, data=data)
        record("orders.split", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return made


def _changed() -> Problem:
    sentence = _("This parcel has changed meanwhile, perhaps by your own press. Look, then split.")
    return Problem("changed_meanwhile", sentence)


def _problems(
    parcel: Parcel,
    lines: Sequence[ParcelLine],
    units: Mapping[int, int],
    going: Mapping[int, int],
) -> list[Problem]:
    if parcel.transfer_id is not None and parcel.transfer.state == "sent":  # type: ignore[union-attr]
        sentence = _("The goods of this order are on their way to the point: split it there.")
        return [Problem("under_way", sentence)]
    wrong = [
        Problem(
            "bad_split",
            _("%(name)s: a whole number from 0 to %(most)d can go on its own.")
            % {"name": line.name, "most": line.quantity},
            f"line-{line.pk}",
            {"line": line.pk},
        )
        for line in lines
        if not 0 <= units.get(line.pk, 0) <= line.quantity
    ]
    if wrong:
        return wrong
    if not going or sum(going.values()) == sum(line.quantity for line in lines):
        sentence = _("Something has to go and something has to stay.")
        return [Problem("bad_split", sentence)]
    return _torn_sets(lines, going)


def _not_held(lines: Sequence[ParcelLine], holds: Mapping[int, Hold]) -> list[Problem]:
    """Less came to the point than was sent for the parcel: there is nothing whole to divide."""
    sentence = _("%(name)s is not all held: bring the missing units first, or cancel the parcel.")
    return [
        Problem("not_held", sentence % {"name": line.name}, f"line-{line.pk}")
        for line in lines
        if holds[line.hold_id].quantity != line.quantity
        or holds[line.hold_id].state != Hold.State.LIVE
    ]


def _torn_sets(lines: Sequence[ParcelLine], going: Mapping[int, int]) -> list[Problem]:
    parts: dict[int, list[ParcelLine]] = defaultdict(list)
    for line in lines:
        if line.gift_set_id is not None:
            parts[line.gift_set_id].append(line)
    sentence = _("%(name)s is part of a gift set: the set goes as a whole or stays.")
    return [
        Problem("whole_set", sentence % {"name": of_set[0].name}, f"line-{of_set[0].pk}")
        for of_set in parts.values()
        if {going.get(line.pk, 0) == line.quantity for line in of_set} != {True}
        and any(line.pk in going for line in of_set)
    ]


def _due(lines: Sequence[ParcelLine], going: Mapping[int, int]) -> int:
    """đồng for what goes; a line that goes whole takes its total along, whatever it came to."""
    return sum(_total(line, going[line.pk]) for line in lines if line.pk in going)


def _total(line: ParcelLine, units: int) -> int:
    return line.total if units == line.quantity else line_total(line.unit_price, units)


def _weight(parcel: Parcel, lines: Sequence[ParcelLine], going: Mapping[int, int]) -> int:
    """grams, in proportion to the units: the carrier weighs anyway."""
    all_units = sum(line.quantity for line in lines)
    return parcel.weight_grams * sum(going.values()) // all_units


def _new(parcel: Parcel, due: int, weight: int) -> Parcel:
    made = Parcel.objects.create(
        order=parcel.order,
        code=codes.new_code(),
        place=parcel.place,
        supplied_from=parcel.supplied_from,
        transfer=parcel.transfer,
        split_from=parcel,
        fee=0,
        fee_vat_rate=parcel.fee_vat_rate,
        to_collect=due,
        weight_grams=weight,
        promised_from=parcel.promised_from,
        promised_by=parcel.promised_by,
        held_until=parcel.held_until,
        pickup_code=new_pickup_code(parcel.place) if parcel.pickup_code else "",
        state=parcel.state,
        state_at=clock.now(),
    )
    parcel.to_collect -= due
    parcel.weight_grams -= weight
    parcel.save(update_fields=["to_collect", "weight_grams"])
    return made


def _move(line: ParcelLine, units: int, to: Parcel, hold: Hold) -> None:
    if units == line.quantity:
        holding.rename(hold, to.reference)
        line.parcel, line.packed = to, 0
        line.save(update_fields=["parcel", "packed"])
        return
    total = _total(line, units)
    net = net_of(total, line.vat_rate)
    part = ParcelLine(
        parcel=to,
        order_line=line.order_line,
        listing=line.listing,
        hold=holding.divide(hold, units, to.reference),
        name=line.name,
        unit_name=line.unit_name,
        quantity=units,
        unit_price=line.unit_price,
        total=total,
        vat_rate=line.vat_rate,
        net=net,
        best_before=line.best_before,
    )
    line.quantity -= units
    line.total -= total
    line.net -= net  # what is left of it, so that both together are what the one was
    line.packed = 0
    line.save(update_fields=["quantity", "total", "net", "packed"])
    part.save()


def _share_payment(parcel: Parcel, made: Parcel) -> None:
    payment = Payment.objects.select_for_update().get(parcel=parcel)
    payment.amount = parcel.to_collect
    payment.save(update_fields=["amount"])
    METHODS[payment.method].start([made])
