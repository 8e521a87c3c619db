"""Ours beside Saleor's order: whose it is, how it reaches the shopper, what happened to it.

Amounts are whole đồng, tax included.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ShopOrder(models.Model):
    """An order as the shop knows it; its goods and sums stand in Saleor's order too.

    The contact stands here and nowhere else; erasing the person empties it. client_key: the
    checkout form's own key, so that a second press of the button finds the first order.
    device: a hash of the browser's own random mark, for the limits alone. unit, address: where
    a delivery goes; a collection has none.
    """

    class How(models.TextChoices):
        DELIVERY = "delivery"
        COLLECTION = "collection"

    order = models.OneToOneField("order.Order", models.PROTECT, related_name="shop_order")
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, unique=True)
    seller = models.ForeignKey("ocop_places.Operator", models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    device = models.CharField(max_length=32, default="")
    language = models.CharField(max_length=5)
    how = models.CharField(max_length=10, choices=How.choices, default=How.DELIVERY)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16)
    email = models.EmailField(default="")
    unit = models.ForeignKey("ocop_places.Unit", models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=300, default="")
    note = models.CharField(max_length=500, default="")
    payment_method = models.CharField(max_length=20)
    goods_total = models.BigIntegerField()
    fee_total = models.BigIntegerField()
    total = models.BigIntegerField()
    placed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-placed_at"], name="shop_order_newest"),
            models.Index(fields=["phone", "-placed_at"], name="shop_order_of_phone"),
            models.Index(
                fields=["device", "-placed_at"],
                name="shop_order_of_device",
                condition=~Q(device=""),
            ),
            models.Index(
                fields=["user", "-placed_at"],
                name="shop_order_of_user",
                condition=Q(user__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("goods_total") + F("fee_total")), name="shop_order_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(how="collection", unit__isnull=True, fee_total=0)
                | Q(how="delivery", unit__isnull=False),
                name="shop_order_goes_somewhere",
            ),
        ]


class OrderedSet(models.Model):
    """A gift set as it was ordered; its parts are parcel lines that share its price."""

    order = models.ForeignKey(ShopOrder, models.PROTECT, related_name="gift_sets")
    order_line = models.OneToOneField("order.OrderLine", models.PROTECT, related_name="+")
    listing = models.ForeignKey("ocop_listings.Listing", models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("unit_price") * F("quantity")), name="ordered_set_adds_up"
            )
        ]


class InvoiceRequest(models.Model):
    """Whom the invoice is for (hóa đơn điện tử, NĐ 254/2026); without a row, the shopper."""

    order = models.OneToOneField(ShopOrder, models.PROTECT, related_name="invoice")
    tax_code = models.CharField(max_length=14)
    company = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    email = models.EmailField()


class OrderEvent(models.Model):
    """A line of an order's history. Append-only; data holds codes and figures, nothing personal.

    kind: one of orders.history.Kind. actor_id: None for the shopper and for the clock.
    """

    order = models.ForeignKey(ShopOrder, models.PROTECT, related_name="events")
    parcel = models.ForeignKey(
        "ocop_orders.Parcel", models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=32)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)


class Complaint(models.Model):
    """Khiếu nại about an order, with the day by which it is answered (NĐ 248/2026)."""

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"

    order = models.ForeignKey(ShopOrder, models.PROTECT, related_name="complaints")
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="complaint_due", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | Q(state="answered", answered_at__isnull=False),
                name="complaint_answered_or_open",
            )
        ]
