"""Batches that must not be sold anywhere (thu hồi hàng)."""

from django.db import models
from django.db.models import Q


class Recall(models.Model):
    """A lot called back: blocked wherever it stood, and on arrival wherever it comes later.

    document: what blocked the goods on the shelves; empty where none stood on one.
    """

    code = models.CharField(max_length=10, unique=True)
    lot = models.ForeignKey("Lot", models.PROTECT, related_name="recalls")
    note = models.CharField(max_length=500)
    document = models.OneToOneField("Document", models.PROTECT, null=True, related_name="recall")
    recalled_at = models.DateTimeField()
    recalled_by_id = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.BigIntegerField(null=True)
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=Q(lifted_at__isnull=True), name="recall_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.code
