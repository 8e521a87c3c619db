"""The demo sells: every way, every state of a parcel that somebody has to see, once, and all of it true."""

from collections import Counter

import pytest
from django.core.management import call_command

from marketplace.demo import movements, offers, ordering, selling, shipping
from marketplace.listings.models import Listing
from marketplace.orders.models import Booking, OrderedSet, Parcel, ShopOrder
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    seller = factories.operator()
    keys = ["da_lat", "dak_song", "duc_trong", "phan_thiet", "gia_nghia", "mui_ne", "bao_loc"]
    found = {key: factories.place(key, seller=seller) for key in keys}
    shipping.set_up([seller], 1)
    for key in keys[1:]:
        set_supplier(found[key], found["da_lat"], actor_id=None)
    for offer in offers.OFFERS:
        factories.certified(offer.name)
    offers.put_on_sale(found, actor_id=1)
    movements.begin(found, 1)
    return found


def test_there_is_an_order_in_every_state_that_asks_for_something(places):
    selling.open_for_orders(places, 1)

    assert ordering.order(places, 1) == len(ordering.ORDERS)

    assert Counter(Parcel.objects.values_list("state", flat=True)) == Counter(
        one.until for one in ordering.ORDERS
    )
    assert OrderedSet.objects.get().name == selling.SET_NAME
    supplied = Parcel.objects.filter(supplied_from__isnull=False)
    assert supplied.get().place == places["bao_loc"]
    assert Booking.objects.get().state == "asked"
    names = ShopOrder.objects.values_list("name", flat=True)
    assert all(name.startswith("Người mua thử ") for name in names)
    call_command("check_stock")
    call_command("check_orders")


def test_a_second_run_adds_nothing(places):
    for _twice in range(2):
        selling.open_for_orders(places, 1)
        ordering.order(places, 1)
        movements.begin(places, 1)

    assert ShopOrder.objects.count() == len(ordering.ORDERS)
    assert Listing.objects.filter(is_gift_set=True).count() == 1
    assert Listing.objects.filter(way="booking").count() == 1
    assert Listing.objects.get(way="collect").certified_product.name == selling.COLLECTED
    assert Booking.objects.count() == 1
