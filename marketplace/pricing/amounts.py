"""Line and order amounts.

Prices contain VAT. Net is what remains of a total without its tax, rounded half up to whole
đồng, so that net + tax is the total exactly; nothing else is ever rounded.
"""

from decimal import ROUND_HALF_UP, Decimal

MOST = 9_999_999_999  # đồng: what an order may come to (Saleor's amount columns hold no more)


def net_of(total: int, vat_rate: Decimal) -> int:
    """The part of `total` đồng that is not tax, at vat_rate percent.

    >>> net_of(108_000, Decimal(8))
    100000
    """
    exact = Decimal(total) * 100 / (100 + vat_rate)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def line_total(unit_price: int, quantity: int) -> int:
    """đồng for so many sales units."""
    return unit_price * quantity
