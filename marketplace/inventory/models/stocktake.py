"""Counting what stands on the shelves (kiểm kê)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least


class Stocktake(models.Model):
    """A count of a place, or of one product group there. Posted once.

    group: the shelf heading I..VI; empty for the whole place. ledger_at: the place's newest entry
    when it began. document: the variance posted. Two that run never overlap: a whole place
    overlaps each of its groups (constraint stocktake_one_running, in the migration).
    """

    class State(models.TextChoices):
        COUNTING = "counting"
        POSTED = "posted"
        CANCELLED = "cancelled"

    code = models.CharField(max_length=10, unique=True)
    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    group = models.CharField(max_length=3, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.COUNTING)
    ledger_at = models.BigIntegerField()
    started_at = models.DateTimeField()
    started_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    document = models.OneToOneField("Document", models.PROTECT, null=True, related_name="stocktake")
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-started_at"], name="stocktake_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="counting", ended_at__isnull=True, document__isnull=True)
                | Q(state="posted", ended_at__isnull=False, document__isnull=False)
                | Q(state="cancelled", ended_at__isnull=False, document__isnull=True),
                name="stocktake_ended_or_counting",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Count(models.Model):
    """One scan or typed figure of one person; several of one lot add up. Append-only.

    quantity: sales units found, negative to take a slip back, 0 where the lot was looked for and
    none is left. ledger_at: the place's newest entry at that moment, so that what was sold or
    received meanwhile is no variance.
    """

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="counts")
    lot = models.ForeignKey("Lot", models.PROTECT, related_name="+")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8)
    quantity = models.BigIntegerField()
    ledger_at = models.BigIntegerField()
    counted_at = models.DateTimeField()
    counted_by_id = models.BigIntegerField(null=True)
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["stocktake", "lot"], name="count_of_lot")]


class Variance(models.Model):
    """What a posted stocktake found, by lot, owner and condition; kept as it was shown.

    Sales units. expected: the balance at the lot's last count; difference: what was posted, never
    more than counted and expected differ, less where goods moved while the lot was being counted.
    value: đồng of the difference.
    """

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="variances")
    lot = models.ForeignKey("Lot", models.PROTECT, related_name="+")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8)
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()
    difference = models.BigIntegerField()
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "lot", "owner", "condition"], name="variance_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    difference__gte=Least(F("counted") - F("expected"), 0),
                    difference__lte=Greatest(F("counted") - F("expected"), 0),
                ),
                name="variance_within_what_differs",
            ),
        ]


class StockCheck(models.Model):
    """One run of check_stock: whether ledger, balances, shelves, holds and Saleor agree.

    broken: one row a disagreement, as the check names it; counts: rows looked at by table.
    """

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    counts = models.JSONField()
    broken = models.JSONField()
    broken_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="stock_check_newest")]
