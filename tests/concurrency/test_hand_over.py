"""A clerk and a canceller, or two clerks, on the same parcel."""

import pytest

from marketplace.inventory.models import Document, Shelf
from marketplace.orders.cancel import cancel
from marketplace.orders.models import OrderEvent, Parcel
from marketplace.orders.pack import scan_in
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.concurrency.buyers import at_once
from tests.handing import confirmed, hand_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parcel():
    listing = factories.listing(quantity=5)
    return place_order(factories.checkout(listing, quantity=2)).parcels.get()


def test_two_clerks_hand_over_once(parcel):
    answers = at_once(
        lambda: hand_over(parcel.code, actor_id=1, client_key="a"),
        lambda: hand_over(parcel.code, actor_id=2, client_key="b"),
    )

    assert all(isinstance(answer, Parcel) for answer in answers)  # the second is told the same
    assert Document.objects.filter(kind="sale").count() == 1
    assert Shelf.objects.get().on_hand == 3
    told = OrderEvent.objects.filter(parcel=parcel).values_list("kind", flat=True)
    assert sorted(told) == ["confirmed", "delivered", "packed", "paid", "shipped"]


def test_two_scanners_at_one_parcel_put_one_unit_in(parcel):
    confirmed(parcel)
    label = parcel.lines.get().listing.code

    answers = at_once(
        lambda: scan_in(parcel.code, label, seen=0, actor_id=1),
        lambda: scan_in(parcel.code, label, seen=0, actor_id=2),
    )

    assert sum(isinstance(answer, Parcel) for answer in answers) == 1
    [refused] = [answer for answer in answers if isinstance(answer, OrderRefused)]
    assert refused.codes == ["changed_meanwhile"]
    assert parcel.lines.get().packed == 1


def test_handing_over_and_cancelling_end_one_way(parcel):
    answers = at_once(
        lambda: hand_over(parcel.code, actor_id=1, client_key="a"),
        lambda: cancel(parcel.code, actor_id=2, reason="đổi ý rồi"),
    )

    assert sum(isinstance(answer, OrderRefused) for answer in answers) == 1
    parcel.refresh_from_db()
    shelf = Shelf.objects.get()
    ended = {"delivered": (3, 0), "cancelled": (5, 0)}
    assert (shelf.on_hand, shelf.held) == ended[parcel.state]
