"""Ours beside Saleor's order: whose it is, what goes out from where, what is due.

Amounts are whole đồng, tax included.
"""

from django.db import models
from django.db.models import Q


class Basket(models.Model):
    """What a shopper has gathered; known to the browser by its token alone."""

    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()


class BasketLine(models.Model):
    """seen_price: what the shopper was last shown, so that a change can be told."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    listing = models.ForeignKey("ocop_listings.Listing", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    seen_price = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "listing"], name="basket_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="basket_line_positive"),
        ]


class ShopOrder(models.Model):
    """An order as the shop knows it; its goods and sums stand in Saleor's order too.

    The contact stands here and nowhere else. client_key: the checkout form's own key, so that
    a second press of the button finds the first order.
    """

    order = models.OneToOneField("order.Order", models.PROTECT, related_name="shop_order")
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, unique=True)
    seller = models.ForeignKey("ocop_places.Operator", models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16)
    email = models.EmailField(default="")
    unit = models.ForeignKey("ocop_places.Unit", models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    note = models.CharField(max_length=500, default="")
    payment_method = models.CharField(max_length=20)
    goods_total = models.BigIntegerField()
    fee_total = models.BigIntegerField()
    total = models.BigIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-placed_at"], name="shop_order_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=models.F("goods_total") + models.F("fee_total")),
                name="shop_order_adds_up",
            )
        ]


class Parcel(models.Model):
    """What goes out from one place: its own fee, amount to collect and state."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        CANCELLED = "cancelled"

    order = models.ForeignKey(ShopOrder, models.PROTECT, related_name="parcels")
    code = models.CharField(max_length=10, unique=True)
    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="parcels")
    fee = models.BigIntegerField()
    fee_vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    to_collect = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    cancel_reason = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(fields=["place", "state"], name="parcel_place_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="parcel_ended_or_waiting",
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0, to_collect__gte=0), name="parcel_amounts"
            ),
        ]

    @property
    def reference(self) -> str:
        """What holds and ledger lines carry: the order's code, then the parcel's."""
        return f"{self.order.code}/{self.code}"


class ParcelLine(models.Model):
    """total, net: đồng of the line; vat_rate: percent. net + tax = total, exactly."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines")
    order_line = models.OneToOneField("order.OrderLine", models.PROTECT, related_name="+")
    listing = models.ForeignKey("ocop_listings.Listing", models.PROTECT, related_name="+")
    hold = models.OneToOneField("ocop_inventory.Hold", models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    unit_name = models.CharField(max_length=40)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    net = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=models.F("unit_price") * models.F("quantity")),
                name="parcel_line_adds_up",
            )
        ]


class Payment(models.Model):
    """Money owed for a parcel and how it came."""

    class State(models.TextChoices):
        DUE = "due"
        COLLECTED = "collected"
        VOID = "void"

    parcel = models.OneToOneField(Parcel, models.PROTECT, related_name="payment")
    method = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount")]
