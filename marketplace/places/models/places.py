"""Places that hold stock."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.places.models.coordinates import coordinates_constraint
from marketplace.places.models.parties import Operator
from marketplace.places.models.units import Unit


class PlaceQuerySet(models.QuerySet):
    def open_on(self, day):
        """Places open on `day` (a date), first and last day included."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day), opened_on__lte=day)


class Place(models.Model):
    """A centre, sales point or fair booth that holds stock: exactly one Saleor warehouse."""

    class Kind(models.TextChoices):
        PROVINCIAL_CENTRE = "provincial_centre", _("Provincial centre")
        DISTRICT_CENTRE = "district_centre", _("District centre")
        SALES_POINT = "sales_point", _("Sales point")
        FAIR_BOOTH = "fair_booth", _("Fair booth")

    warehouse = models.OneToOneField(
        "warehouse.Warehouse", on_delete=models.PROTECT, related_name="place"
    )
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="places")
    code = models.CharField(max_length=12, unique=True)
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    supplied_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supplies",
        help_text="The place its goods come from: provincial centre, district centre, sales point.",
    )
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    sells_online = models.BooleanField(default=False)
    collects = models.BooleanField(default=False)
    ships = models.BooleanField(default=False)
    photo_stem = models.CharField(
        max_length=60, blank=True, help_text="As pictures.store() gave it."
    )
    photo_width = models.PositiveIntegerField(default=0, help_text="px of the largest rendition")
    photo_height = models.PositiveIntegerField(default=0)
    opened_on = models.DateField()
    closed_on = models.DateField(
        null=True,
        blank=True,
        help_text="Last day. Empty: open. Before opened_on: it was not open for a whole day.",
    )

    client_key = models.CharField(max_length=64, unique=True, null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["provincial_centre", "district_centre", "sales_point", "fair_booth"]
                ),
                name="ocop_places_place_kind",
            ),
            models.CheckConstraint(
                condition=Q(supplied_by__isnull=True) | ~Q(supplied_by=F("pk")),
                name="ocop_places_place_not_own_supplier",
            ),
            coordinates_constraint("ocop_places_place_in_viet_nam"),
        ]

    def __str__(self):
        return self.name
