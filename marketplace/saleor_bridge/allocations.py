"""Saleor's allocations as a copy of what our orders hold: one a line and stock row.

Nothing is decided by them. They are written under the lock of the shelf that the hold stands on.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

Units = tuple[int, Any, int, int]  # keys of order line, warehouse and variant; sales units

_OF = """
(SELECT row.line, stock.id AS stock, sum(row.units)::int AS units
 FROM unnest(%s::int[], %s::uuid[], %s::int[], %s::int[]) AS row (line, warehouse, variant, units)
 JOIN warehouse_stock AS stock
   ON stock.warehouse_id = row.warehouse AND stock.product_variant_id = row.variant
 GROUP BY row.line, stock.id)
"""
ALLOCATE = f"""
INSERT INTO warehouse_allocation AS there (order_line_id, stock_id, quantity_allocated)
SELECT line, stock, units FROM {_OF} AS changed ORDER BY line, stock
ON CONFLICT (order_line_id, stock_id)
DO UPDATE SET quantity_allocated = there.quantity_allocated + excluded.quantity_allocated
"""
DEALLOCATE = f"""
WITH changed AS {_OF}, emptied AS (
    DELETE FROM warehouse_allocation AS there USING changed
    WHERE there.order_line_id = changed.line AND there.stock_id = changed.stock
      AND there.quantity_allocated <= changed.units
)
UPDATE warehouse_allocation AS there
SET quantity_allocated = there.quantity_allocated - changed.units FROM changed
WHERE there.order_line_id = changed.line AND there.stock_id = changed.stock
  AND there.quantity_allocated > changed.units
"""


def allocate(rows: Iterable[Units]) -> None:
    """Add so many units to what these lines have allocated. One statement."""
    _run(ALLOCATE, rows)


def deallocate(rows: Iterable[Units]) -> None:
    """Take so many units off; a line with none left has no row. One statement."""
    _run(DEALLOCATE, rows)


def _run(statement: str, rows: Iterable[Units]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(statement, columns)
