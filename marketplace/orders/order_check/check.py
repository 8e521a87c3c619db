"""One run of the check."""

from marketplace import clock
from marketplace.inventory.stock_check.check import MOST_KEPT, Broken, Checked, compare
from marketplace.orders.models import OrderCheck
from marketplace.orders.order_check.amounts import AMOUNTS
from marketplace.orders.order_check.goods import GOODS
from marketplace.orders.order_check.records import RECORDS

RELATIONS = AMOUNTS + GOODS + RECORDS
COUNTED = """
SELECT (SELECT count(*) FROM ocop_orders_shoporder),
       (SELECT count(*) FROM ocop_orders_parcel),
       (SELECT count(*) FROM ocop_orders_parcelline),
       (SELECT count(*) FROM ocop_inventory_hold WHERE state = 'live'),
       (SELECT count(*) FROM ocop_orders_payment),
       (SELECT coalesce(sum(amount), 0)::bigint FROM ocop_orders_payment WHERE state = 'due'),
       (SELECT count(*) FROM ocop_orders_orderevent)
"""
COUNTS = ("orders", "parcels", "lines", "holds", "payments", "due", "events")


def check() -> Checked:
    """Compare all orders; see inventory's compare(). counts["due"]: đồng not settled yet."""
    return compare(RELATIONS, COUNTED, COUNTS)


def check_and_keep() -> tuple[OrderCheck, list[Broken]]:
    """Run the check and keep its result; all broken rows, of which the record has the first."""
    checked = check()
    record = OrderCheck.objects.create(
        started_at=checked.started_at,
        ended_at=clock.now(),
        counts=checked.counts,
        broken=[row.kept() for row in checked.broken[:MOST_KEPT]],
        broken_count=len(checked.broken),
    )
    return record, checked.broken
