"""The identity of a certified product, the decisions about it, and when a star may show."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value

from marketplace import codes
from marketplace.certification.near_match import Merge as Merge
from marketplace.certification.near_match import NearMatch as NearMatch  # tables of this room
from marketplace.certification.proposal import Proposal as Proposal
from marketplace.certification.validity import MOST_EXTENDED, last_day


class ProductGroup(models.Model):
    """A group heading as a certification scheme names it.

    Codes are kept with their scheme, since a certificate keeps the name of its time; `shelf`
    is the heading (I..VI of Decision 26/2026/QĐ-TTg) under which the shop shows it.
    """

    scheme = models.CharField(max_length=4)
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    shelf = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="group_once_a_scheme")
        ]

    def __str__(self) -> str:
        return self.name


class CertifiedProduct(models.Model):
    """The identity: this producer's product of this certified name in this group.

    merged_into: the one it is the same as, as somebody decided. It keeps its names, by which
    lists still find the other, and has no certificate that counts.
    """

    code = models.CharField(max_length=10, unique=True)
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=500)
    folded = models.CharField(max_length=500)
    producer = models.ForeignKey("ocop_producers.Producer", models.PROTECT)
    group = models.ForeignKey(ProductGroup, models.PROTECT, null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="aliases")
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "folded", "group"],
                name="certified_product_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="product_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """One decision about one certified product, as it was published."""

    class State(models.TextChoices):
        PENDING = "pending"
        ACTIVE = "active"
        REVOKED = "revoked"
        SUPERSEDED = "superseded"
        UNDONE = "undone"  # the import that brought it was undone: it counts for nothing

    class Level(models.TextChoices):
        """How much the source may be trusted."""

        SIGNED_DECISION = "A"
        STATE_PRESS = "B1"
        PROPOSAL = "B2"
        COMMERCIAL = "C"

    code = models.CharField(max_length=10, unique=True, default=codes.new_code)
    certified_product = models.ForeignKey(
        CertifiedProduct, models.PROTECT, related_name="certificates"
    )
    stars = models.PositiveSmallIntegerField()
    potential_stars = models.PositiveSmallIntegerField(null=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    number = models.CharField(max_length=120, default="")
    decided_on = models.DateField(null=True)
    authority = models.CharField(max_length=200, default="")
    award_year = models.PositiveSmallIntegerField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    printed_last_day = models.DateField(null=True)
    extended_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=500, default="")
    revocation_number = models.CharField(max_length=120, default="")

    source_level = models.CharField(max_length=2, choices=Level.choices)
    source_file = models.CharField(max_length=200, default="")
    source_sheet = models.CharField(max_length=100, default="")
    source_row = models.PositiveIntegerField(null=True)
    printed_group = models.CharField(max_length=200, default="")
    printed_address = models.CharField(max_length=1000, default="")
    note = models.CharField(max_length=1000, default="")

    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_via = models.CharField(max_length=40, default="")

    class Meta:
        indexes = [
            models.Index(fields=["state", "last_day"], name="certificate_state"),
            models.Index(fields=["number"], name="certificate_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["certified_product", "number", "decided_on", "authority"],
                name="certificate_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="certificate_stars"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "undone"])
                | (~Q(number="") & ~Q(authority="") & Q(decided_on__isnull=False)),
                name="certificate_decided_unless_pending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "undone"])
                | (Q(confirmed_at__isnull=False) & Q(source_level__in=["A", "B1"])),
                name="certificate_confirmed_unless_pending",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
                name="certificate_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True)
                | Q(
                    extended_until__gt=F("last_day"),
                    extended_until__lte=ExpressionWrapper(
                        F("last_day") + Value(timedelta(days=MOST_EXTENDED)),
                        output_field=models.DateTimeField(),
                    ),
                ),
                name="certificate_extended_180_days_at_most",
            ),
        ]

    @property
    def final_day(self) -> date | None:
        """The last day it is good for, an extension included."""
        return self.extended_until or self.last_day

    @property
    def prints_another_day(self) -> bool:
        """Whether the paper names another last day than 36 months give: a person should look."""
        printed, by_rule = self.printed_last_day, self.day_by_rule
        return printed is not None and by_rule is not None and printed != by_rule

    @property
    def day_by_rule(self) -> date | None:
        """The last day of 36 months, whatever the paper prints."""
        return last_day(self.first_day) if self.first_day else None


class StarPeriod(models.Model):
    """When a star may show: from 00:00 of the first day to 24:00 of the last.

    Written in the certificate's own transaction and joined on the moment asked; nothing else
    in the project knows whether a star shows. The database holds that a product has at most
    one star at any moment.
    """

    certified_product = models.ForeignKey(
        CertifiedProduct, models.PROTECT, related_name="star_periods"
    )
    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="star_period")
    stars = models.PositiveSmallIntegerField()
    during = DateTimeRangeField(default_bounds="[)")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=3, stars__lte=5), name="star_period_three_to_five"
            ),
            ExclusionConstraint(
                name="one_star_at_a_time",
                expressions=[
                    ("certified_product", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class ShownStar(models.Model):
    """A star period as the shop knew it, from one moment to another: kept for ever.

    during: when the star was to show; known_from, known_until: while the shop had it so. What
    showed at a moment is the line that holds it in both. Written beside StarPeriod; a line is
    only ever closed, by a trigger, and no two say different things of one moment. It names its
    decision itself, since the certificate may be corrected later.
    """

    certified_product = models.ForeignKey(
        CertifiedProduct, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    certificate_id = models.BigIntegerField(db_index=True)
    stars = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=120)
    decided_on = models.DateField()
    authority = models.CharField(max_length=200)
    during = DateTimeRangeField(default_bounds="[)")
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=F("known_from")),
                name="shown_star_known_in_order",
            ),
            ExclusionConstraint(
                name="one_star_shown_at_a_time",
                expressions=[
                    ("certified_product", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("known_from"),
                            F("known_until"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
