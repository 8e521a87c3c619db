from datetime import date

import pytest

from marketplace.audit.models import Line
from marketplace.inventory.models import Document, Entry, Hold, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.orders.fulfil import cancel, hand_over
from marketplace.orders.models import Payment
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.saleor_bridge.models import FulfillmentLine, Stock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=3, best_before=date(2028, 6, 1))


@pytest.fixture
def parcel(listing):
    return place_order(factories.checkout(listing, quantity=2)).parcels.get()


def test_handing_over_moves_the_goods_and_settles_the_cash(parcel, listing):
    done = hand_over(parcel.code, actor_id=9, client_key="k")

    assert done.state == "delivered"
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (1, 0)
    assert Stock.objects.get().quantity == 1
    assert Hold.objects.get().state == "taken"
    document = Document.objects.get(kind="sale")
    assert (document.reference, document.actor_id) == (parcel.reference, 9)
    lines = list(
        document.entries.order_by("quantity").values_list("lot__code", "virtual", "quantity")
    )
    assert lines == [("L1", "", -2), ("L1", "shopper", 2)]
    payment = Payment.objects.get()
    assert (payment.state, payment.settled_by_id) == ("collected", 9)
    assert done.order.order.__class__.objects.get().status == "fulfilled"
    assert FulfillmentLine.objects.get().quantity == 2
    assert Line.objects.get(action="orders.hand_over").actor_id == 9


def test_a_double_press_posts_once(parcel):
    hand_over(parcel.code, actor_id=9, client_key="k")
    again = hand_over(parcel.code, actor_id=9, client_key="k")

    assert again.state == "delivered"
    assert Document.objects.filter(kind="sale").count() == 1
    with pytest.raises(OrderRefused) as refused:
        hand_over(parcel.code, actor_id=9, client_key="other")
    assert refused.value.codes == ["not_waiting"]


def test_cancelling_releases_what_was_held(parcel):
    cancel(parcel.code, actor_id=9, reason="Người mua đổi ý")
    cancel(parcel.code, actor_id=9, reason="Người mua đổi ý")

    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (3, 0)
    assert Hold.objects.get().state == "released"
    assert Payment.objects.get().state == "void"
    assert Entry.objects.filter(document__kind="sale").count() == 0
    parcel.order.order.refresh_from_db()
    assert parcel.order.order.status == "canceled"
    with pytest.raises(OrderRefused) as refused:
        hand_over(parcel.code, actor_id=9, client_key="k")
    assert refused.value.codes == ["not_waiting"]


def test_a_cancellation_wants_a_reason_and_is_too_late_after_hand_over(parcel):
    with pytest.raises(OrderRefused) as without:
        cancel(parcel.code, actor_id=9, reason=" ")
    hand_over(parcel.code, actor_id=9, client_key="k")
    with pytest.raises(OrderRefused) as late:
        cancel(parcel.code, actor_id=9, reason="quá muộn")

    assert without.value.codes == ["bad_reason"]
    assert late.value.codes == ["not_waiting"]


def test_what_expires_first_goes_first(place, listing):
    receive(
        place,
        [Received(listing.variant_id, "L0", 5, best_before=date(2027, 12, 1))],
        owner_id=listing.producer.party_id,
        actor_id=None,
        client_key="more",
    )
    parcel = place_order(factories.checkout(listing, quantity=6)).parcels.get()

    hand_over(parcel.code, actor_id=9, client_key="k")

    out = Entry.objects.filter(document__kind="sale", quantity__lt=0).order_by("pk")
    assert list(out.values_list("lot__code", "quantity")) == [("L0", -5), ("L1", -1)]


def test_goods_that_expired_while_held_are_not_handed_over(place, settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-11-22T10:00:00+07:00")
    listing = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 23))
    parcel = place_order(factories.checkout(listing)).parcels.get()

    (tmp_path / "clock").write_text("2026-11-24T00:00:00+07:00")
    with pytest.raises(StockRefused) as refused:
        hand_over(parcel.code, actor_id=9, client_key="k")

    assert refused.value.codes == ["not_enough"]
    assert Hold.objects.get(reference=parcel.reference).state == "live"


def test_one_parcel_of_two_leaves_the_order_partly_done(place, listing):
    other = factories.place("Chi nhánh", seller=place.operator)
    second = factories.listing(at=other)
    order = place_order(factories.checkout(listing, second))
    first, last = order.parcels.order_by("pk")

    hand_over(first.code, actor_id=9, client_key="k")
    order.order.refresh_from_db()
    assert order.order.status == "partially fulfilled"
    cancel(last.code, actor_id=9, reason="hết đường đi")
    order.order.refresh_from_db()
    assert order.order.status == "fulfilled"


def test_a_key_of_another_parcel_answers_for_none(parcel, listing):
    other = place_order(factories.checkout(listing)).parcels.get()
    hand_over(parcel.code, actor_id=9, client_key="k")

    with pytest.raises(OrderRefused) as refused:
        hand_over(other.code, actor_id=9, client_key="k")

    assert refused.value.codes == ["key_used"]
    assert Document.objects.filter(kind="sale").count() == 1
