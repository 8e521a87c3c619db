"""Goods go out to a shopper."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory import first_expiry, ledger
from marketplace.inventory import holds as holding
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Document, Hold, Shelf, Virtual
from marketplace.inventory.reasons import Reason
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
    balances = first_expiry.balances(wanted, clock.today())
    lines = []
    for key, quantity in wanted.items():
        lines += _taken(key, quantity, balances[key])
    posting = ledger.Posting(Document.Kind.SALE, client_key, actor_id, reference)
    return ledger.post(posting, lines, locked)


def _taken(key: ShelfKey, quantity: int, rows: Sequence[Balance]) -> list[ledger.Line]:
    place_id, variant_id = key
    parts, missing = first_expiry.take(quantity, rows)
    if missing:
        raise StockRefused(
            Problem(
                "not_enough",
                _("%(missing)d units are missing here or past their date. Count the shelf again.")
                % {"missing": missing},
                data={"place": place_id, "variant": variant_id, "missing": missing},
            )
        )
    lines: list[ledger.Line] = []
    for part in parts:
        lines += ledger.moving(
            part.balance.lot,
            part.quantity,
            owner_id=part.balance.owner_id,
            condition=part.balance.condition,
            reason=Reason.SOLD,
            origin=place_id,
            target=Virtual.SHOPPER,
        )
    return lines
