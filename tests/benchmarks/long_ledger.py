"""A long ledger by plain SQL: so many entries at twenty places, all in agreement with everything else.

The owner writes them into a copy that is thrown away, with the triggers off and the foreign keys
gone. A receipt for every lot of every place comes first, then sales of one unit, dealt to the lots in
turn.
"""

from psycopg2 import sql

PLACES, ARTICLES, LOTS = 20, 1000, 2  # lots of each article, at every place
BALANCES = PLACES * ARTICLES * LOTS
FIRST = 1_000_000  # keys of what is made here; the demo's are far below
RECEIVED = 1000  # sales units of each lot
TABLES = (
    "ocop_inventory_document",
    "ocop_inventory_entry",
    "ocop_inventory_balance",
    "ocop_inventory_shelf",
    "warehouse_stock",
)

# Like the newest row of the table, but for the columns that `own` has.
LIKE = """
INSERT INTO {table} SELECT (jsonb_populate_record(one, to_jsonb(own))).*
FROM {table} AS one CROSS JOIN ({own}) AS own
WHERE one.{newest} = (SELECT max({newest}) FROM {table})
"""
WAREHOUSES = """
SELECT lpad(to_hex(n), 32, '0')::uuid AS id, 'Bench ' || n AS name, 'bench-' || n AS slug
FROM generate_series(1, {places}) AS n
"""
PLACES_THERE = """
SELECT {first} + n AS id, lpad(to_hex(n), 32, '0')::uuid AS warehouse_id, 'BENCH' || n AS code
FROM generate_series(1, {places}) AS n
"""
PRODUCTS = """
SELECT {first} + n AS id, 'bench-' || n AS slug FROM generate_series(0, {articles} - 1) AS n
"""
VARIANTS = """
SELECT {first} + n AS id, {first} + n AS product_id, 'BENCH' || n AS sku
FROM generate_series(0, {articles} - 1) AS n
"""
LEDGER = """
INSERT INTO ocop_inventory_lot (id, variant_id, code, registered_at)
    SELECT {first} + article * {lots} + lot, {first} + article, 'L' || lot, timestamptz '2026-01-01'
    FROM generate_series(0, {articles} - 1) AS article, generate_series(0, {lots} - 1) AS lot;

CREATE TEMP TABLE moved AS
    SELECT {first} + n AS id, n < {balances} AS is_receipt,
           {first} + 1 + n % {places} AS place_id,
           {first} + n / {places} % ({articles} * {lots}) AS lot_id,
           (SELECT min(id) FROM ocop_places_party) AS owner_id,
           CASE WHEN n < {balances} THEN {received} ELSE -1 END AS quantity
    FROM generate_series(0, {documents} - 1) AS n;

INSERT INTO ocop_inventory_document
        (id, code, kind, client_key, reference, note, business_at, recorded_at)
    SELECT id, 'B' || id, CASE WHEN is_receipt THEN 'receiving' ELSE 'sale' END, 'bench-' || id,
           '', '', timestamptz '2026-01-01', timestamptz '2026-01-01'
    FROM moved;
INSERT INTO ocop_inventory_entry
        (document_id, lot_id, place_id, virtual, owner_id, condition, quantity, reason)
    SELECT id, lot_id, CASE WHEN here THEN place_id END,
           CASE WHEN here THEN '' WHEN is_receipt THEN 'producer' ELSE 'shopper' END,
           owner_id, 'good', CASE WHEN here THEN quantity ELSE -quantity END, 'bench'
    FROM moved CROSS JOIN (VALUES (true), (false)) AS side (here)
    ORDER BY id;
INSERT INTO ocop_inventory_balance (place_id, lot_id, owner_id, condition, quantity)
    SELECT place_id, lot_id, owner_id, 'good', sum(quantity) FROM moved GROUP BY 1, 2, 3;
INSERT INTO ocop_inventory_shelf (place_id, variant_id, on_hand, held)
    SELECT balance.place_id, lot.variant_id, sum(balance.quantity), 0
    FROM ocop_inventory_balance AS balance JOIN ocop_inventory_lot AS lot ON lot.id = balance.lot_id
    WHERE lot.id >= {first} GROUP BY 1, 2;
INSERT INTO warehouse_stock (warehouse_id, product_variant_id, quantity)
    SELECT place.warehouse_id, shelf.variant_id, shelf.on_hand
    FROM ocop_inventory_shelf AS shelf JOIN ocop_places_place AS place ON place.id = shelf.place_id
    WHERE place.id > {first};
"""


def write(cursor, entries: int) -> int:
    """Write so many entries, two a document; answers how many there are now. `cursor`: the owner's."""
    _like(cursor, "warehouse_warehouse", WAREHOUSES)
    _like(cursor, "ocop_places_place", PLACES_THERE)
    _like(cursor, "product_product", PRODUCTS)
    _like(cursor, "product_productvariant", VARIANTS)
    for table in TABLES:
        cursor.execute(_sql("ALTER TABLE {table} DISABLE TRIGGER USER", table=table))
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                    sql.Identifier(table), sql.Identifier(name)
                )
            )
    cursor.execute(_sql(LEDGER, documents=entries // 2))
    for table in TABLES:
        cursor.execute(_sql("ALTER TABLE {table} ENABLE TRIGGER USER", table=table))
    cursor.execute("DROP TABLE moved")
    cursor.execute("VACUUM (ANALYZE)")
    cursor.execute("SELECT count(*) FROM ocop_inventory_entry")
    return cursor.fetchone()[0]


def _like(cursor, table: str, own: str) -> None:
    newest = "name" if table == "warehouse_warehouse" else "id"
    cursor.execute(_sql(LIKE.replace("{own}", own), table=table, newest=newest))


def _sql(text: str, table: str = "", newest: str = "", documents: int = 0) -> sql.Composed:
    numbers = {
        "first": FIRST,
        "places": PLACES,
        "articles": ARTICLES,
        "lots": LOTS,
        "balances": BALANCES,
        "received": RECEIVED,
        "documents": documents,
    }
    return sql.SQL(text).format(
        table=sql.Identifier(table),
        newest=sql.Identifier(newest),
        **{name: sql.Literal(number) for name, number in numbers.items()},
    )
