"""Changes of stock that no sale or transfer explains: who asked, why, and who agreed."""

from django.db import models
from django.db.models import F, Q


class Adjustment(models.Model):
    """Asked for by one person; above a set value posted by a second one.

    reason: a code of inventory.reasons. value: đồng of what it takes off the shelves or puts on.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        POSTED = "posted"
        REFUSED = "refused"

    code = models.CharField(max_length=10, unique=True)
    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=32)
    note = models.CharField(max_length=500, default="")
    value = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decision_note = models.CharField(max_length=500, default="")
    document = models.OneToOneField(
        "Document", models.PROTECT, null=True, related_name="adjustment"
    )
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["place", "state"], name="adjustment_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="posted", document__isnull=False)
                | (~Q(state="posted") & Q(document__isnull=True)),
                name="adjustment_posted_by_document",
            ),
            models.CheckConstraint(  # whoever asked may withdraw, and never agree with himself
                condition=Q(state="refused") | ~Q(decided_by_id=F("asked_by_id")),
                name="adjustment_second_person",
            ),
            models.CheckConstraint(  # posted in the moment it was asked for, or by somebody
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state="posted", decided_by_id__isnull=False, decided_at__isnull=False)
                | Q(state="posted", decided_by_id__isnull=True, decided_at=F("asked_at"))
                | Q(state="refused", decided_by_id__isnull=False, decided_at__isnull=False),
                name="adjustment_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AdjustmentLine(models.Model):
    """quantity: sales units, negative off the shelf, positive found on it."""

    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="lines")
    lot = models.ForeignKey("Lot", models.PROTECT, related_name="+")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8)
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adjustment", "lot", "owner", "condition"], name="adjustment_line_once"
            ),
            models.CheckConstraint(condition=~Q(quantity=0), name="adjustment_line_moves"),
        ]
