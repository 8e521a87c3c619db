from django.db import models
from django.db.models import F, Q


class Producer(models.Model):
    """Chủ thể: who makes the product and holds its certificates.

    Known by folded name within its current province: two households of one name in two
    provinces stay two. The address stays as issued; unit and province are what it is today,
    unit empty where the old commune was split and a person has to decide. merged_into: the one
    it is the same as, as somebody decided; it keeps its name, by which lists still find the
    other, and has no product of its own any more.
    """

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative"
        COOPERATIVE_GROUP = "cooperative_group"
        COMPANY = "company"
        PRIVATE_ENTERPRISE = "private_enterprise"
        HOUSEHOLD = "household"
        WORKSHOP = "workshop"
        OTHER = "other"

    party = models.OneToOneField("ocop_places.Party", models.PROTECT)
    code = models.CharField(max_length=10, unique=True)
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=500)
    folded = models.CharField(max_length=500)
    sort_key = models.CharField(max_length=1600)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    address = models.CharField(max_length=1000, default="")
    address_remark = models.CharField(max_length=20, default="")
    unit = models.ForeignKey("ocop_places.Unit", models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey("ocop_places.Unit", models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="aliases")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folded", "province"],
                name="producer_once_a_province",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="producer_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name
