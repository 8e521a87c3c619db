"""How an offer reaches the shopper, at first and later."""

import pytest

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.catalogue.search import Search, card_by_code, search
from marketplace.inventory.models import Shelf
from marketplace.listings.models import Listing
from marketplace.listings.refused import ListingRefused
from marketplace.listings.ways import change_way
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories, offers

pytestmark = pytest.mark.django_db


def refused_codes(listing, way):
    with pytest.raises(ListingRefused) as refused:
        change_way(listing.code, way, actor_id=7)
    return refused.value.codes


def test_tourism_is_booked_and_has_no_goods():
    tour = offers.service()

    assert tour.way == "booking"
    assert not Shelf.objects.filter(variant=tour.variant_id).exists()
    card = card_by_code(tour.code, clock.now())
    assert (card.free, card.stars) == (None, 3)
    assert [one.code for one in search(Search(in_stock=True), clock.now()).cards] == [tour.code]


def test_everything_else_goes_by_parcel():
    assert factories.listing().way == "parcel"


def test_what_no_carrier_takes_is_collected_from_now_on():
    honey = factories.listing()

    change_way(honey.code, "collect", actor_id=7)

    honey.refresh_from_db()
    assert honey.way == "collect"
    line = Line.objects.get(action="listings.change_way")
    assert (line.actor_id, line.subject) == (7, f"listing:{honey.code}")
    assert line.data == {"from": "parcel", "to": "collect"}
    with pytest.raises(OrderRefused) as refused:
        place_order(factories.checkout(honey))
    assert "collect_only" in refused.value.codes


def test_the_same_way_again_is_no_news():
    honey = factories.listing()

    change_way(honey.code, "parcel", actor_id=7)

    assert not Line.objects.filter(action="listings.change_way").exists()


def test_goods_on_a_shelf_are_not_booked():
    honey = factories.listing()

    assert refused_codes(honey, "booking") == ["has_stock"]
    assert refused_codes(honey, "by air") == ["bad_way"]


def test_a_set_goes_the_way_of_its_parts():
    place = factories.place()
    honey, tea = factories.listing(at=place), factories.listing(at=place)
    basket = offers.gift_set((honey, 1), (tea, 1))

    change_way(tea.code, "collect", actor_id=7)

    assert Listing.objects.get(pk=basket.pk).way == "collect"
    assert refused_codes(basket, "parcel") == ["has_such_parts"]
    assert refused_codes(basket, "booking") == ["is_a_set"]
    assert refused_codes(tea, "booking") == ["has_stock", "in_a_set"]
