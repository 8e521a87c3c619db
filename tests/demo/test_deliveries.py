"""What the demo's shelves have beside their first goods."""

import pytest

from marketplace.demo import deliveries, offers
from marketplace.inventory.models import Balance, ConsignmentAgreement, Delivery
from marketplace.places.models import Party
from tests import factories

pytestmark = pytest.mark.django_db


def test_consigned_and_bought_goods_and_one_delivery_on_its_way():
    seller = factories.operator()
    places = {
        key: factories.place(key, seller=seller) for key in ("da_lat", "dak_song", "duc_trong")
    }
    for offer in offers.OFFERS:
        factories.certified(offer.name)

    assert offers.put_on_sale(places, actor_id=1) == len(offers.OFFERS)
    for _again in range(2):
        deliveries.bring(places, actor_id=1)

    assert ConsignmentAgreement.objects.count() == len(offers.OFFERS)
    states = Delivery.objects.order_by("state").values_list("state", "place__name")
    assert list(states) == [("announced", "dak_song"), ("received", "da_lat")]
    kinds = set(Balance.objects.filter(quantity__gt=0).values_list("owner__kind", flat=True))
    assert kinds == {Party.Kind.OPERATOR, Party.Kind.PRODUCER}
