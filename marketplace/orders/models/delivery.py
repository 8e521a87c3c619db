"""What a delivery costs and who carries it."""

from django.db import models
from django.db.models import F, Q


class DeliveryZone(models.Model):
    """Where a seller's parcels go, for a fee by weight. The first zone that fits counts.

    reach: the place's own province; named units (provinces or communes of today); everywhere
    else. days_from, days_to: working days from order to door.
    """

    class Reach(models.TextChoices):
        SAME_PROVINCE = "same_province"
        UNITS = "units"
        EVERYWHERE = "everywhere"

    code = models.CharField(max_length=10, unique=True)
    operator = models.ForeignKey(
        "ocop_places.Operator", models.PROTECT, related_name="delivery_zones"
    )
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    reach = models.CharField(max_length=13, choices=Reach.choices)
    days_from = models.PositiveSmallIntegerField()
    days_to = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["operator", "name"], name="zone_named_once"),
            models.UniqueConstraint(
                fields=["operator"],
                condition=Q(reach="everywhere"),
                name="zone_one_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(days_to__gte=F("days_from")), name="zone_days_in_order"
            ),
        ]


class ZoneUnit(models.Model):
    zone = models.ForeignKey(DeliveryZone, models.CASCADE, related_name="units")
    unit = models.ForeignKey("ocop_places.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "unit"], name="zone_unit_once")]


class DeliveryRate(models.Model):
    """fee: đồng, tax included, for a parcel of at most so many grams."""

    zone = models.ForeignKey(DeliveryZone, models.CASCADE, related_name="rates")
    up_to_grams = models.PositiveIntegerField()
    fee = models.BigIntegerField()

    class Meta:
        ordering = ["up_to_grams"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "up_to_grams"], name="rate_once_a_weight"),
            models.CheckConstraint(condition=Q(up_to_grams__gt=0, fee__gte=0), name="rate_amounts"),
        ]


class Carrier(models.Model):
    """Who carries a seller's parcels. adapter: a name in orders.carriers.ADAPTERS."""

    code = models.CharField(max_length=10, unique=True)
    operator = models.ForeignKey("ocop_places.Operator", models.PROTECT, related_name="carriers")
    name = models.CharField(max_length=80)
    adapter = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "name"], name="carrier_named_once")
        ]


class Shipment(models.Model):
    """A parcel in a carrier's hands. carrier_fee: đồng that the carrier asks of the seller.

    asked_at without handed_at: the carrier was asked for a tracking code and has not answered, or
    has refused, as `refused` says in its words.
    """

    parcel = models.OneToOneField("ocop_orders.Parcel", models.PROTECT, related_name="shipment")
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="shipments")
    tracking_code = models.CharField(max_length=60, default="")
    carrier_fee = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, default="")
    handed_at = models.DateTimeField(null=True)
    handed_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "tracking_code"],
                condition=~Q(tracking_code=""),
                name="shipment_tracked_once",
            )
        ]
