"""What is said of a place: when it is open, whom it serves, who has recognised it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from marketplace.places.models.places import Place
from marketplace.places.models.units import Unit

MINUTES_OF_A_DAY = 24 * 60


class OpeningHours(models.Model):
    """One stretch of a weekday on which the place is open; a day may have several, apart."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="hours")
    weekday = models.SmallIntegerField(help_text="1 Monday … 7 Sunday")
    opens = models.SmallIntegerField(help_text="Minutes after 00:00 in Viet Nam")
    closes = models.SmallIntegerField(help_text="Minutes after 00:00; 1440 is midnight")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7), opens__gte=0, closes__lte=MINUTES_OF_A_DAY)
                & Q(closes__gt=F("opens")),
                name="ocop_places_hours_of_one_day",
            ),
            ExclusionConstraint(
                name="ocop_places_hours_apart",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (
                        Func(
                            F("opens"),
                            F("closes"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class ServedUnit(models.Model):
    """The place serves this unit: a commune, a province, or a district as it was before July 2025."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="served")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="served_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "unit"], name="ocop_places_served_once"),
        ]


class Recognition(models.Model):
    """A decision by which a place counts as an OCOP centre or sales point, and from when to when.

    Rows stay: a new decision is a new row, an old one gets its last day.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="recognitions")
    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    authority = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="Last day. Empty: no end is known.")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number", "decided_on"], name="ocop_places_recognised_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="ocop_places_recognised_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("decided_on")),
                name="ocop_places_recognised_after_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.authority}"

    def holds_on(self, day) -> bool:
        """Whether the place is recognised by it on the day, first and last day included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
