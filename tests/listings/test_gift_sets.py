"""Giỏ quà: what may lie in one, and how many there are of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.catalogue.models import Card
from marketplace.catalogue.search import Search, card_by_code, counts_by_place, search
from marketplace.inventory.models import Lot, Shelf
from marketplace.listings.gift_sets import SetOffer, publish_set
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.listings.pause import pause, resume
from marketplace.listings.refused import ListingRefused
from marketplace.listings.set_stock import free_sets
from marketplace.saleor_bridge.models import Product
from tests import factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def tea(place):
    return factories.listing(factories.certified("Trà Bí đao"), at=place, quantity=7, price=58_000)


@pytest.fixture
def honey(place):
    return factories.listing(
        factories.certified("Mật ong Bảo Lộc"), at=place, quantity=4, price=120_000
    )


def offer(*parts, **fields):
    values = {
        "seller": parts[0][0].seller,
        "name": "Giỏ quà Tết",
        "price": 220_000,
        "unit_name": "giỏ",
        "parts": [(part.code, units) for part, units in parts],
        "client_key": "the form's own key",
    }
    return SetOffer(**values | fields)


def refused_codes(wrong):
    with pytest.raises(ListingRefused) as refused:
        publish_set(wrong, actor_id=7)
    return refused.value.codes


def test_a_set_is_an_offer_without_goods_and_without_a_star(tea, honey):
    lots = Lot.objects.count()

    made = publish_set(offer((tea, 2), (honey, 1), story="Quà quê."), actor_id=7)

    assert (made.is_gift_set, made.way, made.state) == (True, "parcel", "on_sale")
    assert (made.certified_product, made.seller, made.story) == (None, tea.seller, "Quà quê.")
    assert made.producer == honey.producer  # 120,000 against 116,000 of tea
    assert made.vat_rate == Decimal(8)
    product = Product.objects.get(pk=made.product_id)
    assert (product.name, product.price_amount, product.weight.g) == ("Giỏ quà Tết", 220_000, 1500)
    assert product.category.name == "Giỏ quà"
    assert list(made.parts.order_by("pk").values_list("part__code", "quantity")) == [
        (tea.code, 2),
        (honey.code, 1),
    ]
    assert Lot.objects.count() == lots
    assert not Shelf.objects.filter(variant=made.variant_id).exists()
    line = Line.objects.get(action="listings.publish_set")
    assert line.data == {"price": 220_000, "parts": {tea.code: 2, honey.code: 1}}
    assert card_by_code(made.code, clock.now()).stars is None


def test_the_second_press_answers_with_the_first_set(tea, honey):
    first = publish_set(offer((tea, 2), (honey, 1)), actor_id=7)
    second = publish_set(offer((tea, 2), (honey, 1)), actor_id=7)

    assert first == second
    assert Listing.objects.filter(is_gift_set=True).count() == 1


def test_all_that_is_wrong_is_said_at_once(tea):
    assert refused_codes(offer((tea, 0), name=" ", price=1, unit_name="")) == [
        *("bad_name", "bad_price", "bad_unit", "bad_parts"),
        "bad_part",
    ]
    assert GiftSetPart.objects.count() == 0


@pytest.mark.parametrize("units", [0, 100])
def test_of_each_part_there_are_1_to_99_units(tea, honey, units):
    assert refused_codes(offer((tea, units), (honey, 1))) == ["bad_part"]


def test_a_part_is_sold_alone_by_the_same_seller(tea, honey):
    foreign = factories.listing(at=factories.place(seller=factories.operator()))
    booked = offers.service(at=factories.place(seller=tea.seller))
    inner = offers.gift_set((tea, 1), (honey, 1))
    paused = factories.listing(at=factories.place(seller=tea.seller))
    pause(paused.code, actor_id=7)

    for part in (foreign, booked, inner, paused):
        assert refused_codes(offer((tea, 1), (part, 1))) == ["bad_part"]
    assert refused_codes(replace(offer((tea, 1)), parts=[(tea.code, 1), ("NOSUCHCODE", 1)])) == [
        "bad_part"
    ]
    assert refused_codes(offer((tea, 1), (tea, 2))) == ["twice"]


def test_what_no_carrier_takes_makes_the_whole_set_collected(tea, honey):
    Listing.objects.filter(pk=honey.pk).update(way="collect")

    assert publish_set(offer((tea, 1), (honey, 1)), actor_id=7).way == "collect"


def test_there_are_as_many_sets_as_one_place_can_fill_whole(tea, honey, place):
    made = offers.gift_set((tea, 2), (honey, 1))
    other = factories.place(seller=tea.seller)
    factories.transfer(place, other, tea, quantity=2, sent=True)

    day = clock.today()

    # 5 left of tea: two sets; what is on its way is nowhere
    assert free_sets(day) == {made.pk: {place.pk: 2}}
    assert free_sets(day, [made.pk, 999]) == {made.pk: {place.pk: 2}, 999: {}}


def test_parts_past_their_day_fill_no_set(tea, place):
    old = factories.listing(at=place, quantity=5, best_before=date(2027, 1, 1))
    made = offers.gift_set((tea, 1), (old, 1))

    assert free_sets(date(2027, 1, 1)) == {made.pk: {place.pk: 5}}
    assert free_sets(date(2027, 1, 2)) == {made.pk: {}}


def test_lists_and_search_know_how_many_sets_there_are(tea, honey, place):
    made = offers.gift_set((tea, 2), (honey, 1), name="Giỏ quà Tết")
    empty = offers.gift_set((tea, 8), (honey, 1), name="Giỏ quà lớn")
    moment = clock.now()

    found = {card.code: card.free for card in search(Search(), moment).cards}

    assert found == {tea.code: 7, honey.code: 4, made.code: 3, empty.code: 0}
    in_stock = search(Search(in_stock=True), moment)
    assert {card.code for card in in_stock.cards} == {tea.code, honey.code, made.code}
    assert in_stock.in_stock == 3
    here = search(Search(place=place.pk), moment)
    assert {card.code for card in here.cards} == {tea.code, honey.code, made.code}
    assert counts_by_place(moment) == {place.pk: 3}
    assert search(Search(place=factories.place().pk), moment).total == 0
    assert card_by_code(made.code, moment).free == 3
    # found by what is in it
    assert {card.code for card in search(Search(text="bi dao"), moment).cards} == {
        *(tea.code, made.code, empty.code)
    }


def test_many_sets_cost_no_more_queries_than_one(tea, honey, django_assert_num_queries):
    offers.gift_set((tea, 1), (honey, 1))
    with django_assert_num_queries(9):
        search(Search(), clock.now())
    for _again in range(3):
        offers.gift_set((tea, 1), (honey, 1))

    with django_assert_num_queries(9):
        search(Search(), clock.now())


def test_pausing_a_part_pauses_its_sets_which_come_back_after_it(tea, honey):
    made = offers.gift_set((tea, 1), (honey, 1))

    assert pause(tea.code, actor_id=7) == [tea, made]
    assert pause(tea.code, actor_id=7) == []

    with pytest.raises(ListingRefused) as refused:
        resume(made.code, actor_id=7)
    assert refused.value.codes == ["part_paused"]
    assert "Trà Bí đao" in str(refused.value)
    resume(tea.code, actor_id=7)
    assert resume(made.code, actor_id=7).state == "on_sale"
    assert Line.objects.filter(action="listings.resume").count() == 2
    assert set(Card.objects.values_list("code", flat=True)) == {tea.code, honey.code, made.code}
