"""What must hold after whatever was done to orders."""

from marketplace.inventory.stock_check.check import check as stock_check
from marketplace.orders.order_check.check import check as order_check


def nothing_is_broken() -> None:
    """Ledger, shelves, holds, parcels, payments and Saleor's rows agree."""
    assert stock_check().broken == []
    assert order_check().broken == []
