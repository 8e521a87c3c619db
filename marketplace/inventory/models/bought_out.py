"""What an operator paid for consigned goods that it keeps."""

from django.db import models
from django.db.models import Q


class BoughtOut(models.Model):
    """Beside a change of owner: đồng a unit of the lot, tax included; owner: who bought it."""

    document = models.ForeignKey("Document", models.PROTECT, related_name="bought_out")
    lot = models.ForeignKey("Lot", models.PROTECT, related_name="+")
    former_owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    unit_cost = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "lot", "former_owner"], name="bought_out_once"
            ),
            models.CheckConstraint(condition=Q(unit_cost__gt=0), name="bought_out_for_a_price"),
        ]
