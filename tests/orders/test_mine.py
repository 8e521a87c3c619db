"""Orders of an account; guests who know code and phone; the same goods once more."""

import pytest
from django.core.cache import cache

from marketplace.accounts.people import create_person
from marketplace.listings.models import Listing
from marketplace.orders import basket as baskets
from marketplace.orders import known_by_phone, mine
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.orders.reorder import reorder
from tests import factories

pytestmark = pytest.mark.django_db
PHONE, WHERE = "0912 345 678", "10.0.0.1"


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def order(place):
    return place_order(
        factories.checkout(factories.listing(at=place, quantity=50), quantity=2, phone=PHONE)
    )


@pytest.fixture
def person():
    return create_person(phone="0987654321")


def refusal(act, *arguments, **named):
    with pytest.raises(OrderRefused) as refused:
        act(*arguments, **named)
    return refused.value.codes


def test_code_and_phone_find_an_order_in_any_spelling(order):
    typed = f" {order.code[:5].lower()}-{order.code[5:]} "

    assert known_by_phone.find(typed, "+84 912 345 678", address=WHERE) == order


def test_a_wrong_phone_and_a_wrong_code_are_one_answer(order):
    from marketplace import codes

    assert refusal(known_by_phone.find, order.code, "0987654321", address=WHERE) == ["not_found"]
    assert refusal(known_by_phone.find, codes.new_code(), PHONE, address=WHERE) == ["not_found"]
    assert refusal(known_by_phone.find, "ABC", "x", address=WHERE) == ["bad_code", "bad_phone"]


def test_guessing_codes_is_stopped(order, monkeypatch):
    from marketplace import codes

    monkeypatch.setattr(known_by_phone, "MOST_CODES", 3)
    for _ in range(3):
        refusal(known_by_phone.find, codes.new_code(), PHONE, address=WHERE)

    assert refusal(known_by_phone.find, order.code, PHONE, address=WHERE) == ["too_many"]
    assert known_by_phone.find(order.code, PHONE, address="10.0.0.2") == order


def test_an_earlier_order_joins_the_account_once(order, person):
    assert not mine.is_of(order.code, person.pk)

    mine.add_order(person.pk, order.code, PHONE, address=WHERE)
    mine.add_order(person.pk, order.code, PHONE, address=WHERE)

    assert mine.is_of(order.code, person.pk)
    assert list(mine.orders_of(person.pk)) == [order]


def test_nobody_takes_anothers_order(order, person):
    mine.add_order(person.pk, order.code, PHONE, address=WHERE)
    other = create_person(phone="0977654321")

    assert refusal(mine.add_order, other.pk, order.code, PHONE, address=WHERE) == ["not_found"]
    assert not mine.is_of(order.code, other.pk)


def test_the_list_costs_the_same_however_many(place, person, django_assert_num_queries):
    listing = factories.listing(at=place, quantity=50)
    for _ in range(3):
        made = place_order(factories.checkout(listing, phone=PHONE))
        mine.join(person.pk, made.code)

    with django_assert_num_queries(5):
        for one in mine.orders_of(person.pk):
            assert [line.quantity for parcel in one.parcels.all() for line in parcel.lines.all()]


def test_the_same_goods_once_more_and_pressing_twice_is_once(order):
    basket = baskets.open_basket(None)

    assert (reorder(order, basket).added, reorder(order, basket).left_out) == (1, [])

    (line,) = basket.lines.all()
    assert (line.quantity, line.seen_price) == (2, 125_000)


def test_what_is_there_is_raised_never_lowered(order):
    listing = order.parcels.get().lines.get().listing
    basket = baskets.open_basket(None)
    baskets.add(basket, listing.code, 5)

    reorder(order, basket)

    assert basket.lines.get().quantity == 5


def test_what_is_no_longer_on_sale_is_said_by_name(place):
    kept, paused = (factories.listing(at=place) for _ in range(2))
    order = place_order(factories.checkout(kept, paused))
    Listing.objects.filter(pk=paused.pk).update(state=Listing.State.PAUSED)
    basket = baskets.open_basket(None)

    done = reorder(order, basket)

    assert [line.listing for line in basket.lines.all()] == [kept]
    assert done.left_out == [f"{paused.product.name} hiện không bán."]


def test_a_basket_of_another_seller_is_left_as_it_is(order):
    basket = baskets.open_basket(None)
    foreign = factories.listing(at=factories.place("Nơi khác"))
    baskets.add(basket, foreign.code, 1)

    done = reorder(order, basket)

    assert done.added == 0
    assert "người bán khác" in done.left_out[0]
    assert [line.listing for line in basket.lines.all()] == [foreign]


def test_reordering_costs_the_same_however_many(place, django_assert_num_queries):
    order = place_order(factories.checkout(*(factories.listing(at=place) for _ in range(5))))
    basket = baskets.open_basket(None)

    with django_assert_num_queries(9):  # savepoint and its release included
        assert reorder(order, basket).added == 5
