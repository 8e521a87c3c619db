from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.inventory import availability
from marketplace.inventory.models import Entry, Hold, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.listings.models import Listing
from marketplace.orders import basket as baskets
from marketplace.orders.models import BasketLine, Payment, ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.saleor_bridge.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place(delivery_fee=30_000)


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=3, price=125_000)


def test_an_order_holds_its_goods_and_moves_none(place, listing):
    order = place_order(factories.checkout(listing, quantity=2, phone="0912 345 678"))

    parcel = order.parcels.get()
    assert (order.goods_total, order.fee_total, order.total) == (250_000, 30_000, 280_000)
    assert (parcel.place, parcel.fee, parcel.to_collect) == (place, 30_000, 280_000)
    assert parcel.state == "to_confirm"  # a phone that nobody knows yet
    hold = Hold.objects.get()
    assert hold.until == parcel.held_until
    assert timedelta(hours=23) < parcel.held_until - order.placed_at <= timedelta(hours=24)
    assert (hold.reference, hold.quantity, hold.state) == (f"{order.code}/{parcel.code}", 2, "live")
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (3, 2)
    assert availability.free([(place.pk, listing.variant_id)], clock.today()) == {
        (place.pk, listing.variant_id): 1
    }
    assert Entry.objects.count() == 2  # the receiving alone
    payment = Payment.objects.get()
    assert (payment.method, payment.amount, payment.state) == ("cash_on_delivery", 280_000, "due")
    assert order.phone == "+84912345678"
    assert not BasketLine.objects.exists()
    assert Line.objects.get(action="orders.place").data["total"] == 280_000


def test_saleor_has_the_same_order(listing):
    order = place_order(factories.checkout(listing, quantity=2))

    theirs = order.order
    assert theirs.total_gross_amount == Decimal(280_000)
    assert theirs.total_net_amount == Decimal(231_481 + 27_778)  # 250.000 and 30.000 without 8 %
    line = theirs.lines.get()
    assert (line.quantity, line.unit_price_gross_amount, line.tax_rate) == (2, 125_000, 8)
    assert (line.product_name, line.product_sku) == (listing.product.name, listing.variant.sku)
    assert line.variant == listing.variant and line.variant_name == listing.variant.name
    ours = order.parcels.get().lines.get()
    assert (ours.total, ours.net, ours.vat_rate) == (250_000, 231_481, 8)


def test_the_same_key_is_the_same_order(listing):
    checkout = factories.checkout(listing)

    first = place_order(checkout)
    second = place_order(checkout)

    assert second.pk == first.pk
    assert ShopOrder.objects.count() == 1
    assert Shelf.objects.get().held == 1


def test_more_than_there_is_is_refused_with_what_is_left(listing):
    checkout = factories.checkout(listing, quantity=2)
    place_order(factories.checkout(listing, quantity=2))

    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    problem = refused.value.problems[0]
    assert (problem.code, problem.data["left"]) == ("not_enough", 1)
    assert ShopOrder.objects.count() == 1
    assert baskets.find(checkout.basket_token).lines.get().quantity == 2


def test_the_last_one_gone_is_said_kindly(listing):
    checkout = factories.checkout(listing)
    place_order(factories.checkout(listing, quantity=3))

    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    assert refused.value.problems[0].data["left"] == 0
    assert listing.product.name in refused.value.problems[0].sentence


def test_every_problem_of_the_form_is_told_at_once(listing):
    checkout = factories.checkout(
        listing, name="", phone="12", unit_id=None, address="", email="nobody@", note="x" * 501
    )

    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"name", "phone", "unit", "address", "email", "note"}
    assert Shelf.objects.get().held == 0


def test_a_price_that_changed_is_asked_again(listing):
    checkout = factories.checkout(listing)
    Product.objects.filter(pk=listing.product_id).update(price_amount=130_000)

    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    assert refused.value.codes == ["total_changed"]
    assert refused.value.problems[0].data == {"agreed": 155_000, "total": 160_000}


def test_paused_goods_and_an_empty_basket_are_refused(listing):
    checkout = factories.checkout(listing)
    Listing.objects.update(state="paused")

    with pytest.raises(OrderRefused) as paused:
        place_order(checkout)
    with pytest.raises(OrderRefused) as empty:
        place_order(factories.checkout(agreed_total=0))

    assert paused.value.codes == ["not_for_sale"]
    assert empty.value.codes == ["empty"]


def test_one_place_that_has_everything_sends_one_parcel(place, listing):
    other = factories.place("Chi nhánh", seller=place.operator)
    second = factories.listing(at=place, quantity=5)
    factories.listing(at=other, quantity=5)

    order = place_order(factories.checkout(listing, second))

    assert [parcel.place for parcel in order.parcels.all()] == [place]
    assert order.fee_total == 30_000


def test_goods_of_two_places_go_in_two_parcels_that_add_up(place, listing):
    other = factories.place("Chi nhánh", seller=place.operator)
    second = factories.listing(at=other, quantity=5, price=80_000)

    order = place_order(factories.checkout(listing, second))

    parcels = {parcel.place: parcel for parcel in order.parcels.all()}
    assert parcels[place].to_collect == 155_000
    assert parcels[other].to_collect == 110_000
    assert order.total == 265_000
    assert order.fee_total == 60_000


def test_expired_goods_are_never_promised(place, settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-11-22T10:00:00+07:00")
    listing = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 23))
    checkout = factories.checkout(listing)

    (tmp_path / "clock").write_text("2026-11-24T00:00:00+07:00")
    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    assert refused.value.codes == ["not_enough"]


def test_placing_takes_as_many_queries_for_many_lines_as_for_few(
    place, django_assert_max_num_queries
):
    few = [factories.listing(at=place) for _ in range(2)]
    many = [factories.listing(at=place) for _ in range(12)]
    small, large = factories.checkout(*few), factories.checkout(*many)

    with django_assert_max_num_queries(200) as two:
        place_order(small)
    with django_assert_max_num_queries(200) as twelve:
        place_order(large)

    assert len(two) == len(twelve)
    asked = [query["sql"] for query in two if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 23


def test_no_mail_goes_out_inside_the_transaction(listing):
    place_order(factories.checkout(listing, email="nguoi.mua@example.com"))

    assert mail.outbox == []


def test_goods_from_another_place_than_agreed_are_asked_about(place, listing):
    other = factories.place("Chi nhánh", seller=place.operator)
    receive(
        other,
        [Received(listing.variant_id, "L1", 5)],
        owner_id=listing.producer.party_id,
        actor_id=None,
        client_key="more",
    )
    checkout = factories.checkout(listing, quantity=2)
    place_order(factories.checkout(listing, quantity=2))  # one is left at the place agreed to

    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    assert refused.value.codes == ["promise_changed"]
    assert refused.value.problems[0].data == {"places": [other.code]}
    assert ShopOrder.objects.count() == 1


def test_a_way_that_is_none_is_refused(listing):
    with pytest.raises(OrderRefused) as refused:
        place_order(replace(factories.checkout(listing), how="drone"))

    assert "bad_how" in refused.value.codes


def test_the_first_best_before_day_of_the_shelf_is_kept_with_the_line(place):
    honey = factories.listing(at=place, quantity=3, best_before=date(2028, 6, 1))
    receive(
        place,
        [Received(honey.variant_id, "L0", 5, best_before=date(2027, 12, 1))],
        owner_id=honey.producer.party_id,
        actor_id=None,
        client_key="more",
    )

    order = place_order(factories.checkout(honey))

    assert order.parcels.get().lines.get().best_before == date(2027, 12, 1)
