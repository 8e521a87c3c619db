"""What goes to a shopper from one place."""

from django.db import models
from django.db.models import F, Q

from marketplace.orders.models.order import OrderedSet, ShopOrder


class Parcel(models.Model):
    """What goes out from one place, or waits there: its own fee, amount to collect and state.

    Delivery: to_confirm → confirmed → packed → shipped → delivered, or refused → back.
    Collection: to_confirm → confirmed → ready → delivered. Before it is packed the shopper may
    cancel; past held_until it has lapsed, whether or not the row says so yet (is_held_at).
    supplied_from, transfer: a collection whose goods come from the supplying place; until they
    have arrived the holds stand on its shelves.
    """

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm"
        CONFIRMED = "confirmed"
        PACKED = "packed"
        READY = "ready"  # to be collected
        SHIPPED = "shipped"
        DELIVERED = "delivered"
        REFUSED = "refused"  # giao thất bại: with the carrier, coming back
        BACK = "back"  # on the shelf again
        CANCELLED = "cancelled"
        LAPSED = "lapsed"  # nobody confirmed, set it aside, or came

    order = models.ForeignKey(ShopOrder, models.PROTECT, related_name="parcels")
    code = models.CharField(max_length=10, unique=True)
    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="parcels")
    supplied_from = models.ForeignKey(
        "ocop_places.Place", models.PROTECT, null=True, related_name="+"
    )
    transfer = models.ForeignKey(
        "ocop_inventory.Transfer", models.PROTECT, null=True, related_name="+"
    )
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    fee = models.BigIntegerField()
    fee_vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    to_collect = models.BigIntegerField()
    weight_grams = models.PositiveIntegerField(default=0)
    promised_from = models.DateField(null=True)  # when it arrives, or may be collected
    promised_by = models.DateField(null=True)
    held_until = models.DateTimeField(null=True)
    pickup_code = models.CharField(max_length=6, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_CONFIRM)
    state_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    end_reason = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [
            models.Index(fields=["place", "state"], name="parcel_place_state"),
            models.Index(
                fields=["held_until"],
                name="parcel_lapses",
                condition=Q(
                    held_until__isnull=False, state__in=["to_confirm", "confirmed", "ready"]
                ),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["to_confirm", "confirmed", "packed", "ready", "shipped", "refused"],
                    ended_at__isnull=True,
                )
                | Q(
                    state__in=["delivered", "back", "cancelled", "lapsed"],
                    ended_at__isnull=False,
                ),
                name="parcel_ended_or_not",
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0, to_collect__gte=0), name="parcel_amounts"
            ),
            models.UniqueConstraint(
                fields=["place", "pickup_code"],
                condition=~Q(pickup_code="") & Q(ended_at__isnull=True),
                name="parcel_pickup_code_once_a_place",
            ),
        ]

    @property
    def reference(self) -> str:
        """What holds and ledger lines carry: the order's code, then the parcel's."""
        return f"{self.order.code}/{self.code}"

    def is_held_at(self, moment) -> bool:
        """Whether its goods are promised at the moment; a hold past its time is none."""
        return self.state in HELD and (self.held_until is None or moment < self.held_until)


HELD = frozenset(  # the goods stand on a shelf, held
    {Parcel.State.TO_CONFIRM, Parcel.State.CONFIRMED, Parcel.State.PACKED, Parcel.State.READY}
)
BEFORE_PACKING = frozenset({Parcel.State.TO_CONFIRM, Parcel.State.CONFIRMED})
OUTSIDE = frozenset({Parcel.State.SHIPPED, Parcel.State.REFUSED})  # with a carrier
OVER = frozenset(
    {Parcel.State.DELIVERED, Parcel.State.BACK, Parcel.State.CANCELLED, Parcel.State.LAPSED}
)


class ParcelLine(models.Model):
    """total, net: đồng of the line; vat_rate: percent. net + tax = total, exactly.

    A part of a gift set has its share of the set's price as total; unit_price is then what the
    article costs alone. best_before: of the first lot to go out, as shown before the order.
    packed: units scanned into the parcel.
    """

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("order.OrderLine", models.PROTECT, related_name="+")
    gift_set = models.ForeignKey(OrderedSet, models.PROTECT, null=True, related_name="parts")
    listing = models.ForeignKey("ocop_listings.Listing", models.PROTECT, related_name="+")
    hold = models.OneToOneField("ocop_inventory.Hold", models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    unit_name = models.CharField(max_length=40)
    quantity = models.PositiveIntegerField()
    packed = models.PositiveIntegerField(default=0)
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    net = models.BigIntegerField()
    best_before = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gift_set__isnull=False) | Q(total=F("unit_price") * F("quantity")),
                name="parcel_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, packed__lte=F("quantity")), name="parcel_line_packed"
            ),
        ]
