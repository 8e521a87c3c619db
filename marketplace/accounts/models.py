"""How a person is found at sign-in, and what a person is appointed to."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class Login(models.Model):
    """What a person signs in with; kept apart from Saleor's user, whose address says nothing.

    name: staff only, lower case; phone: E.164; email: lower case. Erasing a person empties all
    three and leaves the user's number, which is all that append-only tables know.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="login")
    name = models.CharField(max_length=32, unique=True, null=True)
    phone = models.CharField(max_length=16, unique=True, null=True)
    phone_verified_at = models.DateTimeField(null=True)
    email = models.EmailField(unique=True, null=True)

    class Meta:
        constraints = [
            # No "@" and never digits alone: a name can't be taken for a phone or an address.
            models.CheckConstraint(
                condition=Q(name__isnull=True) | Q(name__regex=r"^[a-z][a-z0-9._-]+$"),
                name="ocop_login_name",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="ocop_login_phone_e164",
            ),
            models.CheckConstraint(
                condition=Q(phone_verified_at__isnull=True) | Q(phone__isnull=False),
                name="ocop_login_verified_phone",
            ),
        ]

    def __str__(self) -> str:
        # Never a phone or an address: this may end up in a log.
        return self.name or f"#{self.user_id}"


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    OFFICER = "officer", _("Provincial OCOP officer")
    CENTRE_MANAGER = "centre_manager", _("Centre manager")
    CLERK = "clerk", _("Sales clerk")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_on(self, day: date) -> "MembershipQuerySet":
        """Appointments that hold on the day, first and last day included."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Membership(models.Model):
    """A person holds a role in one scope from one day to another, both included.

    The scope is what the role needs and nothing else: an administrator none, an officer a
    province, a centre manager or clerk a place.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    place = models.ForeignKey("ocop_places.Place", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("ocop_places.Unit", models.PROTECT, null=True, related_name="+")
    producer = models.ForeignKey(
        "ocop_producers.Producer", models.PROTECT, null=True, related_name="+"
    )
    lent_from = models.ForeignKey(
        "ocop_places.Place",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="A clerk who helps out elsewhere for some days: the own place.",
    )
    since = models.DateField()
    until = models.DateField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role="administrator",
                    place__isnull=True,
                    unit__isnull=True,
                    producer__isnull=True,
                )
                | Q(role="officer", place__isnull=True, unit__isnull=False, producer__isnull=True)
                | Q(
                    role__in=["centre_manager", "clerk"],
                    place__isnull=False,
                    unit__isnull=True,
                    producer__isnull=True,
                ),
                name="ocop_membership_scope_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="ocop_membership_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(lent_from__isnull=True)
                | (Q(role="clerk", until__isnull=False) & ~Q(lent_from=F("place"))),
                name="ocop_membership_lent_for_days",
            ),
            ExclusionConstraint(
                name="ocop_membership_lent_once_a_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (
                        Func(
                            F("since"),
                            F("until"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(lent_from__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "unit", "producer"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="ocop_membership_one_open",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "unit", "producer", "since"],
                nulls_distinct=False,
                name="ocop_membership_once_per_start",
            ),
        ]

    def is_active_on(self, day: date) -> bool:
        """Whether the appointment holds on the day; ask with clock.today()."""
        return self.since <= day and (self.until is None or day <= self.until)


class Address(models.Model):
    """A line of a shopper's address book: where goods go, and whom to call. Erased with the person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16)
    unit = models.ForeignKey("ocop_places.Unit", models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    is_default = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-is_default", "-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="ocop_address_one_default"
            )
        ]


class Consent(models.Model):
    """What a person agreed to or took back, and when (Luật 91/2025/QH15). Append-only.

    purpose: a name in accounts.consent.PURPOSES; wording: which version of its text was shown.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    wording = models.CharField(max_length=10)
    is_given = models.BooleanField()
    at = models.DateTimeField()


class SignUpCode(models.Model):
    """A six-digit code sent to a phone or an address, by which its owner shows that it is theirs.

    Kept hashed, for some minutes and some tries; the digest is emptied when they were typed right.
    target: the phone (E.164) or e-mail it went to; rows are deleted once used or old.
    """

    key = models.CharField(max_length=43, unique=True)
    purpose = models.CharField(max_length=10)
    target = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    until = models.DateTimeField()
