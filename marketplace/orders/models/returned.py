"""What a shopper asks to bring back."""

from django.db import models
from django.db.models import Q


class ReturnRequest(models.Model):
    """Yêu cầu trả hàng: asked → approved or declined; approved → received, with the goods."""

    class State(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        DECLINED = "declined"
        RECEIVED = "received"

    class Reason(models.TextChoices):
        BROKEN = "broken"
        NOT_AS_DESCRIBED = "not_as_described"
        PAST_ITS_DATE = "past_its_date"
        WRONG_GOODS = "wrong_goods"
        OTHER = "other"

    parcel = models.ForeignKey("ocop_orders.Parcel", models.PROTECT, related_name="returns")
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    text = models.CharField(max_length=1000)
    pay_to = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=500, default="")
    received_at = models.DateTimeField(null=True)
    received_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="return_decided_or_asked",
            ),
            models.UniqueConstraint(
                fields=["parcel"],
                condition=Q(state__in=["asked", "approved"]),
                name="return_one_open_a_parcel",
            ),
        ]


class ReturnLine(models.Model):
    """quantity: sales units asked to go back; once the request is received, those that came."""

    request = models.ForeignKey(ReturnRequest, models.PROTECT, related_name="lines")
    parcel_line = models.ForeignKey(
        "ocop_orders.ParcelLine", models.PROTECT, related_name="returned"
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "parcel_line"], name="return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_line_positive"),
        ]


class ReturnPhoto(models.Model):
    """A photo of what is wrong, kept where no web server serves it."""

    request = models.ForeignKey(ReturnRequest, models.PROTECT, related_name="photos")
    file = models.CharField(max_length=120)
