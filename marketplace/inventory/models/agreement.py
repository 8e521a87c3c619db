"""On what terms a producer's goods stand on an operator's shelves."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class DateRange(Func):
    """daterange(from, until): open at the end where `until` is empty."""

    function = "DATERANGE"
    output_field = DateRangeField()


class ConsignmentAgreement(models.Model):
    """Hàng ký gửi: a producer leaves goods with an operator, who pays after the sale.

    In force from `since` to `until`, both included; one at a time for a producer and an operator.
    commission: percent of the price, tax included. payment_days: days after the statement.
    """

    class LossBearer(models.TextChoices):
        PRODUCER = "producer"
        OPERATOR = "operator"

    code = models.CharField(max_length=10, unique=True)
    producer = models.ForeignKey("ocop_producers.Producer", models.PROTECT, related_name="+")
    operator = models.ForeignKey("ocop_places.Operator", models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, default="")
    commission = models.DecimalField(max_digits=4, decimal_places=2)
    loss_bearer = models.CharField(max_length=8, choices=LossBearer.choices)
    payment_days = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lt=100), name="agreement_commission"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="agreement_days_in_order",
            ),
            ExclusionConstraint(
                name="agreement_one_at_a_time",
                expressions=[
                    (
                        DateRange(
                            "since",
                            "until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("producer", RangeOperators.EQUAL),
                    ("operator", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.code
