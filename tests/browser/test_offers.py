"""Gift sets and bookings in a browser: ordered and asked for on a phone, answered in the console."""

from datetime import timedelta

import pytest

from marketplace import clock
from tests import factories, offers
from tests.browser.screens import LANGUAGES, looked_at, sign_in
from tests.chromium import PHONE
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def centre(live_shop):
    """A gift set of two products, a service, a manager."""
    from marketplace.accounts.models import Role

    place = factories.place("Trung tâm OCOP tỉnh Lâm Đồng")
    make_person("quanly", Role.CENTRE_MANAGER, place=place)
    tea = factories.listing(
        factories.certified("Trà Bí đao", stars=3, group="II"), at=place, price=58_000
    )
    nuts = factories.listing(
        factories.certified("Hạt Điều rang muối", stars=4), at=place, price=145_000
    )
    live_shop.tea = tea
    live_shop.gift = offers.gift_set((tea, 2), (nuts, 1), price=245_000, name="Giỏ quà Tết")
    live_shop.tour = offers.service(at=place)
    return live_shop


def address(listing):
    return f"san-pham/{listing.slug}-{listing.code}/"


def test_a_guest_asks_for_a_day_and_the_host_says_yes(centre, page, axe):
    from marketplace.orders.models import Booking

    page.set_viewport_size(PHONE)
    page.goto(centre.url + address(centre.tour))
    day = clock.today() + timedelta(days=12)
    page.fill("[name=day]", day.isoformat())
    page.fill("[name=guests]", "4")
    page.fill("[name=name]", "Người mua thử")
    page.get_by_role("button", name="Gửi yêu cầu đặt chỗ").click()
    assert page.get_by_text("Ghi số điện thoại").first.is_visible()
    assert page.input_value("[name=name]") == "Người mua thử"
    assert looked_at(page, axe) == []
    page.fill("[name=phone]", "0912.345.678")
    page.get_by_role("button", name="Gửi yêu cầu đặt chỗ").click()
    page.get_by_role("heading", name="Đã gửi yêu cầu đặt chỗ của bạn").wait_for()
    assert looked_at(page, axe) == []
    booking, own = Booking.objects.get(), page.url

    sign_in(page, centre, "quanly")
    page.get_by_role("link", name="lượt đặt chỗ chờ trả lời").click()
    page.get_by_role("link", name=booking.code).click()
    page.get_by_role("button", name="Xác nhận đặt chỗ").click()
    page.get_by_text("Đã xác nhận; khách được báo tin.").wait_for()

    page.goto(own)  # in a session of somebody else now
    page.fill("[name=phone]", "+84 912 345 678")
    page.get_by_role("button", name="Xem đặt chỗ").click()
    page.get_by_role("heading", name="Đặt chỗ của bạn đã được xác nhận").wait_for()
    assert looked_at(page, axe) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(centre, walk, language):
    from marketplace.orders.book import Wish, book

    day = clock.today() + timedelta(days=9)
    phone = "0912345678"
    made = book(Wish(centre.tour.code, day, 3, "Người mua thử", phone, "key", note="Ăn chay"))
    look = walk(centre, language, "offers", by="quanly")
    for name, where in {
        "set": address(centre.gift),
        "service": address(centre.tour),
        "book": f"dat-cho/moi/{centre.tour.code}/",
        "booking-asked": f"dat-cho/{made.code}/",
        "list": "san-pham/",
        "bookings": "quan-ly/dat-cho/",
        "booking": f"quan-ly/dat-cho/{made.code}/",
        "sets": "quan-ly/gio-qua/",
        "set-new": "quan-ly/gio-qua/moi/",
        "listing": f"quan-ly/hang-ban/{centre.tea.code}/",
        "listing-set": f"quan-ly/hang-ban/{centre.gift.code}/",
    }.items():
        look.open(where)
        look.at(name)
    look.open("quan-ly/gio-qua/moi/")
    look.page.fill("[name=part-0-article]", "không có")
    look.page.locator("form.sheet button.button-main").click()
    look.at("set-refused")

    assert look.wrong == []
