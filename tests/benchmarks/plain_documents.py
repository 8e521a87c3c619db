"""The same rows that a stock document writes, by plain SQL: what PostgreSQL alone would give.

pgbench is part of the embedded PostgreSQL. Every transaction locks the shelf, inserts a document, its two
lines and the audit line, moves shelf and Saleor's stock, and commits to the disk; all triggers and constraints run.
It reads neither terms nor lots, keys or recalls, and one process speaks for all clients: no rule could be cheaper.
"""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from marketplace.embedded import placement

SCRIPT = """
SELECT shelf, place, lot, owner, variant, warehouse FROM bench_shelf WHERE n = {which} \\gset
BEGIN;
SELECT on_hand FROM ocop_inventory_shelf WHERE id = :shelf FOR UPDATE;
INSERT INTO ocop_inventory_document
    (code, kind, client_key, reference, note, actor_id, business_at, recorded_at)
    VALUES (upper(substr(md5(random()::text), 1, 10)), 'receiving', gen_random_uuid()::text, '', '', 1,
            '{moment}', '{moment}') RETURNING id AS document \\gset
INSERT INTO ocop_inventory_entry
    (document_id, lot_id, place_id, virtual, owner_id, condition, quantity, reason)
    VALUES (:document, :lot, NULL, 'producer', :owner, 'good', -1, 'received'),
           (:document, :lot, :place, '', :owner, 'good', 1, 'received');
UPDATE ocop_inventory_shelf SET on_hand = on_hand + 1 WHERE id = :shelf;
UPDATE warehouse_stock SET quantity = quantity + 1
    WHERE warehouse_id = ':warehouse' AND product_variant_id = :variant;
INSERT INTO ocop_audit_line (at, actor_id, action, subject, data)
    VALUES ('{moment}', 1, 'inventory.receive', 'document:' || :document,
            '{{"place": "AAAAAAAAAA", "units": 1}}');
COMMIT;
"""
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


@dataclass(frozen=True)
class ShelfRow:
    """The keys that one client's transactions name."""

    shelf: int
    place: int
    lot: int
    owner: int
    variant: int
    warehouse: str


def a_second(
    url: str, owner_url: str, shelves: Sequence[ShelfRow], each: int, scratch: Path
) -> float:
    """Documents a second: one client per shelf named, `each` transactions a client."""
    with psycopg2.connect(owner_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_shelf (n int, shelf bigint, place bigint, lot bigint, owner bigint,"
            " variant bigint, warehouse uuid)"
        )
        cursor.execute("GRANT SELECT ON bench_shelf TO PUBLIC")
        for number, one in enumerate(shelves):
            cursor.execute(
                "INSERT INTO bench_shelf VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [number, one.shelf, one.place, one.lot, one.owner, one.variant, one.warehouse],
            )
    script = scratch / "plain.sql"
    moment = datetime.now(UTC).isoformat()
    script.write_text(SCRIPT.format(which=":client_id", moment=moment), encoding="utf-8")
    clients = len(shelves)
    run = subprocess.run(
        [
            *(
                str(placement.place("bench-postgres").programs / "pgbench"),
                "--no-vacuum",
                "--file",
                str(script),
            ),
            *("--client", str(clients), "--jobs", "2", "--transactions", str(each), url),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = TPS.search(run.stdout)
    if found is None or "aborted" in run.stderr:
        raise RuntimeError(f"pgbench said: {run.stdout[-500:]} {run.stderr[-500:]}")
    return float(found[1])
