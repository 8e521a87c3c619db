"""What a planned parcel comes to, line by line: prices, tax, and the parts of gift sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.listings.models import GiftSetPart, Listing
from marketplace.orders.allocate import Share
from marketplace.pricing.amounts import line_total, net_of
from marketplace.pricing.apportion import apportion
from marketplace.saleor_bridge.money import to_dong


@dataclass(frozen=True)
class OrderedLine:
    """Units of one article. unit_price, total, net: đồng; vat_rate: percent.

    total: of a part, its share of the set's price; net + tax = total, exactly.
    """

    listing: Listing
    quantity: int
    unit_price: int
    total: int
    vat_rate: Decimal
    net: int


@dataclass(frozen=True)
class OrderedShare:
    """So many of one offer out of one parcel. lines: itself, or the parts of a gift set."""

    listing: Listing
    quantity: int
    unit_price: int
    lines: tuple[OrderedLine, ...]

    @property
    def total(self) -> int:
        return line_total(self.unit_price, self.quantity)

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)


def price_of(listing: Listing) -> int:
    """đồng a unit, tax included, as Saleor has it now; the listing's product is loaded."""
    return to_dong(listing.product.price_amount)


def ordered(
    share: Share,
    listings: Mapping[int, Listing],
    parts: Mapping[int, Sequence[GiftSetPart]],
) -> OrderedShare:
    """The share with today's prices. listings: by id; parts: of each gift set among them, by id."""
    listing = listings[share.demand.listing_id]
    price = price_of(listing)
    total = line_total(price, share.quantity)
    if not listing.is_gift_set:
        line = _line(listing, share.quantity, price, total)
        return OrderedShare(listing, share.quantity, price, (line,))
    inside = parts[listing.pk]
    units = [part.quantity * share.quantity for part in inside]
    worth = [line_total(price_of(part.part), n) for part, n in zip(inside, units, strict=True)]
    lines = tuple(
        _line(part.part, quantity, price_of(part.part), its_total)
        for part, quantity, its_total in zip(inside, units, apportion(total, worth), strict=True)
    )
    return OrderedShare(listing, share.quantity, price, lines)


def _line(listing: Listing, quantity: int, unit_price: int, total: int) -> OrderedLine:
    rate = listing.vat_rate
    return OrderedLine(listing, quantity, unit_price, total, rate, net_of(total, rate))
