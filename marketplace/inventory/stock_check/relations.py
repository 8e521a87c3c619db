"""What must be equal, as SQL that answers the rows where it is not.

Each statement reads each of its tables once, however long they are, and names what it found by
public codes: the columns before `says` are the row's key, in the reader's terms.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Relation:
    """table: whose row says something else than it should. key: the first columns of `sql`."""

    code: str
    table: str
    key: tuple[str, ...]
    sql: str


DOCUMENT_SUMS_TO_ZERO = Relation(
    "document_sums_to_zero",
    "ocop_inventory_document",
    ("document", "article", "lot"),
    """
    SELECT document.code, variant.sku, lot.code, broken.total AS says, 0 AS should
    FROM (
        SELECT document_id, lot_id, sum(quantity)::bigint AS total
        FROM ocop_inventory_entry GROUP BY document_id, lot_id HAVING sum(quantity) <> 0
    ) AS broken
    JOIN ocop_inventory_document AS document ON document.id = broken.document_id
    JOIN ocop_inventory_lot AS lot ON lot.id = broken.lot_id
    JOIN product_productvariant AS variant ON variant.id = lot.variant_id
    ORDER BY document.code, lot.code
    """,
)
BALANCE_IS_ITS_ENTRIES = Relation(
    "balance_is_its_entries",
    "ocop_inventory_balance",
    ("place", "article", "lot", "owner", "condition"),
    """
    SELECT place.code, variant.sku, lot.code, owner.code, broken.condition, says, should
    FROM (
        SELECT place_id, lot_id, owner_id, condition,
               coalesce(balance.quantity, 0) AS says, coalesce(entries.total, 0) AS should
        FROM ocop_inventory_balance AS balance
        FULL JOIN (
            SELECT place_id, lot_id, owner_id, condition, sum(quantity)::bigint AS total
            FROM ocop_inventory_entry WHERE place_id IS NOT NULL
            GROUP BY place_id, lot_id, owner_id, condition
        ) AS entries USING (place_id, lot_id, owner_id, condition)
        WHERE coalesce(balance.quantity, 0) <> coalesce(entries.total, 0)
    ) AS broken
    JOIN ocop_places_place AS place ON place.id = broken.place_id
    JOIN ocop_places_party AS owner ON owner.id = broken.owner_id
    JOIN ocop_inventory_lot AS lot ON lot.id = broken.lot_id
    JOIN product_productvariant AS variant ON variant.id = lot.variant_id
    ORDER BY place.code, variant.sku, lot.code, owner.code, broken.condition
    """,
)
SHELF_IS_ITS_BALANCES = Relation(
    "shelf_is_its_balances",
    "ocop_inventory_shelf",
    ("place", "article"),
    """
    SELECT place.code, variant.sku, says, should
    FROM (
        SELECT place_id, variant_id, coalesce(shelf.on_hand, 0) AS says,
               coalesce(balances.total, 0) AS should
        FROM ocop_inventory_shelf AS shelf
        FULL JOIN (
            SELECT balance.place_id, lot.variant_id, sum(balance.quantity)::bigint AS total
            FROM ocop_inventory_balance AS balance
            JOIN ocop_inventory_lot AS lot ON lot.id = balance.lot_id
            GROUP BY balance.place_id, lot.variant_id
        ) AS balances USING (place_id, variant_id)
        WHERE coalesce(shelf.on_hand, 0) <> coalesce(balances.total, 0)
    ) AS broken
    JOIN ocop_places_place AS place ON place.id = broken.place_id
    JOIN product_productvariant AS variant ON variant.id = broken.variant_id
    ORDER BY place.code, variant.sku
    """,
)
SHELF_IS_ITS_HOLDS = Relation(
    "shelf_is_its_holds",
    "ocop_inventory_shelf",
    ("place", "article"),
    """
    SELECT place.code, variant.sku, shelf.held AS says, coalesce(live.total, 0) AS should
    FROM ocop_inventory_shelf AS shelf
    LEFT JOIN (
        SELECT shelf_id, sum(quantity)::bigint AS total
        FROM ocop_inventory_hold WHERE state = 'live' GROUP BY shelf_id
    ) AS live ON live.shelf_id = shelf.id
    JOIN ocop_places_place AS place ON place.id = shelf.place_id
    JOIN product_productvariant AS variant ON variant.id = shelf.variant_id
    WHERE shelf.held <> coalesce(live.total, 0)
    ORDER BY place.code, variant.sku
    """,
)
HELD_IS_ON_HAND = Relation(
    "held_is_on_hand",
    "ocop_inventory_shelf",
    ("place", "article"),
    """
    SELECT place.code, variant.sku, shelf.held AS says, shelf.on_hand AS should
    FROM ocop_inventory_shelf AS shelf
    JOIN ocop_places_place AS place ON place.id = shelf.place_id
    JOIN product_productvariant AS variant ON variant.id = shelf.variant_id
    WHERE shelf.held > shelf.on_hand OR shelf.held < 0
    ORDER BY place.code, variant.sku
    """,
)
SALEOR_IS_THE_SHELF = Relation(
    "saleor_is_the_shelf",
    "warehouse_stock",
    ("place", "article"),
    """
    SELECT coalesce(place.code, warehouse.slug), variant.sku, says, should
    FROM (
        SELECT warehouse_id, variant_id, coalesce(stock.quantity, 0) AS says,
               coalesce(shelf.on_hand, 0) AS should
        FROM (
            SELECT warehouse_id, product_variant_id AS variant_id, sum(quantity)::bigint AS quantity
            FROM warehouse_stock GROUP BY warehouse_id, product_variant_id
        ) AS stock
        FULL JOIN (
            SELECT place.warehouse_id, shelf.variant_id, shelf.on_hand
            FROM ocop_inventory_shelf AS shelf
            JOIN ocop_places_place AS place ON place.id = shelf.place_id
        ) AS shelf USING (warehouse_id, variant_id)
        WHERE coalesce(stock.quantity, 0) <> coalesce(shelf.on_hand, 0)
    ) AS broken
    JOIN warehouse_warehouse AS warehouse ON warehouse.id = broken.warehouse_id
    LEFT JOIN ocop_places_place AS place ON place.warehouse_id = broken.warehouse_id
    JOIN product_productvariant AS variant ON variant.id = broken.variant_id
    ORDER BY 1, 2
    """,
)
TRANSFER_IS_ON_THE_WAY = Relation(
    "transfer_is_on_the_way",
    "ocop_inventory_sent",
    ("transfer", "article", "lot", "owner", "condition"),
    """
    SELECT broken.reference, variant.sku, lot.code, owner.code, broken.condition, says, should
    FROM (
        SELECT reference, lot_id, owner_id, condition,
               coalesce(sent.left_over, 0) AS says, coalesce(entries.total, 0) AS should
        FROM (
            SELECT transfer.code AS reference, lot_id, owner_id, condition,
                   sent - received - damaged - lost - returned AS left_over
            FROM ocop_inventory_sent AS sent
            JOIN ocop_inventory_transfer AS transfer ON transfer.id = sent.transfer_id
        ) AS sent
        FULL JOIN (
            SELECT document.reference, entry.lot_id, entry.owner_id, entry.condition,
                   sum(entry.quantity)::bigint AS total
            FROM ocop_inventory_entry AS entry
            JOIN ocop_inventory_document AS document ON document.id = entry.document_id
            WHERE entry.virtual = 'on_the_way'
            GROUP BY document.reference, entry.lot_id, entry.owner_id, entry.condition
        ) AS entries USING (reference, lot_id, owner_id, condition)
        WHERE coalesce(sent.left_over, 0) <> coalesce(entries.total, 0)
            OR coalesce(sent.left_over, 0) < 0
    ) AS broken
    JOIN ocop_places_party AS owner ON owner.id = broken.owner_id
    JOIN ocop_inventory_lot AS lot ON lot.id = broken.lot_id
    JOIN product_productvariant AS variant ON variant.id = lot.variant_id
    ORDER BY broken.reference, variant.sku, lot.code, owner.code, broken.condition
    """,
)

RELATIONS = (
    DOCUMENT_SUMS_TO_ZERO,
    BALANCE_IS_ITS_ENTRIES,
    SHELF_IS_ITS_BALANCES,
    SHELF_IS_ITS_HOLDS,
    HELD_IS_ON_HAND,
    SALEOR_IS_THE_SHELF,
    TRANSFER_IS_ON_THE_WAY,
)

COUNTED = """
SELECT (SELECT count(*) FROM ocop_inventory_entry),
       (SELECT count(*) FROM ocop_inventory_document),
       (SELECT count(*) FROM ocop_inventory_balance),
       (SELECT count(*) FROM ocop_inventory_shelf),
       (SELECT coalesce(sum(on_hand), 0)::bigint FROM ocop_inventory_shelf),
       (SELECT count(*) FROM ocop_inventory_hold WHERE state = 'live'),
       (SELECT count(*) FROM ocop_inventory_sent),
       (SELECT count(*) FROM ocop_places_place)
"""
COUNTS = ("entries", "documents", "balances", "shelves", "units", "holds", "sent", "places")
