"""Goods go out to a shopper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import F
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
    balances = _first_expiry_first(wanted)
    lines = []
    for key, quantity in wanted.items():
        lines += _taken(key, quantity, balances[key])
    posting = ledger.Posting(Document.Kind.SALE, client_key, actor_id, reference)
    return ledger.post(posting, lines, locked)


def _taken(key: ShelfKey, quantity: int, balances: Sequence[Balance]) -> list[ledger.Line]:
    place_id, variant_id = key
    lines: list[ledger.Line] = []
    left = quantity
    for balance in balances:
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


def _first_expiry_first(keys: Iterable[ShelfKey]) -> dict[ShelfKey, list[Balance]]:
    """The sellable balances of each shelf, first expiry first; one query for all."""
    found: dict[ShelfKey, list[Balance]] = {key: [] for key in keys}
    rows = (
        Balance.objects.filter(
            sellable(clock.today()),
            place_id__in={place for place, _variant in found},
            lot__variant_id__in={variant for _place, variant in found},
            quantity__gt=0,
        )
        .select_related("lot")
        # Lots without a date keep: they go last.
        .order_by(F("lot__best_before").asc(nulls_last=True), "pk")
    )
    for row in rows:
        key = row.place_id, row.lot.variant_id
        if key in found:
            found[key].append(row)
    return found
