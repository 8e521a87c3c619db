import pytest

from marketplace.demo.shipping import CARRIERS, FAR, NEAR, set_up
from marketplace.orders.models import Carrier, DeliveryZone
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_seller_delivers_near_and_far_and_a_second_time_changes_nothing():
    sellers = [factories.operator("Một"), factories.operator("Hai")]

    for _time in range(2):
        set_up(sellers, 1)

    for seller in sellers:
        near, far = DeliveryZone.objects.filter(operator=seller)
        assert list(near.rates.values_list("up_to_grams", "fee")) == NEAR
        assert list(far.rates.values_list("up_to_grams", "fee")) == FAR
        mine = Carrier.objects.filter(operator=seller)
        assert set(mine.values_list("name", flat=True)) == set(CARRIERS)
