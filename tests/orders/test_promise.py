"""From where and by when: delivery by the nearest, collection where it is or can be brought."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.models import Listing
from marketplace.orders import basket as baskets
from marketplace.orders.promise import promise_of_one
from marketplace.orders.view_basket import view
from marketplace.places.hours import Stretch, set_hours
from marketplace.places.models import Place, Unit
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db
POINT = Place.Kind.SALES_POINT


def at(unit, latitude, longitude):
    Unit.objects.filter(pk=unit.pk).update(latitude=latitude, longitude=longitude)
    unit.refresh_from_db()
    return unit


@pytest.fixture
def monday_morning(set_clock):
    set_clock("2026-11-23T09:00:00+07:00")


@pytest.fixture
def shops(monday_morning):
    """A centre in the hills and two points by the sea that it supplies, one behind the other."""
    hills = at(factories.commune("24781", "Xuân Hương"), "11.94", "108.44")
    sea = at(factories.commune("22945", "Phan Thiết"), "10.93", "108.10")
    cape = at(factories.commune("22918", "Mũi Né"), "10.98", "108.26")
    centre = factories.place("Trung tâm", unit=hills)
    seller = centre.operator
    town = factories.place("Điểm Phan Thiết", seller=seller, unit=sea, kind=POINT, ships=False)
    beach = factories.place("Điểm Mũi Né", seller=seller, unit=cape, kind=POINT, ships=False)
    set_supplier(town, centre, actor_id=None)
    set_supplier(beach, town, actor_id=None)
    return centre, town, beach


def said(promise):
    return [
        (point.place.name, point.day, point.supplied_from and point.supplied_from.name)
        for point in promise.points
    ]


def test_a_point_has_it_today_or_gets_it_from_the_nearest_above_that_has(shops):
    centre, town, _beach = shops
    listing = factories.listing(at=centre)
    by_thursday = date(2026, 11, 26)

    assert said(promise_of_one(listing, town.unit)) == [
        ("Điểm Phan Thiết", by_thursday, "Trung tâm"),
        ("Điểm Mũi Né", by_thursday, "Trung tâm"),
        ("Trung tâm", date(2026, 11, 23), None),
    ]


def test_nobody_above_has_it(shops):
    _centre, town, beach = shops
    listing = factories.listing(at=beach)

    found = promise_of_one(listing, town.unit)

    assert said(found) == [
        ("Điểm Mũi Né", date(2026, 11, 23), None),
        ("Điểm Phan Thiết", None, None),
        ("Trung tâm", None, None),
    ]
    assert [point.place.name for point in found.collected_at] == ["Điểm Mũi Né"]
    assert not found.is_delivered  # the point sends nothing
    assert found.is_buyable


def test_a_day_on_which_it_is_closed_is_no_day_to_collect(shops, set_clock):
    centre, _town, _beach = shops
    listing = factories.listing(at=centre)
    set_hours(centre, [Stretch(2, 420, 660), Stretch(4, 420, 660)], actor_id=None)

    def day():
        points = promise_of_one(listing, None).points
        return next(point.day for point in points if point.place == centre)

    assert day() == date(2026, 11, 24)  # Tuesday
    set_clock("2026-11-24T10:59:00+07:00")
    assert day() == date(2026, 11, 24)
    set_clock("2026-11-24T11:00:00+07:00")
    assert day() == date(2026, 11, 26)  # Thursday


def test_the_nearest_place_with_everything_delivers(shops):
    centre, town, _beach = shops
    Place.objects.update(ships=True)
    listing = factories.listing(at=centre)
    other = factories.place("Ở giữa", seller=centre.operator, unit=town.unit)
    second = factories.listing(at=other)

    def sender(one, unit):
        return promise_of_one(one, unit).plan.parcels[0].place.name

    assert sender(listing, town.unit) == "Trung tâm"
    assert sender(second, centre.unit) == "Ở giữa"


def test_what_no_carrier_takes_is_collected(shops):
    listing = factories.listing(at=shops[0])
    Listing.objects.filter(pk=listing.pk).update(way=Listing.Way.COLLECT)
    basket = baskets.open_basket(None)
    baskets.add(basket, listing.code, 1)

    seen = view(basket, shops[1].unit)

    assert seen.how == "collection"
    refused = view(basket, shops[1].unit, "delivery").plan.problems
    assert [problem.code for problem in refused] == ["collect_only"]
    assert listing.product.name in refused[0].sentence


def test_a_booking_goes_into_no_basket(shops):
    from marketplace.orders.refused import OrderRefused

    listing = factories.listing(at=shops[0])
    Listing.objects.filter(pk=listing.pk).update(way=Listing.Way.BOOKING)

    with pytest.raises(OrderRefused) as refused:
        baskets.add(baskets.open_basket(None), listing.code, 1)
    assert refused.value.codes == ["booked"]


def test_as_many_queries_whatever_the_lines_and_places(shops):
    centre, town, _beach = shops

    def queries(lines):
        basket = baskets.open_basket(None)
        for _ in range(lines):
            baskets.add(basket, factories.listing(at=centre).code, 1)
        with CaptureQueriesContext(connection) as captured:
            view(basket, town.unit)
        return len(captured)

    few = queries(1)
    for number in range(8):
        place = factories.place(f"Điểm {number}", seller=centre.operator)
        set_supplier(place, town, actor_id=None)

    assert queries(10) == few <= 9
