"""The goods a draft can name: an article by date, or one of its lots in one condition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace import clock
from marketplace.inventory import availability, first_expiry
from marketplace.inventory.models import Condition, Lot, Transfer
from marketplace.inventory.transfers import Asked
from marketplace.listings.models import Listing
from marketplace.places.models import Place
from marketplace.web.console.goods import articles
from marketplace.web.console.goods.events import CONDITIONS
from marketplace.web.console.goods.transfer_rows import is_expired


@dataclass(frozen=True)
class Goods:
    """lot None: good and in date, first expiry first. there: units at the origin that may go."""

    listing: Listing
    lot: Lot | None
    condition: str
    there: int

    @property
    def key(self) -> str:
        return key_of(self.listing.code, self.condition, self.lot.code if self.lot else "")

    @property
    def condition_words(self) -> Any:
        return "" if self.condition == Condition.GOOD else CONDITIONS[self.condition]

    @property
    def is_expired(self) -> bool:
        return self.lot is not None and is_expired(self.lot)

    def asked(self, quantity: int) -> Asked:
        """So many of it, as transfers.change takes it."""
        lot_id = self.lot.pk if self.lot else None
        return Asked(self.listing.variant_id, quantity, lot_id, self.condition)


def key_of(code: str, condition: str, lot_code: str) -> str:
    """What a form says of goods: public codes, no numbers of ours."""
    return f"{code}:{condition}:{lot_code}"


def said(transfer: Transfer) -> list[tuple[str, int]]:
    """(key, units) of each line of a draft. One query."""
    lines = transfer.lines.select_related("variant", "lot").order_by("pk")
    return [
        (key_of(line.variant.sku, line.condition, line.lot.code if line.lot else ""), line.quantity)
        for line in lines
    ]


def by_key(keys: Iterable[str], origin: Place) -> dict[str, Goods]:
    """The goods that these keys name; what names none is left out. Five queries at most."""
    wanted = set(keys)
    parts = {key: key.split(":", 2) for key in wanted if key.count(":") >= 2}
    listings = articles.by_code(part[0] for part in parts.values())
    variants = {listing.variant_id for listing in listings.values()}
    named = Lot.objects.filter(
        variant__in=variants, code__in={part[2] for part in parts.values() if part[2]}
    )
    lots = {(lot.variant_id, lot.code): lot for lot in named}
    there = _there(origin, variants)
    found = {}
    for key, (code, condition, lot_code) in parts.items():
        listing = listings.get(code)
        if listing is None or condition not in Condition.values:
            continue
        lot = lots.get((listing.variant_id, lot_code))
        if bool(lot_code) == (lot is not None):
            units = there.get((listing.variant_id, lot.pk if lot else None, condition), 0)
            found[key] = Goods(listing, lot, condition, units)
    return found


def choices(listings: Sequence[Listing], origin: Place) -> list[list[Goods]]:
    """What of these articles stands at the origin: each by date first, then lot by lot.

    Articles of which nothing is there are left out. Three queries.
    """
    variants = {listing.variant_id for listing in listings}
    rows = first_expiry.balances(
        {(origin.pk, variant) for variant in variants}, clock.today(), sellable_only=False
    )
    free = availability.free(rows, clock.today())
    found = []
    for listing in listings:
        key = origin.pk, listing.variant_id
        units: dict[tuple[Lot, str], int] = {}
        for row in rows[key]:
            kind = row.lot, row.condition
            units[kind] = units.get(kind, 0) + row.quantity
        if units:
            by_date = Goods(listing, None, Condition.GOOD, free[key])
            found.append([by_date, *(Goods(listing, *kind, n) for kind, n in units.items())])
    return found


def _there(origin: Place, variants: set[int]) -> Mapping[tuple[int, int | None, str], int]:
    """(variant, lot, condition) → units at the origin; without a lot, what is free of good ones."""
    today = clock.today()
    keys = {(origin.pk, variant) for variant in variants}
    found: dict[tuple[int, int | None, str], int] = {
        (variant, None, Condition.GOOD): units
        for (_place, variant), units in availability.free(keys, today).items()
    }
    for rows in first_expiry.balances(keys, today, sellable_only=False).values():
        for row in rows:
            key = row.lot.variant_id, row.lot_id, row.condition
            found[key] = found.get(key, 0) + row.quantity
    return found
