"""Đặt chỗ: asked for once, answered by the host, called off by the guest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.listings.models import Listing
from marketplace.orders import decide_booking
from marketplace.orders.book import Wish, book
from marketplace.orders.models import Booking
from marketplace.orders.refused import OrderRefused
from marketplace.outbox import deliver
from tests import factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def tour():
    return offers.service(price=350_000)


def wish(tour, **fields):
    values = {
        "listing_code": tour.code,
        "day": clock.today() + timedelta(days=10),
        "guests": 4,
        "name": "Người mua thử",
        "phone": "0912.345.678",
        "client_key": "the form's own key",
    }
    return Wish(**values | fields)


def refused_codes(wrong):
    with pytest.raises(OrderRefused) as refused:
        book(wrong)
    return refused.value.codes


def codes_of(operation, *args, **kwargs):
    with pytest.raises(OrderRefused) as refused:
        operation(*args, **kwargs)
    return refused.value.codes


def test_a_wish_is_written_down_at_todays_price(tour):
    made = book(wish(tour, note=" Có trẻ nhỏ ", language="en"))

    assert (made.state, made.phone, made.guests) == ("asked", "+84912345678", 4)
    assert (made.unit_price, made.note, made.language) == (350_000, "Có trẻ nhỏ", "en")
    assert (made.decided_at, made.user) == (None, None)
    line = Line.objects.get(action="orders.book")
    assert line.data == {"listing": tour.code, "guests": 4}
    assert "Người" not in str(line.data)


def test_a_double_click_is_one_booking(tour):
    assert book(wish(tour)) == book(wish(tour))
    assert Booking.objects.count() == 1


def test_all_that_is_wrong_is_said_at_once(tour):
    wrong = wish(tour, day=None, guests=None, name=" ", phone="123", email="who@", note="x" * 501)

    assert refused_codes(wrong) == [
        *("bad_day", "bad_guests", "bad_name", "bad_phone", "bad_email", "bad_note"),
    ]


def test_a_day_is_tomorrow_at_the_earliest_and_within_a_year(tour):
    today = clock.today()

    assert refused_codes(wish(tour, day=today)) == ["bad_day"]
    assert refused_codes(wish(tour, day=today + timedelta(days=366))) == ["bad_day"]
    assert book(wish(tour, day=today + timedelta(days=1), client_key="a")).state == "asked"
    assert book(wish(tour, day=today + timedelta(days=365), client_key="b")).state == "asked"


@pytest.mark.parametrize("guests", [0, 501, -1])
def test_there_are_1_to_500_guests(tour, guests):
    assert refused_codes(wish(tour, guests=guests)) == ["bad_guests"]


def test_only_services_on_sale_are_booked(tour):
    goods = factories.listing()

    assert refused_codes(wish(goods)) == ["not_booked"]
    assert refused_codes(replace(wish(tour), listing_code="NOSUCHCODE")) == ["unknown_listing"]
    Listing.objects.filter(pk=tour.pk).update(state="paused")
    assert refused_codes(wish(tour)) == ["not_for_sale"]


def test_a_phone_asks_for_five_days_and_waits(tour):
    made = [book(wish(tour, client_key=f"key-{number}")) for number in range(5)]

    assert refused_codes(wish(tour, client_key="key-5")) == ["too_many_open"]
    decide_booking.cancel_by_guest(made[0].code)
    assert book(wish(tour, client_key="key-5")).state == "asked"


def test_the_host_says_yes_once(tour):
    made = book(wish(tour))

    assert decide_booking.confirm(made.code, actor_id=7)
    assert not decide_booking.confirm(made.code, actor_id=8)

    made.refresh_from_db()
    assert (made.state, made.decided_by_id) == ("confirmed", 7)
    assert made.decided_at is not None
    assert Line.objects.get(action="orders.booking_confirmed").data == {"from": "asked"}


def test_the_host_may_have_to_say_no_after_a_yes_with_a_reason(tour):
    made = book(wish(tour))
    decide_booking.confirm(made.code, actor_id=7)

    assert codes_of(decide_booking.decline, made.code, actor_id=7, reason=" ") == ["bad_reason"]
    assert decide_booking.decline(made.code, actor_id=7, reason="Bão vào ngày đó")

    made.refresh_from_db()
    assert (made.state, made.reason) == ("declined", "Bão vào ngày đó")
    assert codes_of(decide_booking.confirm, made.code, actor_id=7) == ["decided"]
    assert codes_of(decide_booking.cancel_by_guest, made.code) == ["decided"]


def test_a_guest_cancels_until_the_day_is_over(tour):
    made, late = book(wish(tour)), book(wish(tour, client_key="b"))
    Booking.objects.filter(pk=late.pk).update(day=clock.today() - timedelta(days=1))

    assert decide_booking.cancel_by_guest(made.code)
    assert not decide_booking.cancel_by_guest(made.code)
    assert codes_of(decide_booking.confirm, made.code, actor_id=7) == ["decided"]
    assert codes_of(decide_booking.cancel_by_guest, late.code) == ["day_over"]
    assert codes_of(decide_booking.confirm, late.code, actor_id=7) == ["day_over"]


def test_a_guest_with_an_address_hears_by_mail_in_their_language(tour):
    made = book(wish(tour, email="guest@example.org", language="en"))
    deliver.sweep()
    decide_booking.confirm(made.code, actor_id=7)
    deliver.sweep()

    asked, confirmed = mail.outbox
    assert asked.to == confirmed.to == ["guest@example.org"]
    assert made.code in asked.subject
    assert "was asked for" in asked.body
    assert "is confirmed" in confirmed.body
    assert f"{made.day:%d/%m/%Y}" in confirmed.body
    assert "1.400.000 ₫" in confirmed.body.replace("\xa0", " ")
    assert f"/en/dat-cho/{made.code}/" in confirmed.body
    assert confirmed.alternatives[0][1] == "text/html"


def test_a_guest_without_one_hears_by_short_message(tour, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    made = book(wish(tour))
    decide_booking.decline(made.code, actor_id=7, reason="Hết chỗ")

    deliver.sweep()

    told = [path.read_text() for path in tmp_path.iterdir()]
    assert mail.outbox == []
    assert len(told) == 1  # the first news was no longer so
    assert told[0].startswith("+84912345678")
    assert f"/dat-cho/{made.code}/" in told[0]


def test_who_was_erased_hears_nothing(tour, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    made = book(wish(tour))
    Booking.objects.filter(pk=made.pk).update(name="", phone="", email="")

    assert deliver.sweep() == 1
    assert list(tmp_path.iterdir()) == []


def test_a_year_is_365_days(tour):
    with pytest.raises(OrderRefused) as refused:
        book(wish(tour, day=date(2099, 1, 1)))
    assert f"{clock.today() + timedelta(days=365):%d/%m/%Y}" in str(refused.value)
