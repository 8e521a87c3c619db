"""A clerk and a canceller, or two clerks, on the same parcel."""

import pytest

from marketplace.inventory.models import Document, Shelf
from marketplace.orders.fulfil import cancel, hand_over
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.concurrency.buyers import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parcel():
    return place_order(factories.checkout(factories.listing(quantity=5))).parcels.get()


def test_two_clerks_hand_over_once(parcel):
    answers = at_once(
        lambda: hand_over(parcel.code, actor_id=1, client_key="a"),
        lambda: hand_over(parcel.code, actor_id=2, client_key="b"),
    )

    assert sum(isinstance(answer, Parcel) for answer in answers) == 1
    assert sum(isinstance(answer, OrderRefused) for answer in answers) == 1
    assert Document.objects.filter(kind="sale").count() == 1
    assert Shelf.objects.get().on_hand == 4


def test_handing_over_and_cancelling_end_one_way(parcel):
    answers = at_once(
        lambda: hand_over(parcel.code, actor_id=1, client_key="a"),
        lambda: cancel(parcel.code, actor_id=2, reason="đổi ý rồi"),
    )

    assert sum(isinstance(answer, OrderRefused) for answer in answers) == 1
    parcel.refresh_from_db()
    shelf = Shelf.objects.get()
    ended = {"delivered": (4, 0), "cancelled": (5, 0)}
    assert (shelf.on_hand, shelf.held) == ended[parcel.state]
