"""Orders tell other systems codes and amounts, and nothing of the person."""

import json

import pytest

from marketplace.orders.deliver import deliver as deliver_parcel
from marketplace.orders.place_order import place_order
from marketplace.outbox import deliver, webhook_endpoints
from marketplace.outbox.models import WebhookDelivery
from tests import factories, handing

pytestmark = pytest.mark.django_db
KINDS = ["order.placed", "order.paid", "order.shipped"]


def test_placed_shipped_and_paid_are_told_once_each():
    webhook_endpoints.add("Kế toán", "https://example.com/", KINDS, actor_id=None)
    listing = factories.listing(price=125_000)
    order = place_order(factories.checkout(listing, email="nguoi.mua@example.com"))
    parcel = order.parcels.get()
    handing.shipped(parcel, "VN123")
    deliver_parcel(parcel.code, actor_id=None)
    for _time in range(2):
        deliver.sweep()

    told = {one.kind: one.body for one in WebhookDelivery.objects.all()}
    assert WebhookDelivery.objects.count() == 3
    assert told["order.placed"] == {
        "order": order.code,
        "seller": order.seller.code,
        "total": 155_000,
        "parcels": [parcel.code],
        "how": "delivery",
        "payment": "cash_on_delivery",
    }
    assert told["order.shipped"]["parcel"] == parcel.code
    assert told["order.shipped"]["tracking"] == "VN123"
    assert told["order.paid"]["amount"] == 155_000
    everything = json.dumps(list(told.values()), ensure_ascii=False)
    for personal in (order.name, order.phone, order.email, order.address):
        assert personal not in everything
