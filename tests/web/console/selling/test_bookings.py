"""Bookings on the screens of a centre's manager."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.orders.book import Wish, book
from marketplace.orders.models import Booking
from tests import factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def tour(shops):
    return offers.service(at=shops.centre)


def asked(tour, key="a", days=5, **fields):
    wish = Wish(
        listing_code=tour.code,
        day=clock.today() + timedelta(days=days),
        guests=3,
        name="Người mua thử",
        phone=f"09123456{len(key):02d}",
        client_key=key,
        **fields,
    )
    return book(wish)


def url(name, booking):
    return reverse(f"console:{name}", kwargs={"code": booking.code})


def listed(client, query=""):
    return [
        row["one"].code for row in client.get(reverse("console:bookings") + query).context["rows"]
    ]


def test_those_that_wait_come_first_then_by_day(manager, tour):
    late, soon, done = asked(tour, "a", 9), asked(tour, "b", 2), asked(tour, "c", 1)
    manager.post(url("booking_confirm", done))
    past = asked(tour, "d", 1)
    Booking.objects.filter(pk=past.pk).update(day=clock.today() - timedelta(days=1))

    assert listed(manager) == [soon.code, late.code, done.code]
    assert listed(manager, "?state=confirmed") == [done.code]
    assert listed(manager, "?days=past") == [past.code]
    assert len(listed(manager, "?days=all")) == 4
    home = manager.get(reverse("console:home")).content.decode()
    assert f"{reverse('console:bookings')}?state=asked" in home


def test_a_yes_and_a_no(manager, tour):
    one = asked(tour)

    assert manager.post(url("booking_confirm", one)).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.decided_by_id) == ("confirmed", manager.person.pk)
    assert manager.post(url("booking_decline", one), {"reason": ""}).status_code == 422
    assert manager.post(url("booking_decline", one), {"reason": "ok"}).status_code == 422
    manager.post(url("booking_decline", one), {"reason": "Bão vào ngày đó"})
    one.refresh_from_db()
    assert (one.state, one.reason) == ("declined", "Bão vào ngày đó")
    said = manager.get(url("booking", one)).content.decode()
    assert "Bão vào ngày đó" in said
    assert "/nhan/" not in said


def test_another_sellers_bookings_are_not_there(manager, shops):
    foreign = asked(offers.service(at=factories.place(seller=factories.operator())))

    assert listed(manager) == []
    assert manager.get(url("booking", foreign)).status_code == 404
    assert manager.post(url("booking_confirm", foreign)).status_code == 404
    assert manager.post(url("booking_decline", foreign), {"reason": "Không"}).status_code == 404
    assert Booking.objects.get().state == "asked"


def test_the_list_is_taken_along(manager, tour):
    one = asked(tour, note="=1+1", email="guest@example.org")

    answer = manager.get(reverse("console:bookings") + "?as=xlsx")

    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert rows[1][0] == one.code
    assert rows[1][3:5] == (3, "Người mua thử")
    assert rows[1][7] == "=1+1"


def test_the_list_costs_the_same_however_many(manager, tour, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked(tour)
    listed(manager)
    with CaptureQueriesContext(connection) as few:
        listed(manager)
    for number in range(2, 7):
        asked(tour, "k" * number)

    with django_assert_num_queries(len(few)):
        listed(manager)
