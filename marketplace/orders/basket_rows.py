"""The basket as place_order needs it, locked and read in one round trip.

Written out: the ORM would take longer to word it than PostgreSQL to answer, while others wait.
"""

from typing import Any

from django.db import connection

from marketplace import bulk
from marketplace.listings.models import Listing
from marketplace.orders.models import BasketLine
from marketplace.saleor_bridge.models import Product, ProductVariant

LINE = ("id", "basket_id", "listing_id", "quantity", "seen_price")
LISTING = (
    *("id", "code", "variant_id", "product_id", "seller_id", "unit_name", "vat_rate"),
    *("state", "way", "is_gift_set"),
)
PRODUCT = ("id", "name", "price_amount", "weight")
VARIANT = ("id", "name", "sku")
_MODELS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("line", BasketLine, LINE),
    ("listing", Listing, LISTING),
    ("product", Product, PRODUCT),
    ("variant", ProductVariant, VARIANT),
)
_COLUMNS = ", ".join(f"{table}.{name}" for table, _model, names in _MODELS for name in names)
# Two statements: the lines are read after the lock was given, not as they were before.
TAKE = f"""
SELECT id FROM ocop_orders_basket WHERE token = %(token)s FOR UPDATE;
SELECT before.id, {_COLUMNS}
FROM (SELECT (SELECT id FROM ocop_orders_shoporder WHERE client_key = %(key)s) AS id) AS before
LEFT JOIN (
    ocop_orders_basketline AS line
    JOIN ocop_orders_basket AS basket ON basket.id = line.basket_id AND basket.token = %(token)s
    JOIN ocop_listings_listing AS listing ON listing.id = line.listing_id
    JOIN product_product AS product ON product.id = listing.product_id
    JOIN product_productvariant AS variant ON variant.id = listing.variant_id
) ON true
ORDER BY line.id
"""
_WEIGHT = Product._meta.get_field("weight")


def take_basket(token: str, client_key: str) -> tuple[int | None, list[BasketLine]]:
    """The order placed before with this key (its id), and the basket's lines, oldest first.

    Each line has its listing, and that its product and variant, with the columns named above.
    Locks: the basket, where there is one.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"token": token, "key": client_key})
        rows = cursor.fetchall()
    return rows[0][0], [_line(row[1:]) for row in rows if row[1] is not None]


def empty_basket(basket_id: int) -> None:
    """What was in it is ordered. Locked: the basket."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ocop_orders_basketline WHERE basket_id = %s", [basket_id])


def _line(row: tuple[Any, ...]) -> BasketLine:
    made = []
    for _table, model, names in _MODELS:
        made.append(bulk.made_of(model, names, row[: len(names)]))
        row = row[len(names) :]
    line, listing, product, variant = made
    product.weight = _WEIGHT.from_db_value(product.weight, None, connection)  # type: ignore[attr-defined]
    listing.product, listing.variant = product, variant
    line.listing = listing
    return line
