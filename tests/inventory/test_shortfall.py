"""Orders that hold what can't be sold any more go to a person, the newest first."""

from datetime import date

import pytest

from marketplace.inventory import shortfall
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Hold
from marketplace.orders.cancel import cancel
from marketplace.orders.place_order import place_order
from marketplace.places.models import Place
from tests import factories

pytestmark = pytest.mark.django_db
EVERYWHERE = Place.objects


@pytest.fixture
def place(set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    return factories.place()


def order(listing, units):
    return place_order(factories.checkout(listing, quantity=units)).parcels.get()


def short(day=date(2026, 11, 22)):
    return [
        (one.good, one.missing, [hold.reference for hold in one.giving_way])
        for one in shortfall.short_shelves(EVERYWHERE.all(), day)
    ]


def test_nothing_is_short_while_there_is_enough(place):
    order(factories.listing(at=place, quantity=10), 10)

    assert short() == []


def test_the_newest_give_way_until_it_is_enough(place):
    honey = factories.listing(at=place, quantity=10)
    first, second, third = order(honey, 4), order(honey, 3), order(honey, 3)
    change = {"note": "Thu hồi", "actor_id": 7}
    change_condition(place, [factories.picked(honey, 1)], "blocked", client_key="a", **change)
    assert short() == [(9, 1, [third.reference])]
    change_condition(place, [factories.picked(honey, 3)], "blocked", client_key="b", **change)
    assert short() == [(6, 4, [third.reference, second.reference])]

    cancel(third.code, actor_id=7, reason="Lô bị thu hồi")
    assert short() == [(6, 1, [second.reference])]
    change_condition(place, [factories.picked(honey, 6)], "damaged", client_key="c", **change)
    assert short() == [(0, 7, [second.reference, first.reference])]


def test_a_date_that_passes_at_midnight_needs_no_write(place):
    tea = factories.listing(at=place, quantity=5, best_before=date(2026, 11, 25))
    parcel = order(tea, 2)

    assert short(date(2026, 11, 25)) == []
    assert short(date(2026, 11, 26)) == [(0, 2, [parcel.reference])]


def test_two_queries_however_many_are_short(place, django_assert_num_queries):
    for _ in range(3):
        tea = factories.listing(at=place, quantity=5, best_before=date(2026, 11, 25))
        order(tea, 2)

    with django_assert_num_queries(2):
        holds = shortfall.concerned(EVERYWHERE.all(), date(2026, 11, 26))

    assert holds == set(Hold.objects.values_list("pk", flat=True))


def test_places_that_are_not_asked_for_are_left_out(place):
    tea = factories.listing(at=place, quantity=5, best_before=date(2026, 11, 25))
    order(tea, 2)

    assert shortfall.concerned(EVERYWHERE.exclude(pk=place.pk), date(2026, 11, 26)) == set()
