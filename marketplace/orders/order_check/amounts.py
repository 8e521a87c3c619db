"""Relations of money: what orders, parcels, lines, payments and refunds say in đồng."""

from marketplace.inventory.stock_check.relations import Relation

ORDER_IS_ITS_LINES = Relation(
    "order_is_its_lines",
    "ocop_orders_shoporder",
    ("order",),
    """
    SELECT shop_order.code, shop_order.goods_total AS says, coalesce(lines.total, 0) AS should
    FROM ocop_orders_shoporder AS shop_order
    LEFT JOIN (
        SELECT parcel.order_id, sum(line.total)::bigint AS total
        FROM ocop_orders_parcelline AS line
        JOIN ocop_orders_parcel AS parcel ON parcel.id = line.parcel_id GROUP BY parcel.order_id
    ) AS lines ON lines.order_id = shop_order.id
    WHERE shop_order.goods_total <> coalesce(lines.total, 0)
    ORDER BY shop_order.code
    """,
)
ORDER_IS_ITS_PARCELS = Relation(
    "order_is_its_parcels",
    "ocop_orders_shoporder",
    ("order",),
    """
    SELECT shop_order.code, shop_order.total AS says, coalesce(parcels.total, 0) AS should
    FROM ocop_orders_shoporder AS shop_order
    LEFT JOIN (
        SELECT order_id, sum(to_collect)::bigint AS total, sum(fee)::bigint AS fee
        FROM ocop_orders_parcel GROUP BY order_id
    ) AS parcels ON parcels.order_id = shop_order.id
    WHERE shop_order.total <> coalesce(parcels.total, 0)
       OR shop_order.fee_total <> coalesce(parcels.fee, 0)
    ORDER BY shop_order.code
    """,
)
PARCEL_IS_ITS_LINES = Relation(
    "parcel_is_its_lines",
    "ocop_orders_parcel",
    ("order", "parcel", "place"),
    """
    SELECT shop_order.code, parcel.code, place.code, parcel.to_collect AS says,
           parcel.fee + coalesce(lines.total, 0) AS should
    FROM ocop_orders_parcel AS parcel
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
    JOIN ocop_places_place AS place ON place.id = parcel.place_id
    LEFT JOIN (
        SELECT parcel_id, sum(total)::bigint AS total FROM ocop_orders_parcelline GROUP BY parcel_id
    ) AS lines ON lines.parcel_id = parcel.id
    WHERE parcel.to_collect <> parcel.fee + coalesce(lines.total, 0)
    ORDER BY shop_order.code, parcel.code
    """,
)
SET_IS_ITS_PARTS = Relation(
    "set_is_its_parts",
    "ocop_orders_orderedset",
    ("order",),
    """
    SELECT shop_order.code, ordered.total AS says, coalesce(parts.total, 0) AS should
    FROM ocop_orders_orderedset AS ordered
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = ordered.order_id
    LEFT JOIN (
        SELECT gift_set_id, sum(total)::bigint AS total
        FROM ocop_orders_parcelline WHERE gift_set_id IS NOT NULL GROUP BY gift_set_id
    ) AS parts ON parts.gift_set_id = ordered.id
    WHERE ordered.total <> coalesce(parts.total, 0)
    ORDER BY shop_order.code
    """,
)
PAYMENT_IS_ITS_PARCEL = Relation(
    "payment_is_its_parcel",
    "ocop_orders_payment",
    ("order", "parcel", "place"),
    """
    SELECT shop_order.code, parcel.code, place.code,
           coalesce(payment.amount, 0) AS says, parcel.to_collect AS should
    FROM ocop_orders_parcel AS parcel
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
    JOIN ocop_places_place AS place ON place.id = parcel.place_id
    LEFT JOIN ocop_orders_payment AS payment ON payment.parcel_id = parcel.id
    WHERE payment.amount IS DISTINCT FROM parcel.to_collect
    ORDER BY shop_order.code, parcel.code
    """,
)
# says, should: how many payments of the parcel are in the state that the parcel's asks for.
PAYMENT_FITS_ITS_PARCEL = Relation(
    "payment_fits_its_parcel",
    "ocop_orders_payment",
    ("order", "parcel", "place", "state"),
    """
    SELECT shop_order.code, parcel.code, place.code, parcel.state, 0 AS says, 1 AS should
    FROM ocop_orders_parcel AS parcel
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
    JOIN ocop_places_place AS place ON place.id = parcel.place_id
    JOIN ocop_orders_payment AS payment ON payment.parcel_id = parcel.id
    WHERE payment.state <> CASE
        WHEN parcel.state = 'delivered' THEN 'collected'
        WHEN parcel.state IN ('refused', 'back', 'cancelled', 'lapsed') THEN 'void'
        ELSE 'due'
    END
    ORDER BY shop_order.code, parcel.code
    """,
)
REFUNDED_IS_ITS_REFUNDS = Relation(
    "refunded_is_its_refunds",
    "ocop_orders_payment",
    ("order", "parcel", "place"),
    """
    SELECT shop_order.code, parcel.code, place.code,
           payment.refunded AS says, coalesce(refunds.total, 0) AS should
    FROM ocop_orders_payment AS payment
    JOIN ocop_orders_parcel AS parcel ON parcel.id = payment.parcel_id
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
    JOIN ocop_places_place AS place ON place.id = parcel.place_id
    LEFT JOIN (
        SELECT payment_id, sum(amount)::bigint AS total FROM ocop_orders_refund GROUP BY payment_id
    ) AS refunds ON refunds.payment_id = payment.id
    WHERE payment.refunded <> coalesce(refunds.total, 0)
    ORDER BY shop_order.code, parcel.code
    """,
)
NO_MORE_REFUNDED_THAN_PAID = Relation(
    "no_more_refunded_than_paid",
    "ocop_orders_refund",
    ("order", "parcel", "place"),
    """
    SELECT shop_order.code, parcel.code, place.code, refunds.total AS says,
           CASE WHEN payment.state = 'collected' THEN payment.amount ELSE 0 END AS should
    FROM (
        SELECT payment_id, sum(amount)::bigint AS total FROM ocop_orders_refund GROUP BY payment_id
    ) AS refunds
    JOIN ocop_orders_payment AS payment ON payment.id = refunds.payment_id
    JOIN ocop_orders_parcel AS parcel ON parcel.id = payment.parcel_id
    JOIN ocop_orders_shoporder AS shop_order ON shop_order.id = parcel.order_id
    JOIN ocop_places_place AS place ON place.id = parcel.place_id
    WHERE refunds.total > CASE WHEN payment.state = 'collected' THEN payment.amount ELSE 0 END
    ORDER BY shop_order.code, parcel.code
    """,
)

AMOUNTS = (
    ORDER_IS_ITS_LINES,
    ORDER_IS_ITS_PARCELS,
    PARCEL_IS_ITS_LINES,
    SET_IS_ITS_PARTS,
    PAYMENT_IS_ITS_PARCEL,
    PAYMENT_FITS_ITS_PARCEL,
    REFUNDED_IS_ITS_REFUNDS,
    NO_MORE_REFUNDED_THAN_PAID,
)
