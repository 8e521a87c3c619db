from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q


class Card(models.Model):
    """What lists and search show: an offer, or a certified product that is not on sale.

    A copy, rewritten in the transaction that changes what it copies. Never the star and never
    the stock: those are asked of their rooms at the moment of the page.
    """

    code = models.CharField(max_length=10, unique=True)
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=500)
    sort_key = models.CharField(max_length=1600)
    search = models.TextField()
    listing = models.OneToOneField(
        "ocop_listings.Listing", models.CASCADE, null=True, related_name="card"
    )
    variant_id = models.IntegerField(null=True)
    certified_product = models.ForeignKey(
        "ocop_certification.CertifiedProduct", models.CASCADE, null=True, related_name="cards"
    )
    producer = models.ForeignKey("ocop_producers.Producer", models.CASCADE, related_name="cards")
    shelf = models.CharField(max_length=3, default="")
    province_code = models.CharField(max_length=5, default="")
    price = models.BigIntegerField(null=True)
    unit_name = models.CharField(max_length=40, default="")
    picture = models.CharField(max_length=80, default="")
    newest_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["shelf", "province_code"], name="card_filters"),
            models.Index(fields=["producer"], name="card_producer"),
            GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="card_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(listing__isnull=False, price__isnull=False)
                | Q(listing__isnull=True, price__isnull=True, certified_product__isnull=False),
                name="card_offer_or_certified",
            ),
            models.UniqueConstraint(
                fields=["certified_product"],
                condition=Q(listing__isnull=True),
                name="card_one_for_what_is_not_on_sale",
            ),
        ]
