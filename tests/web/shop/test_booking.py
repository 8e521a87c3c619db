"""A tourism service's page, the form on it, and the booking's own page."""

import re
from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.listings.models import Listing
from marketplace.orders import decide_booking
from marketplace.orders.models import Booking
from tests import offers
from tests.web.shop.pages import main, structured

pytestmark = pytest.mark.django_db


@pytest.fixture
def tour(shop):
    return offers.service(at=shop.place)


def typed(**fields):
    values = {
        "day": f"{clock.today() + timedelta(days=7):%d/%m/%Y}",
        "guests": "3",
        "name": "Người mua thử",
        "phone": "(+84) 912 345 678",
        "client_key": "page-1",
    }
    return values | fields


def ask(client, tour, **fields):
    return client.post(f"/dat-cho/moi/{tour.code}/", typed(**fields))


def test_its_page_has_a_form_instead_of_a_basket(client, shop, tour):
    page = client.get(shop.address(tour))

    content = page.content.decode()
    assert page.status_code == 200
    assert f'action="/dat-cho/moi/{tour.code}/"' in content
    assert "/gio-hang/them/" not in content
    assert "Hết hàng" not in main(page)
    assert structured(page)["offers"]["availability"] == "https://schema.org/InStock"
    assert "Tạm hết hàng" not in main(client.get("/san-pham/?nhom=du-lich"))


def test_it_cannot_be_put_into_a_basket(client, tour, put):
    assert put(tour).status_code in (302, 422)
    assert "trống" in main(client.get("/gio-hang/"))


def test_a_booking_has_a_page_of_its_own(client, tour):
    answer = ask(client, tour, note="Ăn chay")

    made = Booking.objects.get()
    assert answer["Location"] == f"/dat-cho/{made.code}/"
    page = client.get(answer["Location"])
    said = main(page)
    assert made.code in said
    assert f"{made.day:%d/%m/%Y}" in said
    assert "1.050.000 ₫" in said.replace("\xa0", " ")
    assert "0912 345 678" in said
    assert "Ăn chay" in said


def test_the_second_press_shows_the_same_booking(client, tour):
    first, second = ask(client, tour), ask(client, tour)

    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_what_was_typed_stays_beside_what_is_wrong(client, tour):
    answer = ask(client, tour, day="31/02/2027", guests="many", phone="12", name="Người mua thử")

    content = answer.content.decode()
    assert answer.status_code == 422
    assert Booking.objects.count() == 0
    for name in ("day", "guests", "phone"):
        assert re.search(rf'id="id_{name}-error"', content), name
    assert 'value="31/02/2027"' in content
    assert 'value="many"' in content
    assert 'value="Người mua thử"' in content
    assert 'value="page-1"' in content


@pytest.mark.parametrize("body", [{}, {"day": "\0", "guests": "9" * 400, "name": "\0"}])
def test_nonsense_is_answered_in_words(client, tour, body):
    assert client.post(f"/dat-cho/moi/{tour.code}/", body).status_code == 422


def test_goods_and_strangers_have_no_such_form(client, shop, tour):
    assert client.get(f"/dat-cho/moi/{shop.tea.code}/").status_code == 404
    assert client.get("/dat-cho/moi/NOSUCHCODE/").status_code == 404
    assert client.get(f"/dat-cho/moi/{tour.code}/").status_code == 200


def test_a_paused_service_says_so(client, shop, tour):
    Listing.objects.filter(pk=tour.pk).update(state="paused")

    assert "/dat-cho/moi/" not in client.get(shop.address(tour)).content.decode()
    assert ask(client, tour).status_code == 422


def test_another_browser_names_the_phone_first(client, tour):
    address = ask(client, tour)["Location"]
    client.cookies.clear()

    asked = client.get(address)
    assert "Người mua thử" not in asked.content.decode()
    assert client.post(address, {"phone": "0987654321"}).status_code == 422
    assert client.post(f"{address}huy/").status_code == 404
    assert client.post(address, {"phone": "0912.345.678"}).status_code == 302
    assert "Người mua thử" in main(client.get(address))
    assert client.get("/dat-cho/NOSUCHCODE/").status_code == 404


def test_a_guest_cancels_on_the_page(client, tour):
    address = ask(client, tour)["Location"]

    assert f'action="{address}huy/"' in client.get(address).content.decode()
    assert client.post(f"{address}huy/")["Location"] == address
    assert Booking.objects.get().state == "cancelled"
    assert "huy/" not in client.get(address).content.decode()


def test_a_reason_is_shown_to_the_guest(client, tour):
    address = ask(client, tour)["Location"]
    decide_booking.decline(Booking.objects.get().code, actor_id=7, reason="Bão vào ngày đó")

    assert "Bão vào ngày đó" in main(client.get(address))


def test_reading_writes_nothing(client, shop, tour, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        client.get(shop.address(tour))
    assert Booking.objects.count() == 0
