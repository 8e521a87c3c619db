"""What a scanner reads off an article."""

from django.db import models
from django.db.models import Q


class Barcode(models.Model):
    """A number that a scanner reads off an article: GTIN-13 with its check digit.

    internal: of our own range 20–29, for producers that have none.
    """

    variant = models.ForeignKey("product.ProductVariant", models.PROTECT, related_name="+")
    gtin = models.CharField(max_length=13, unique=True)
    internal = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["variant"], name="barcode_of_variant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(gtin__regex=r"^[0-9]{13}$"), name="barcode_thirteen_digits"
            ),
            models.UniqueConstraint(
                fields=["variant"], condition=Q(internal=True), name="barcode_one_internal"
            ),
        ]
