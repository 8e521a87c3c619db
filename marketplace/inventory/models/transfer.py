"""Goods that go from one place to another (điều chuyển)."""

from django.db import models
from django.db.models import F, Q

from marketplace.inventory.models.stock import Condition


class Transfer(models.Model):
    """draft → sent → received; cancelled before anything was received, all goes back."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        RECEIVED = "received"  # nothing is on the way any more
        CANCELLED = "cancelled"

    code = models.CharField(max_length=10, unique=True)
    origin = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    destination = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField(max_length=500, default="")
    expected_on = models.DateField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["origin", "state"], name="transfer_of_origin"),
            models.Index(fields=["destination", "state"], name="transfer_of_destination"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="transfer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True, ended_at__isnull=True)
                | Q(state="sent", sent_at__isnull=False, ended_at__isnull=True)
                | Q(state="received", sent_at__isnull=False, ended_at__isnull=False)
                | Q(state="cancelled", ended_at__isnull=False),
                name="transfer_moments_fit_state",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TransferLine(models.Model):
    """What is asked for: sales units of an article.

    lot empty: good unexpired units, first expiry first when sent. What is expired, blocked or
    damaged goes only where its lot is named.
    """

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines")
    variant = models.ForeignKey("product.ProductVariant", models.PROTECT, related_name="+")
    lot = models.ForeignKey("Lot", models.PROTECT, null=True, related_name="+")
    condition = models.CharField(max_length=8, choices=Condition.choices, default=Condition.GOOD)
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "variant", "lot", "condition"],
                nulls_distinct=False,
                name="transfer_line_once",
            ),
            models.CheckConstraint(
                condition=Q(condition="good") | Q(lot__isnull=False),
                name="transfer_line_names_what_is_not_good",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="transfer_line_positive"),
        ]


class Sent(models.Model):
    """What went out, by lot, owner and condition; what became of it.

    On the way = sent − received − damaged − lost − returned, never below zero. received: on the
    shelf as it was sent; damaged: on the shelf, not to be sold; returned: back at the origin.
    """

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="sent")
    lot = models.ForeignKey("Lot", models.PROTECT, related_name="+")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8)
    sent = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    damaged = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "lot", "owner", "condition"], name="sent_once"
            ),
            models.CheckConstraint(
                condition=Q(sent__gt=0, received__gte=0, damaged__gte=0, lost__gte=0)
                & Q(returned__gte=0)
                & Q(sent__gte=F("received") + F("damaged") + F("lost") + F("returned")),
                name="sent_covers_what_came",
            ),
        ]

    @property
    def on_the_way(self) -> int:
        """Sales units that have left and not come to anything yet."""
        return self.sent - self.received - self.damaged - self.lost - self.returned
