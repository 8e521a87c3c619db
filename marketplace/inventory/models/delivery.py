"""What a producer says is coming, and what was counted when it came (phiếu nhập)."""

from django.db import models
from django.db.models import F, Q


class Delivery(models.Model):
    """Goods of one producer on their way to one place, until they are counted in.

    agreement: the terms of consigned goods; empty for goods the operator buys. document: what
    the ledger posted once they were counted.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced"
        RECEIVED = "received"
        CANCELLED = "cancelled"

    code = models.CharField(max_length=10, unique=True)
    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    producer = models.ForeignKey("ocop_producers.Producer", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(
        "ConsignmentAgreement", models.PROTECT, null=True, related_name="deliveries"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)
    expected_on = models.DateField(null=True)
    note = models.CharField(max_length=500, default="")
    announced_at = models.DateTimeField()
    announced_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    document = models.OneToOneField("Document", models.PROTECT, null=True, related_name="delivery")
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["place", "state"], name="delivery_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", document__isnull=False)
                | (~Q(state="received") & Q(document__isnull=True)),
                name="delivery_received_by_document",
            )
        ]

    def __str__(self) -> str:
        return self.code


class DeliveryLine(models.Model):
    """One batch. announced, counted: sales units; unit_cost: đồng a unit, tax included.

    A count that differs says why (reason: a code of inventory.reasons).
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lines")
    variant = models.ForeignKey("product.ProductVariant", models.PROTECT, related_name="+")
    lot_code = models.CharField(max_length=40)
    made_on = models.DateField(null=True)
    best_before = models.DateField(null=True)
    announced = models.BigIntegerField()
    counted = models.BigIntegerField(null=True)
    unit_cost = models.BigIntegerField(null=True)
    lot = models.ForeignKey("Lot", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=32, default="")
    note = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "variant", "lot_code"], name="delivery_line_once"
            ),
            models.CheckConstraint(
                condition=Q(announced__gte=0)
                & (Q(counted__isnull=True) | Q(counted__gte=0))
                & (Q(unit_cost__isnull=True) | Q(unit_cost__gte=0)),
                name="delivery_line_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(counted__isnull=True) | Q(counted=F("announced")) | ~Q(reason=""),
                name="delivery_difference_has_reason",
            ),
        ]


class Paper(models.Model):
    """A file that belongs to a stock document: a test slip, an invoice, a photo of what broke."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="papers")
    adjustment = models.ForeignKey("Adjustment", models.PROTECT, null=True, related_name="papers")
    name = models.CharField(max_length=200)
    kept_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery__isnull=False, adjustment__isnull=True)
                | Q(delivery__isnull=True, adjustment__isnull=False),
                name="paper_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["delivery", "adjustment", "sha256"],
                nulls_distinct=False,
                name="paper_once",
            ),
        ]
