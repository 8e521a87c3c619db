"""Goods go back to their producer, and come back from shoppers."""

from datetime import date

import pytest

from marketplace.inventory import availability, returns
from marketplace.inventory.models import Balance, Document, Shelf
from marketplace.inventory.owners import buy_out
from marketplace.inventory.producer_returns import return_to_producer
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.reversal import reverse
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def honey(place):
    return factories.listing(at=place, quantity=10)


@pytest.fixture
def sold(honey):
    """The reference of an order of three, handed over."""
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    return hand_over(parcel.code, actor_id=7, client_key="sold").reference


def give_back(place, listing, units=2, *, to=None, goods=None, **fields):
    values = {"note": "Sắp hết hạn", "actor_id": 7, "client_key": "back"} | fields
    goods = [factories.picked(listing, units, **(goods or {}))]
    return return_to_producer(place, to or listing.producer, goods, **values)


def bring(place, listing, units=1, *, condition="good", **fields):
    values = {"actor_id": 7, "client_key": "brought"} | fields
    goods = [factories.picked(listing, units, condition=condition)]
    return returns.take_back(place, goods, **values)


def refused(call, *args, **kwargs):
    with pytest.raises(StockRefused) as caught:
        call(*args, **kwargs)
    return caught.value.codes


def test_consigned_goods_go_back(place, honey):
    document = give_back(place, honey, 4)

    lines = document.entries.order_by("quantity").values_list("place", "virtual", "quantity")
    assert list(lines) == [(place.pk, "", -4), (None, "producer", 4)]
    assert document.reference == honey.producer.code
    assert Shelf.objects.get().on_hand == 6
    assert give_back(place, honey, 4) == document


def test_bought_goods_go_back_too_to_whom_they_came_from(place, honey):
    goods = factories.picked(honey, 5)
    costs = {(goods.lot_id, goods.owner_id): 90_000}
    buy_out(place, [goods], costs, actor_id=7, client_key="buy")

    mine = {"owner_id": place.operator.party_id}
    give_back(place, honey, 5, goods=mine)

    assert Balance.objects.get(owner=place.operator.party).quantity == 0
    other = factories.producer()
    assert refused(give_back, place, honey, 1, to=other, client_key="b") == ["other_producer"]


def test_whatever_its_condition_and_date(place, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    tea = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 25))
    set_clock("2026-11-26T08:00:00+07:00")

    give_back(place, tea, 3)

    assert Shelf.objects.get().on_hand == 0


@pytest.mark.parametrize(
    ("units", "fields", "codes"),
    [
        (0, {}, ["bad_quantity"]),
        (10**9, {}, ["bad_quantity"]),
        (11, {}, ["not_enough"]),
        (0, {"note": ""}, ["bad_quantity", "bad_note"]),
        (1, {"goods": {"condition": "blocked"}}, ["not_enough"]),
    ],
)
def test_what_cannot_go_back(place, honey, units, fields, codes):
    assert refused(give_back, place, honey, units, **fields) == codes
    assert Shelf.objects.get().on_hand == 10


def test_what_an_order_holds_stays(place, honey):
    place_order(factories.checkout(honey, quantity=8))

    assert refused(give_back, place, honey, 3) == ["promised"]


def test_what_a_shopper_brings_is_sold_again_or_not(place, honey, sold):
    bring(place, honey, 1, reference=sold)
    bring(place, honey, 2, condition="damaged", reference=sold, client_key="second")

    assert Shelf.objects.get().on_hand == 10
    key = place.pk, honey.variant_id
    day = Document.objects.latest("pk").business_at.date()
    assert availability.free([key], day) == {key: 8}
    assert returns.still_out(sold).total() == 0


def test_no_more_comes_back_than_went_out_on_the_order(place, honey, sold):
    first = bring(place, honey, 2, reference=sold)

    assert refused(bring, place, honey, 2, reference=sold, client_key="b") == ["more_than_sold"]
    reverse(first.code, note="Nhầm đơn", actor_id=7, client_key="reversed")
    bring(place, honey, 3, reference=sold, client_key="c")
    assert Shelf.objects.get().on_hand == 10


def test_at_another_place_of_the_chain_it_counts_as_well(place, honey, sold):
    point = factories.place("Điểm bán", seller=place.operator)
    bring(point, honey, 2, reference=sold)

    assert Shelf.objects.get(place=point).on_hand == 2
    assert refused(bring, place, honey, 2, reference=sold, client_key="b") == ["more_than_sold"]


def test_without_its_receipt_no_more_than_was_ever_sold_of_the_lot(place, honey, sold):
    assert refused(bring, place, honey, 1) == ["bad_note"]
    note = {"note": "Khách mất hóa đơn"}
    assert refused(bring, place, honey, 4, **note) == ["more_than_sold"]

    bring(place, honey, 3, **note)

    assert Shelf.objects.get().on_hand == 10


@pytest.mark.parametrize(
    ("units", "fields", "codes"),
    [
        (0, {}, ["bad_quantity"]),
        (1, {"condition": "blocked"}, ["bad_condition"]),
        (1, {"reference": "NOSUCH"}, ["unknown_sale"]),
    ],
)
def test_what_is_not_taken_back(place, honey, sold, units, fields, codes):
    assert refused(bring, place, honey, units, **({"reference": sold} | fields)) == codes


def test_a_closed_place_takes_nothing_back(place, honey, sold, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    place.closed_on = date(2026, 11, 21)

    assert refused(bring, place, honey, 1, reference=sold) == ["place_closed"]


def test_what_came_back_without_its_receipt_does_not_come_back_with_it(place, honey, sold):
    bring(place, honey, 2, note="Khách mất hóa đơn")

    assert refused(bring, place, honey, 2, reference=sold, client_key="b") == ["more_than_sold"]

    bring(place, honey, 1, reference=sold, client_key="c")
    assert Shelf.objects.get().on_hand == 10
