"""What a shopper has gathered; no promise yet."""

from django.db import models
from django.db.models import Q


class Basket(models.Model):
    """Known to the browser by its token alone."""

    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()


class BasketLine(models.Model):
    """seen_price: what the shopper was last shown, so that a change can be told."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    listing = models.ForeignKey("ocop_listings.Listing", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    seen_price = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "listing"], name="basket_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="basket_line_positive"),
        ]
