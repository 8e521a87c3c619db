"""How full a shelf should be."""

from django.db import models
from django.db.models import F, Q


class StockTarget(models.Model):
    """How many sales units of an article a place should have: refill below `minimum`, to `target`."""

    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    variant = models.ForeignKey("product.ProductVariant", models.PROTECT, related_name="+")
    minimum = models.PositiveIntegerField()
    target = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "variant"], name="stock_target_once"),
            models.CheckConstraint(
                condition=Q(target__gte=F("minimum")) & Q(target__gte=1),
                name="stock_target_in_order",
            ),
        ]
