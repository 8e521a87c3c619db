"""That orders, parcels, holds, money and Saleor's rows agree: when it was looked at, what it found."""

from django.db import models


class OrderCheck(models.Model):
    """One run of check_orders. broken, counts: as in inventory's StockCheck."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    counts = models.JSONField()
    broken = models.JSONField()
    broken_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="order_check_newest")]
