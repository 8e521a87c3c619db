"""Administrative units with their dates and successors.

A unit is never renamed in place: a change makes a new row with its dates, and a succession row
says where the old one went. Codes are text and belong to a scheme: the same five digits name one
commune before 1 July 2025 and often quite another after it.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from marketplace.places.models.coordinates import coordinates_constraint


class Scheme(models.TextChoices):
    """Which numbering a unit code belongs to: the statistics office's until 30 June 2025, or that
    of 19/2025/QĐ-TTg.
    """

    GSO = "gso"
    QD19 = "qd19"


class Level(models.TextChoices):
    PROVINCE = "province"
    DISTRICT = "district"  # until 30 June 2025
    COMMUNE = "commune"


class UnitQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Units that exist on `day` (a date), first and last day included."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class Unit(models.Model):
    """A province, a former district or a commune, as it stands from `valid_from` to `valid_until`.

    `parent` is the unit above it on its last day, or today.
    """

    scheme = models.CharField(max_length=4, choices=Scheme.choices)
    level = models.CharField(max_length=8, choices=Level.choices)
    code = models.CharField(max_length=5, help_text="Zero-padded text: 2, 3 or 5 digits.")
    name = models.CharField(max_length=80, help_text="Without its kind: Đắk Song.")
    kind = models.CharField(max_length=20, help_text="xã, phường, tỉnh…")
    full_name = models.CharField(max_length=100, help_text="With its kind: Huyện Đắk Song.")
    folded = models.CharField(max_length=100, help_text="full_name as text.fold() makes it.")
    sort_key = models.CharField(max_length=400, help_text="name in Vietnamese order.")
    aliases = models.TextField(
        blank=True,
        help_text="Units it took in earlier: folded names without blanks.",
    )
    search_names = models.TextField(
        blank=True,
        help_text="Current communes: own and former names, folded.",
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True, help_text="Empty: not known.")
    valid_until = models.DateField(null=True, blank=True, help_text="Last day. Empty: still valid.")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "level", "code", "valid_from"],
                nulls_distinct=False,
                name="ocop_places_unit_once_per_start",
            ),
            models.UniqueConstraint(
                fields=["scheme", "level", "code"],
                condition=Q(valid_until__isnull=True),
                name="ocop_places_unit_one_open",
            ),
            models.CheckConstraint(
                condition=Q(level="province", code__regex=r"^[0-9]{2}$", parent__isnull=True)
                | Q(level="district", code__regex=r"^[0-9]{3}$", parent__isnull=False)
                | Q(level="commune", code__regex=r"^[0-9]{5}$", parent__isnull=False),
                name="ocop_places_unit_code_fits_level",
            ),
            models.CheckConstraint(
                condition=~Q(scheme="qd19", level="district"),
                name="ocop_places_unit_no_new_district",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="ocop_places_unit_dates_in_order",
            ),
            coordinates_constraint("ocop_places_unit_in_viet_nam"),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key"], name="ocop_unit_parent_order"),
            GinIndex(OpClass(F("search_names"), name="gin_trgm_ops"), name="ocop_unit_names_trgm"),
        ]

    def __str__(self):
        return self.full_name


class UnitSuccession(models.Model):
    """`old` went, wholly or in part, into `new`.

    An old commune with several rows was split: which part an address lies in is for a person to
    say, so nobody follows such rows until one of them is confirmed. `is_default` marks the row its
    source would choose; it is a suggestion to that person, never an answer.
    """

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessions")
    is_default = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    confirmed_by_id = models.BigIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="ocop_places_succession_once"),
            models.UniqueConstraint(
                fields=["old"],
                condition=Q(is_default=True),
                name="ocop_places_succession_one_default",
            ),
            models.UniqueConstraint(
                fields=["old"],
                condition=Q(confirmed_at__isnull=False),
                name="ocop_places_succession_one_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")), name="ocop_places_succession_not_self"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by_id__isnull=False, confirmed_at__isnull=False),
                name="ocop_places_succession_confirmed_by_someone",
            ),
        ]


class Outline(models.Model):
    """The drawn shape of a province of today, as outlines.draw() makes it."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="outline")
    path = models.TextField(help_text="The d of an SVG path, in the coordinates of map_points.")
