"""Relations of what is written beside: Saleor's rows, the history, the pick-up codes."""

from marketplace.inventory.stock_check.relations import Relation

SALEOR_IS_THE_ORDER = Relation(
    "saleor_is_the_order",
    "order_order",
    ("order",),
    """
    SELECT shop_order.code, saleor.total_gross_amount::bigint AS says, shop_order.total AS should
    FROM ocop_orders_shoporder AS shop_order
    JOIN order_order AS saleor ON saleor.id = shop_order.order_id
    WHERE saleor.total_gross_amount <> shop_order.total
    ORDER BY shop_order.code
    """,
)
# says, should: how many orders of that code are in the state that follows from the parcels.
SALEOR_IS_AS_FAR = Relation(
    "saleor_is_as_far",
    "order_order",
    ("order", "state"),
    """
    SELECT shop_order.code, saleor.status, 0 AS says, 1 AS should
    FROM (
        SELECT order_id,
               bool_or(state IN ('to_confirm', 'confirmed', 'packed', 'ready')) AS waits,
               bool_or(state IN ('shipped', 'refused', 'delivered')) AS gone
        FROM ocop_orders_parcel GROUP BY order_id
    ) AS parcels
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcels.order_id
    JOIN order_order AS saleor ON saleor.id = shop_order.order_id
    WHERE saleor.status <> CASE
        WHEN waits AND gone THEN 'partially fulfilled' WHEN waits THEN 'unfulfilled'
        WHEN gone THEN 'fulfilled' ELSE 'canceled'
    END
    ORDER BY shop_order.code
    """,
)
SALEORS_LINE_IS_OURS = Relation(
    "saleors_line_is_ours",
    "order_orderline",
    ("order", "article"),
    """
    SELECT shop_order.code, saleor.product_sku, saleor.quantity AS says, lines.units AS should
    FROM (
        SELECT order_line_id, min(parcel.order_id) AS order_id, sum(line.quantity)::bigint AS units
        FROM ocop_orders_parcelline AS line
        JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id
        GROUP BY order_line_id
    ) AS lines
    JOIN order_orderline AS saleor ON saleor.id = lines.order_line_id
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = lines.order_id
    WHERE saleor.quantity <> lines.units OR saleor.order_id <> shop_order.order_id
    ORDER BY shop_order.code, saleor.product_sku
    """,
)
SALEOR_FULFILLED_WHAT_WENT_OUT = Relation(
    "saleor_fulfilled_what_went_out",
    "order_orderline",
    ("order", "article"),
    """
    SELECT shop_order.code, saleor.product_sku,
           CASE WHEN saleor.quantity_fulfilled <> lines.units THEN saleor.quantity_fulfilled
                ELSE coalesce(fulfilled.units, 0) END AS says,
           lines.units AS should
    FROM (
        SELECT order_line_id, min(parcel.order_id) AS order_id,
               coalesce(sum(line.quantity) FILTER (
                   WHERE parcel.state IN ('shipped', 'refused', 'delivered')), 0)::bigint AS units
        FROM ocop_orders_parcelline AS line
        JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id
        GROUP BY order_line_id
    ) AS lines
    JOIN order_orderline AS saleor ON saleor.id = lines.order_line_id
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = lines.order_id
    LEFT JOIN (
        SELECT line.order_line_id, sum(line.quantity)::bigint AS units
        FROM order_fulfillmentline AS line
        JOIN order_fulfillment AS fulfilment ON fulfilment.id = line.fulfillment_id
        WHERE fulfilment.status = 'fulfilled' GROUP BY line.order_line_id
    ) AS fulfilled ON fulfilled.order_line_id = saleor.id
    WHERE saleor.quantity_fulfilled <> lines.units OR coalesce(fulfilled.units, 0) <> lines.units
    ORDER BY shop_order.code, saleor.product_sku
    """,
)
SALEOR_ALLOCATED_WHAT_IS_HELD = Relation(
    "saleor_allocated_what_is_held",
    "warehouse_allocation",
    ("order", "place", "article"),
    """
    WITH held AS (
        SELECT line.order_line_id, stock.id AS stock_id, sum(hold.quantity)::bigint AS units
        FROM ocop_inventory_hold AS hold
        JOIN ocop_orders_parcelline AS line ON line.hold_id = hold.id
        JOIN ocop_inventory_shelf AS shelf ON shelf.id = hold.shelf_id
        JOIN ocop_places_place AS place ON place.id = shelf.place_id
        LEFT JOIN warehouse_stock AS stock ON stock.warehouse_id = place.warehouse_id
              AND stock.product_variant_id = shelf.variant_id
        WHERE hold.state = 'live' GROUP BY line.order_line_id, stock.id
    )
    SELECT saleor.token, coalesce(place.code, ''), variant.sku,
           coalesce(allocation.quantity_allocated, 0) AS says, coalesce(held.units, 0) AS should
    FROM held
    FULL JOIN warehouse_allocation AS allocation USING (order_line_id, stock_id)
    JOIN order_orderline AS line ON line.id = order_line_id
    JOIN order_order AS saleor ON saleor.id = line.order_id
    LEFT JOIN warehouse_stock AS stock ON stock.id = stock_id
    LEFT JOIN product_productvariant AS variant
           ON variant.id = coalesce(stock.product_variant_id, line.variant_id)
    LEFT JOIN ocop_places_place AS place ON place.warehouse_id = stock.warehouse_id
    WHERE coalesce(allocation.quantity_allocated, 0) <> coalesce(held.units, 0)
    ORDER BY saleor.token, 2, variant.sku
    """,
)
PLACED_ONCE = Relation(
    "placed_once",
    "ocop_orders_orderevent",
    ("order",),
    """
    SELECT shop_order.code, count(event.id) AS says, 1 AS should
    FROM ocop_orders_shoporder AS shop_order
    LEFT JOIN ocop_orders_orderevent AS event
      ON event.order_id = shop_order.id AND event.kind = 'placed'
    GROUP BY shop_order.code HAVING count(event.id) <> 1
    ORDER BY shop_order.code
    """,
)
# Digits of the code: six while somebody is to come for it, none on what is delivered.
COLLECTED_BY_A_CODE = Relation(
    "collected_by_a_code",
    "ocop_orders_parcel",
    ("order", "parcel", "place"),
    """
    SELECT shop_order.code, parcel.code, place.code, length(parcel.pickup_code) AS says,
           CASE WHEN shop_order.how = 'collection' THEN 6 ELSE 0 END AS should
    FROM ocop_orders_parcel AS parcel
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
    JOIN ocop_places_place AS place ON place.id = parcel.place_id
    WHERE CASE WHEN shop_order.how = 'delivery' THEN parcel.pickup_code <> ''
               ELSE parcel.ended_at IS NULL AND parcel.pickup_code !~ '^[0-9]{6}$' END
    ORDER BY shop_order.code, parcel.code
    """,
)

RECORDS = (
    SALEOR_IS_THE_ORDER,
    SALEOR_IS_AS_FAR,
    SALEORS_LINE_IS_OURS,
    SALEOR_FULFILLED_WHAT_WENT_OUT,
    SALEOR_ALLOCATED_WHAT_IS_HELD,
    PLACED_ONCE,
    COLLECTED_BY_A_CODE,
)
