"""Hàng hoàn: a refused parcel is back at its place, each line to be sold again or damaged."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.audit.record import record
from marketplace.inventory import returns
from marketplace.inventory.models import Condition, Lot
from marketplace.inventory.picked import Picked
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import enter, refuse_unless
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge import fulfilments


def take_back(parcel_code: str, damaged: Mapping[int, int], *, actor_id: int | None) -> Parcel:
    """Post shopper → place for all that went out; damaged: units by ParcelLine key, the rest good.

    Good units can be sold again at once. Taking back what is back changes nothing. Raises
    OrderRefused: not_waiting, bad_damaged (data: line); StockRefused: place_closed and what
    inventory.returns refuses. Locks: order, parcel, lots, shelves.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.BACK:
            return parcel
        refuse_unless(parcel, Parcel.State.REFUSED)
        lines = list(parcel.lines.select_related("order_line", "listing").order_by("pk"))
        if problems := _problems(lines, damaged):
            raise OrderRefused(problems)
        document = returns.take_back(
            parcel.place,
            _goods(parcel, lines, damaged),
            actor_id=actor_id,
            client_key=f"back:{parcel.code}",
            reference=parcel.reference,
        )
        fulfilments.cancel(parcel.order.order_id, parcel_code=parcel.code)
        enter(parcel, Parcel.State.BACK, actor_id=actor_id)
        data = {"document": document.code, "damaged": sum(damaged.values())}
        note(parcel.order_id, Kind.BACK, parcel_id=parcel.pk, actor_id=actor_id, data=data)
        record("orders.take_back", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return parcel


def find_outside(typed: str, places: QuerySet[Place]) -> Parcel | None:
    """The parcel of these places that a label's code or a carrier's tracking code names.

    One that is with its carrier, refused or not. None where none is, or several are.
    """
    wanted = " ".join(typed.split())
    outside = Parcel.objects.filter(
        place__in=places, state__in=(Parcel.State.SHIPPED, Parcel.State.REFUSED)
    )
    by_code = Q(code=codes.clean(wanted)) | Q(shipment__tracking_code=wanted)
    found = list(outside.filter(by_code)[:2]) if wanted else []
    return found[0] if len(found) == 1 else None


def _problems(lines: list[ParcelLine], damaged: Mapping[int, int]) -> list[Problem]:
    sentence = _("%(name)s: a whole number from 0 to %(most)d can be damaged.")
    return [
        Problem(
            "bad_damaged",
            sentence % {"name": line.name, "most": line.quantity},
            f"line-{line.pk}",
            {"line": line.pk},
        )
        for line in lines
        if not 0 <= damaged.get(line.pk, 0) <= line.quantity
    ]


def _goods(parcel: Parcel, lines: list[ParcelLine], damaged: Mapping[int, int]) -> list[Picked]:
    """What went out by lot and owner, the damaged units out of the oldest lots."""
    still_out = returns.still_out(parcel.reference)
    lots = Lot.objects.in_bulk({lot for lot, _owner in still_out})
    left = dict[int, int]()
    for line in lines:
        variant = line.listing.variant_id
        left[variant] = left.get(variant, 0) + damaged.get(line.pk, 0)
    goods = []
    for (lot_id, owner), units in sorted(still_out.items()):
        bad = min(left.get(lots[lot_id].variant_id, 0), units)
        left[lots[lot_id].variant_id] = left.get(lots[lot_id].variant_id, 0) - bad
        for condition, many in ((Condition.GOOD, units - bad), (Condition.DAMAGED, bad)):
            if many:
                goods.append(Picked(lot_id, owner, condition, many))
    return goods
