"""Baskets that nobody has come back to; their browsers have forgotten them too."""

from datetime import timedelta

from marketplace import clock
from marketplace.orders.models import Basket

KEPT = timedelta(days=60)  # a session ends after 14 days
AT_ONCE = 10_000


def forget_baskets() -> int:
    """Delete baskets untouched for KEPT, the oldest first, at most AT_ONCE a night; how many."""
    old = Basket.objects.filter(touched_at__lt=clock.now() - KEPT).order_by("touched_at")
    keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
    _all, by_table = Basket.objects.filter(pk__in=keys).delete()
    return by_table.get("ocop_orders.Basket", 0)
