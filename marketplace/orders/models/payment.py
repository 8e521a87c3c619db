"""Money owed, taken, handed on and given back. Whole đồng."""

from django.db import models
from django.db.models import F, Q


class Payment(models.Model):
    """Money owed for a parcel and how it came.

    method: a name in orders.payments.METHODS. carrier: who has the money until it is remitted;
    none where the place took it. refunded: the sum of the refunds that were promised or paid.
    """

    class State(models.TextChoices):
        DUE = "due"
        COLLECTED = "collected"
        VOID = "void"

    parcel = models.OneToOneField("ocop_orders.Parcel", models.PROTECT, related_name="payment")
    method = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)
    carrier = models.ForeignKey("ocop_orders.Carrier", models.PROTECT, null=True, related_name="+")
    remitted_at = models.DateTimeField(null=True)
    refunded = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["carrier"],
                name="payment_with_carrier",
                condition=Q(state="collected", carrier__isnull=False, remitted_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount"))
                & (Q(refunded=0) | Q(state="collected")),
                name="payment_refunded_of_what_came",
            ),
            models.CheckConstraint(
                condition=Q(state="due", settled_at__isnull=True)
                | (~Q(state="due") & Q(settled_at__isnull=False)),
                name="payment_settled_or_due",
            ),
        ]


class Refund(models.Model):
    """Money that goes back the way it came: in cash where it was paid in cash.

    pay_to: the account that the shopper named where no cash can be handed over; emptied a while
    after it was paid.
    """

    class State(models.TextChoices):
        PROMISED = "promised"
        PAID = "paid"

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    request = models.ForeignKey(
        "ocop_orders.ReturnRequest", models.PROTECT, null=True, related_name="refunds"
    )
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, unique=True)
    amount = models.BigIntegerField()
    pay_to = models.CharField(max_length=120, default="")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROMISED)
    promised_at = models.DateTimeField()
    promised_by_id = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),
            models.CheckConstraint(
                condition=Q(state="promised", paid_at__isnull=True)
                | Q(state="paid", paid_at__isnull=False),
                name="refund_paid_or_promised",
            ),
        ]


class CarrierStatement(models.Model):
    """Bảng đối soát: what a carrier says it took at the doors. The same file counts once."""

    carrier = models.ForeignKey("ocop_orders.Carrier", models.PROTECT, related_name="statements")
    code = models.CharField(max_length=10, unique=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    read_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "digest"], name="statement_file_once")
        ]


class CarrierStatementLine(models.Model):
    """One row of the file, and what it turned out to be. A payment is remitted once."""

    class Verdict(models.TextChoices):
        MATCHED = "matched"
        DIFFERS = "differs"  # another amount than was to be collected
        UNKNOWN = "unknown"  # no parcel of ours
        NOT_DELIVERED = "not_delivered"  # money for what we think is not delivered
        TWICE = "twice"  # remitted before

    statement = models.ForeignKey(CarrierStatement, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    tracking_code = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    fee = models.BigIntegerField(null=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=13, choices=Verdict.choices)
    settled_note = models.CharField(max_length=300, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "row"], name="statement_row_once"),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(verdict="matched"),
                name="statement_remits_once",
            ),
        ]
