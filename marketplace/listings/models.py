from django.db import models
from django.db.models import Q


class Listing(models.Model):
    """A producer's offer of one sales article.

    Live name, price and weight stand in Saleor alone (`variant.product`); here stands what
    Saleor has no word for: the certified product behind it (none: a local speciality, never
    starred), the seller, the unit, the VAT rate, and the way it reaches a shopper.
    """

    class State(models.TextChoices):
        ON_SALE = "on_sale"
        PAUSED = "paused"

    class Way(models.TextChoices):
        PARCEL = "parcel"
        COLLECT = "collect"  # no carrier takes it: fresh, liquid in glass, live plants
        BOOKING = "booking"  # a tourism service: no stock, no parcel

    code = models.CharField(max_length=10, unique=True)
    slug = models.SlugField(max_length=80)
    variant = models.OneToOneField("product.ProductVariant", models.PROTECT, related_name="listing")
    product = models.OneToOneField("product.Product", models.PROTECT, related_name="listing")
    certified_product = models.ForeignKey(
        "ocop_certification.CertifiedProduct", models.PROTECT, null=True, related_name="listings"
    )
    producer = models.ForeignKey("ocop_producers.Producer", models.PROTECT, related_name="listings")
    seller = models.ForeignKey("ocop_places.Operator", models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=40)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    story = models.TextField(default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ON_SALE)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.PARCEL)
    is_gift_set = models.BooleanField(default=False)
    client_key = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-published_at"], name="listing_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(vat_rate__gte=0, vat_rate__lt=100), name="listing_vat_rate"
            ),
            models.CheckConstraint(
                condition=Q(is_gift_set=False) | ~Q(way="booking"), name="listing_set_has_stock"
            ),
        ]


class GiftSetPart(models.Model):
    """So many units of an article in one gift set (giỏ quà). The set has no stock of its own.

    A part is an article that is sold alone too, of the same seller, and no set itself.
    """

    gift_set = models.ForeignKey(Listing, models.PROTECT, related_name="parts")
    part = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gift_set", "part"], name="gift_set_part_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & ~Q(part=models.F("gift_set")),
                name="gift_set_part_positive",
            ),
        ]


class Picture(models.Model):
    """A photo of a listing: stored re-encoded, without what the camera wrote into it."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="pictures")
    position = models.PositiveSmallIntegerField(default=0)
    stem = models.CharField(max_length=80, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]
