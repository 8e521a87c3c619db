"""The history page of a lot in a long ledger: its time, its queries and the rows it reads."""

import json
import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.inventory import history
from marketplace.inventory.models import Balance
from marketplace.places.models import Place
from tests.benchmarks import long_ledger
from tests.benchmarks.spent import Spent

ASKED = 50


def row(entries: int) -> list[Any]:
    """One line of the table, for the newest page of one lot at all places of the database in use."""
    lot_id, places = long_ledger.FIRST, Place.objects.all()
    history.of_lot(lot_id, places)
    with CaptureQueriesContext(connection) as captured:
        history.of_lot(lot_id, places)
    queries = len(captured)
    each = []
    for _one in range(ASKED):
        began = time.perf_counter()
        history.of_lot(lot_id, places)
        each.append(time.perf_counter() - began)
    spent = Spent(each, sum(each))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ocop_inventory_entry WHERE lot_id = %s", [lot_id])
        of_lot = cursor.fetchone()[0]
        pairs = Balance.objects.filter(lot=lot_id).values_list("place_id", "lot_id").distinct()
        asked = [place for place, _lot in pairs], [lot for _place, lot in pairs]
        most = history.ROWS + 1
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {history.NEWEST}",
            [*asked, history.LATEST, most, most],
        )
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return [f"{entries:,}", of_lot, spent.ms(50), spent.ms(95), queries, _read(plan), buffers]


def _read(plan: dict[str, Any]) -> int:
    """Rows that scans of entries gave, over all their loops."""
    here = plan.get("Relation Name") == "ocop_inventory_entry"
    rows = round(plan["Actual Rows"] * plan["Actual Loops"]) if here else 0
    return rows + sum(_read(part) for part in plan.get("Plans", []))
