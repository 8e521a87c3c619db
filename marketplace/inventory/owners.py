"""Đổi chủ: an operator buys consigned goods that stand on its shelves."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.inventory import ledger, picked
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import BoughtOut, Document, Lot
from marketplace.inventory.picked import Picked
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Party, Place
from marketplace.refusal import Problem

MOST_COST = 500_000_000  # đồng a unit; more is a slip of the keyboard

Costs = Mapping[tuple[int, int], int]  # lot, former owner → đồng a unit, tax included


def buy_out(
    place: Place,
    goods: Sequence[Picked],
    costs: Costs,
    *,
    actor_id: int | None,
    client_key: str,
    note: str = "",
) -> Document:
    """Post producer's goods → the place's operator's, on the same shelf, at a price.

    What orders hold stays held: it is still there. The same client key answers with the first
    document. Raises StockRefused with every problem: nothing_picked, picked_twice, bad_quantity,
    bad_cost, not_consigned, place_closed, not_enough. Locks: the shelves.
    """
    with transaction.atomic():
        lots = picked.lots_of(goods)
        locked = lock_stock((place.pk, lot.variant_id) for lot in lots.values())
        before = ledger.already_posted(client_key)
        if before is not None:
            return before
        problems = picked.problems(goods, lots) + _not_consigned(goods, lots)
        problems += _bad_costs(goods, lots, costs)
        problems = problems or picked.closed(place) + picked.missing(place, goods, lots)
        if problems:
            raise StockRefused(problems)
        note = note.strip()[: picked.LONGEST_NOTE]
        document = ledger.post(
            ledger.Posting(Document.Kind.OWNER_CHANGE, client_key, actor_id, note=note),
            _lines(place, goods, lots),
            locked,
        )
        pairs = sorted({(one.lot_id, one.owner_id) for one in goods})
        BoughtOut.objects.bulk_create(
            BoughtOut(
                document=document,
                lot_id=lot,
                former_owner_id=former_owner,
                owner_id=place.operator.party_id,
                unit_cost=costs[lot, former_owner],
            )
            for lot, former_owner in pairs
        )
        paid = sum(one.quantity * costs[one.lot_id, one.owner_id] for one in goods)
        record(
            "inventory.buy_out",
            actor_id=actor_id,
            subject=f"document:{document.code}",
            data={"place": place.code, "units": picked.units(goods), "cost": paid},
        )
        return document


def _lines(place: Place, goods: Sequence[Picked], lots: dict[int, Lot]) -> list[ledger.Line]:
    buyer = place.operator.party_id
    return [
        ledger.Line(
            lots[one.lot_id], owner, one.condition, change, Reason.BOUGHT_OUT, place_id=place.pk
        )
        for one in goods
        for owner, change in ((one.owner_id, -one.quantity), (buyer, one.quantity))
    ]


def _not_consigned(goods: Sequence[Picked], lots: dict[int, Lot]) -> list[Problem]:
    owners = {one.owner_id for one in goods}
    kind = Party.Kind.PRODUCER
    producers = set(Party.objects.filter(pk__in=owners, kind=kind).values_list("pk", flat=True))
    sentence = _("These units of lot %(lot)s are bought already: nobody is left to buy them from.")
    return [
        Problem("not_consigned", sentence % data, "quantity", data)
        for one in goods
        if one.owner_id not in producers
        if (data := {"lot": lots[one.lot_id].code, "lot_id": one.lot_id, "owner": one.owner_id})
    ]


def _bad_costs(goods: Sequence[Picked], lots: dict[int, Lot], costs: Costs) -> list[Problem]:
    sentence = _("Lot %(lot)s: write what one unit costs, from 1 to 500.000.000 ₫.")
    return [
        Problem("bad_cost", sentence % data, "cost", data)
        for lot, owner in sorted({(one.lot_id, one.owner_id) for one in goods})
        if not 1 <= costs.get((lot, owner), 0) <= MOST_COST
        if (data := {"lot": lots[lot].code, "lot_id": lot, "owner": owner})
    ]
