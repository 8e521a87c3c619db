"""Relations of goods: what parcels hold, what went out for them, what came back."""

from marketplace.inventory.stock_check.relations import Relation

# Held, and its time not passed; goods under way to a point are held nowhere.
_HOLDING = """
parcel.state IN ('to_confirm', 'confirmed', 'packed', 'ready')
AND coalesce(parcel.held_until > current_setting('ocop.moment')::timestamptz, true)
AND NOT EXISTS (
    SELECT FROM ocop_inventory_transfer AS transfer
    WHERE transfer.id = parcel.transfer_id AND transfer.state = 'sent'
)
"""
_NAMES = """
JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
JOIN ocop_places_place AS place ON place.id = parcel.place_id
"""

# A collection for which less came to the point than was sent waits for a person, as it should.
_CAME_SHORT = """
parcel.transfer_id IS NOT NULL AND parcel.state = 'confirmed'
AND (hold.state = 'taken' OR hold.quantity < line.quantity)
"""

PARCEL_HOLDS_ITS_GOODS = Relation(
    "parcel_holds_its_goods",
    "ocop_inventory_hold",
    ("order", "parcel", "place", "article"),
    f"""
    SELECT shop_order.code, parcel.code, place.code, variant.sku,
           CASE WHEN hold.state = 'live' AND shelf.variant_id = variant.id
                 AND hold.reference = shop_order.code || '/' || parcel.code
                 AND shelf.place_id IN (parcel.place_id, parcel.supplied_from_id)
                THEN hold.quantity ELSE 0 END AS says,
           line.quantity AS should
    FROM ocop_orders_parcelline AS line
    JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id
    {_NAMES}
    JOIN ocop_listings_listing AS listing ON listing.id = line.listing_id
    JOIN product_productvariant AS variant ON variant.id = listing.variant_id
    JOIN ocop_inventory_hold AS hold ON hold.id = line.hold_id
    JOIN ocop_inventory_shelf AS shelf ON shelf.id = hold.shelf_id
    WHERE {_HOLDING} AND NOT ({_CAME_SHORT}) AND (
        hold.state <> 'live' OR hold.quantity <> line.quantity OR shelf.variant_id <> variant.id
        OR hold.reference <> shop_order.code || '/' || parcel.code
        OR shelf.place_id <> parcel.place_id
           AND shelf.place_id IS DISTINCT FROM parcel.supplied_from_id
    )
    ORDER BY shop_order.code, parcel.code, variant.sku
    """,
)
# In seconds since 1970; 0 where it is held until it is handed over.
HELD_AS_LONG_AS_ITS_PARCEL = Relation(
    "held_as_long_as_its_parcel",
    "ocop_inventory_hold",
    ("order", "parcel", "place"),
    f"""
    SELECT shop_order.code, parcel.code, place.code,
           coalesce(floor(extract(epoch FROM hold.until)), 0)::bigint AS says,
           coalesce(floor(extract(epoch FROM parcel.held_until)), 0)::bigint AS should
    FROM ocop_orders_parcelline AS line
    JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id
    {_NAMES}
    JOIN ocop_inventory_hold AS hold ON hold.id = line.hold_id
    WHERE hold.state = 'live' AND hold.until IS DISTINCT FROM parcel.held_until
    ORDER BY shop_order.code, parcel.code
    """,
)
NOTHING_HELD_FOR_NOBODY = Relation(
    "nothing_held_for_nobody",
    "ocop_inventory_hold",
    ("reference", "place", "article"),
    """
    SELECT hold.reference, place.code, variant.sku, hold.quantity AS says, 0 AS should
    FROM ocop_inventory_hold AS hold
    JOIN ocop_inventory_shelf AS shelf ON shelf.id = hold.shelf_id
    JOIN ocop_places_place AS place ON place.id = shelf.place_id
    JOIN product_productvariant AS variant ON variant.id = shelf.variant_id
    WHERE hold.state = 'live' AND NOT EXISTS (
        SELECT FROM ocop_orders_parcelline AS line
        JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id
        WHERE line.hold_id = hold.id
          AND parcel.state IN ('to_confirm', 'confirmed', 'packed', 'ready')
    )
    ORDER BY hold.reference, place.code, variant.sku
    """,
)
WENT_OUT_FOR_ITS_PARCEL = Relation(
    "went_out_for_its_parcel",
    "ocop_inventory_entry",
    ("order", "parcel", "place", "article"),
    f"""
    WITH wanted AS (
        SELECT line.parcel_id, listing.variant_id, sum(line.quantity)::bigint AS units
        FROM ocop_orders_parcelline AS line
        JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id
        JOIN ocop_listings_listing AS listing ON listing.id = line.listing_id
        WHERE parcel.state IN ('shipped', 'delivered', 'refused', 'back')
        GROUP BY line.parcel_id, listing.variant_id
    ), sold AS (
        SELECT parcel.id AS parcel_id, lot.variant_id, sum(entry.quantity)::bigint AS units
        FROM ocop_inventory_document AS document
        JOIN ocop_orders_shoporder AS shop_order
          ON shop_order.code = split_part(document.reference, '/', 1)
        JOIN ocop_orders_parcel AS parcel
          ON parcel.order_id = shop_order.id
         AND parcel.code = split_part(document.reference, '/', 2)
        JOIN ocop_inventory_entry AS entry
          ON entry.document_id = document.id AND entry.virtual = 'shopper'
        JOIN ocop_inventory_lot AS lot ON lot.id = entry.lot_id
        WHERE document.kind = 'sale'
        GROUP BY parcel.id, lot.variant_id
    )
    SELECT shop_order.code, parcel.code, place.code, variant.sku,
           coalesce(sold.units, 0) AS says, coalesce(wanted.units, 0) AS should
    FROM wanted FULL JOIN sold USING (parcel_id, variant_id)
    JOIN ocop_orders_parcel AS parcel ON parcel.id = parcel_id
    {_NAMES}
    JOIN product_productvariant AS variant ON variant.id = variant_id
    WHERE coalesce(sold.units, 0) <> coalesce(wanted.units, 0)
    ORDER BY shop_order.code, parcel.code, variant.sku
    """,
)
SOLD_ONCE = Relation(
    "sold_once",
    "ocop_inventory_document",
    ("order", "parcel", "place"),
    f"""
    SELECT shop_order.code, parcel.code, place.code, count(document.id) AS says,
           (parcel.state IN ('shipped', 'delivered', 'refused', 'back'))::int AS should
    FROM ocop_orders_parcel AS parcel
    {_NAMES}
    LEFT JOIN ocop_inventory_document AS document
      ON document.reference = shop_order.code || '/' || parcel.code AND document.kind = 'sale'
    GROUP BY shop_order.code, parcel.id, place.code
    HAVING count(document.id) <> (parcel.state IN ('shipped', 'delivered', 'refused', 'back'))::int
    ORDER BY shop_order.code, parcel.code
    """,
)
# Of a parcel that is back nothing is out; of no other does more come back than went out.
CAME_BACK = Relation(
    "came_back",
    "ocop_inventory_entry",
    ("order", "parcel", "place"),
    f"""
    SELECT shop_order.code, parcel.code, place.code, moved.units AS says, 0 AS should
    FROM (
        SELECT document.reference, sum(entry.quantity)::bigint AS units
        FROM ocop_inventory_document AS document
        JOIN ocop_inventory_entry AS entry
          ON entry.document_id = document.id AND entry.virtual = 'shopper'
        WHERE document.reference LIKE '%/%'
        GROUP BY document.reference
    ) AS moved
    JOIN ocop_orders_parcel AS parcel ON parcel.code = split_part(moved.reference, '/', 2)
    {_NAMES}
    WHERE moved.reference = shop_order.code || '/' || parcel.code
      AND (moved.units < 0 OR parcel.state = 'back' AND moved.units <> 0)
    ORDER BY shop_order.code, parcel.code
    """,
)

GOODS = (
    PARCEL_HOLDS_ITS_GOODS,
    HELD_AS_LONG_AS_ITS_PARCEL,
    NOTHING_HELD_FOR_NOBODY,
    WENT_OUT_FOR_ITS_PARCEL,
    SOLD_ONCE,
    CAME_BACK,
)
