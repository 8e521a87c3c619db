"""The one place where đồng become Saleor's decimals and come back."""

from decimal import Decimal

MOST = 9_999_999_999  # what Saleor's numeric(12, 2) columns hold


def to_amount(dong: int) -> Decimal:
    """Whole đồng as Saleor stores them. Raises ValueError above MOST or below zero."""
    if not 0 <= dong <= MOST:
        raise ValueError(f"{dong} ₫ does not fit an amount column")
    return Decimal(dong)


def to_dong(amount: Decimal) -> int:
    """A stored amount as whole đồng. Raises ValueError for a fraction: no đồng is ever cut."""
    if amount != amount.to_integral_value():
        raise ValueError(f"{amount} is no whole number of đồng")
    return int(amount)
