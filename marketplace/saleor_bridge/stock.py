"""Saleor's stock rows as a copy of our shelves."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from marketplace.saleor_bridge.models import Stock

CHANGE = """
UPDATE warehouse_stock AS stock SET quantity = wanted.quantity
FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS wanted (warehouse, variant, quantity)
WHERE stock.warehouse_id = wanted.warehouse AND stock.product_variant_id = wanted.variant
RETURNING stock.warehouse_id, stock.product_variant_id
"""


def set_quantities(wanted: Sequence[tuple[Any, int, int]]) -> None:
    """Write the units on hand of (warehouse, variant) into Saleor's Stock rows, making what is missing.

    Only inventory.ledger calls this; a deferred constraint compares both at commit. One
    statement, and one more where rows are new.
    """
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [list(column) for column in zip(*wanted, strict=True)])
        there = set(cursor.fetchall())
    missing = [
        Stock(warehouse_id=warehouse, product_variant_id=variant, quantity=quantity)
        for warehouse, variant, quantity in wanted
        if (warehouse, variant) not in there
    ]
    if missing:
        Stock.objects.bulk_create(missing)
