"""Until when at least what a shelf sells is good."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Condition

EARLIEST = """
SELECT balance.place_id, lot.variant_id, min(lot.best_before)
FROM unnest(%s::bigint[], %s::int[]) AS wanted (place_id, variant_id)
JOIN ocop_inventory_lot AS lot
    ON lot.variant_id = wanted.variant_id AND lot.best_before >= %s
JOIN ocop_inventory_balance AS balance
    ON balance.lot_id = lot.id AND balance.place_id = wanted.place_id
    AND balance.condition = %s AND balance.quantity > 0
GROUP BY 1, 2
"""


def earliest(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, date]:
    """The first best-before day among what can be sold on the day: first expiry goes out first.

    Shelves whose goods keep, and empty ones, are left out. One query.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    places, variants = zip(*wanted, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(EARLIEST, [list(places), list(variants), day, str(Condition.GOOD)])
        return {(place, variant): first for place, variant, first in cursor.fetchall()}
