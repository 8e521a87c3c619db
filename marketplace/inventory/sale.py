"""Goods go out to a shopper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory import holds as holding
from marketplace.inventory import ledger
from marketplace.inventory.availability import sellable
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Document, Hold, Shelf, Virtual
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem


def deliver(
    holds: Sequence[Hold],
    locked: Mapping[ShelfKey, Shelf],
    *,
    actor_id: int | None,
    client_key: str,
    reference: str,
) -> Document:
    """Post the sale of held goods: place → shopper, first expiry first, and end the holds.

    Called under lock_stock() on the holds' shelves, with the holds read after it. Raises
    StockRefused: hold_not_live; not_enough where good unexpired units are fewer than held.
    """
    holding.end(holds, Hold.State.TAKEN, locked)
    shelves = {shelf.pk: shelf for shelf in locked.values()}
    wanted: dict[ShelfKey, int] = {}
    for hold in holds:
        shelf = shelves[hold.shelf_id]
        key = shelf.place_id, shelf.variant_id
        wanted[key] = wanted.get(key, 0) + hold.quantity
    lines = []
    for key, quantity in wanted.items():
        lines += _first_expiry_first(key, quantity)
    posting = ledger.Posting(Document.Kind.SALE, client_key, actor_id, reference)
    return ledger.post(posting, lines, locked)


def _first_expiry_first(key: ShelfKey, quantity: int) -> list[ledger.Line]:
    place_id, variant_id = key
    lines: list[ledger.Line] = []
    left = quantity
    for balance in _sellable_balances(place_id, variant_id):
        take = min(left, balance.quantity)
        out = ledger.Line(
            lot=balance.lot,
            owner_id=balance.owner_id,
            condition=balance.condition,
            quantity=-take,
            reason="sold",
            place_id=place_id,
        )
        lines += [out, replace(out, quantity=take, place_id=None, virtual=Virtual.SHOPPER)]
        left -= take
        if not left:
            return lines
    raise StockRefused(
        Problem(
            "not_enough",
            _("%(missing)d units are missing here or past their date. Count the shelf again.")
            % {"missing": left},
            data={"place": place_id, "variant": variant_id, "missing": left},
        )
    )


def _sellable_balances(place_id: int, variant_id: int) -> list[Balance]:
    rows = Balance.objects.filter(
        sellable(clock.today()), place_id=place_id, lot__variant_id=variant_id, quantity__gt=0
    ).select_related("lot")
    # Lots without a date keep: they go last.
    return sorted(
        rows,
        key=lambda row: (
            row.lot.best_before is None,
            row.lot.best_before or row.lot.registered_at.date(),
            row.pk,
        ),
    )
