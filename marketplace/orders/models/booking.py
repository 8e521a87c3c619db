"""Tourism services: a day, guests and a contact; no stock, no parcel."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Booking(models.Model):
    """asked → confirmed or declined by the host; cancelled by the guest. Paid at the host's."""

    class State(models.TextChoices):
        ASKED = "asked"
        CONFIRMED = "confirmed"
        DECLINED = "declined"
        CANCELLED = "cancelled"

    listing = models.ForeignKey("ocop_listings.Listing", models.PROTECT, related_name="bookings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16)
    email = models.EmailField(default="")
    day = models.DateField()
    guests = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, default="")
    unit_price = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(fields=["listing", "day"], name="booking_of_day")]
        constraints = [
            models.CheckConstraint(condition=Q(guests__gt=0), name="booking_guests"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="booking_decided_or_asked",
            ),
        ]
