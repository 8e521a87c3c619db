"""`check_stock` over five million entries: at most 60 seconds, and it finds the one figure that is wrong.

In the same long ledger, and in a short one beside it: what the history page of a lot costs.
"""

import contextlib
import time
from typing import Any

import psycopg2

from tests.benchmarks import long_ledger
from tests.benchmarks.ground import Ground
from tests.benchmarks.table import show

ENTRIES = 5_000_000
HISTORY_HEAD = (
    *("entries", "of the lot", "p50 ms", "p95 ms", "queries"),
    *("rows read", "buffers"),
)
SHORT = 200_000  # entries of the ledger that the history is compared with
AT_MOST = 60  # seconds, as the issue asks


def measure(ground: Ground, entries: int = ENTRIES) -> list[str]:
    """The sentences about promises that were broken."""
    from marketplace.inventory.stock_check.check import check

    past = [_history_of_a_short(ground)]
    with ground.copy() as url, contextlib.ExitStack() as at_end:
        connection = psycopg2.connect(ground.owner_url(url))
        at_end.callback(connection.close)
        connection.autocommit = True
        cursor = at_end.enter_context(connection.cursor())
        began = time.monotonic()
        written = long_ledger.write(cursor, entries)
        writing = time.monotonic() - began
        past.append(_history(written))
        rows = []
        for run in ("first run", "second run"):
            began = time.monotonic()
            agreeing = check()
            rows.append((run, f"{written:,}", time.monotonic() - began, len(agreeing.broken)))
        cursor.execute("ALTER TABLE warehouse_stock DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE warehouse_stock SET quantity = quantity + 1"
            " WHERE id = (SELECT max(id) FROM warehouse_stock)"
        )
        began = time.monotonic()
        broken = check().broken
        rows.append(("one figure broken", f"{written:,}", time.monotonic() - began, len(broken)))
    show(
        "check_stock",
        ("", "entries", "s", "rows that disagree"),
        rows,
        [f"The entries were written in {writing:.0f} s; at most {AT_MOST} s is asked for."],
    )
    show(
        "History page of a lot at all places",
        HISTORY_HEAD,
        past,
        ["rows read: of entries, by the query that finds the page; at most 51 a place of the lot."],
    )
    promises = []
    if agreeing.broken:
        promises.append(f"check_stock calls {agreeing.broken[0]} wrong, which is not.")
    if [row.relation for row in broken] != ["saleor_is_the_shelf"]:
        promises.append("check_stock does not find the one figure that is wrong.")
    return promises


def _history_of_a_short(ground: Ground) -> list[Any]:
    with ground.copy() as url, contextlib.ExitStack() as at_end:
        connection = psycopg2.connect(ground.owner_url(url))
        at_end.callback(connection.close)
        connection.autocommit = True
        written = long_ledger.write(at_end.enter_context(connection.cursor()), SHORT)
        return _history(written)


def _history(entries: int) -> list[Any]:
    """Imported late: it needs the settings of the ground."""
    from tests.benchmarks import long_history

    return long_history.row(entries)
