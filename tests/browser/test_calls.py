"""The phone queue and the truth about orders in a browser."""

from datetime import datetime

import pytest

from marketplace import clock
from marketplace.inventory.stock_check.check import check_and_keep as check_stock
from marketplace.orders.models import Parcel
from marketplace.orders.order_check.check import check_and_keep as check_orders
from marketplace.orders.place_order import place_order
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.handing import hand_over
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def centre(live_shop):
    """Three orders wait for a call: one of a known phone, one in two parcels, one to be collected."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    place = factories.place("Trung tâm OCOP tỉnh")
    other = factories.place("Điểm bán Lạc Dương", seller=place.operator)
    make_person("goi", Role.CLERK, place=place)
    make_person("an", Role.ADMINISTRATOR)
    honey = factories.listing(factories.certified("Mật ong hoa cà phê"), at=place, quantity=40)
    tea = factories.listing(factories.certified("Trà Bí đao túi lọc"), at=other, quantity=40)
    phone = "0912 345 678"
    hand_over(place_order(factories.checkout(honey, phone=phone)).parcels.get().code, actor_id=None)
    for number, (goods, more) in enumerate(
        [
            ([honey], {"phone": phone, "quantity": 9}),
            ([honey, tea], {}),
            (
                [honey],
                {
                    "quantity": 8,
                    "how": "collection",
                    "point": place.code,
                    "payment": "at_the_counter",
                },
            ),
        ],
        1,
    ):
        place_order(factories.checkout(*goods, name=f"Người mua thử {number}", **more))
    check_stock(), check_orders()
    return live_shop


def test_a_call_is_confirmed_another_not_answered_a_third_not_wanted(centre, page):
    sign_in(page, centre, "goi")
    page.goto(f"{centre.url}quan-ly/don-hang/")
    page.locator(".tabs summary").click()
    page.get_by_role("link", name="Gọi xác nhận").first.click()
    cards = page.locator(".call")
    assert cards.count() == 3

    cards.first.get_by_role("button", name="Xác nhận").click()
    page.get_by_text("đã được xác nhận").wait_for()
    cards.first.get_by_role("button", name="Không nghe máy").click()
    page.get_by_text("1 lần gọi không nghe máy").wait_for()
    last = cards.last
    last.get_by_text("Hủy…").click()
    last.get_by_label("Lý do hủy đơn").fill("x")
    last.get_by_role("button", name="Hủy đơn").click()
    assert last.get_by_label("Lý do hủy đơn").input_value() == "x"
    last.get_by_label("Lý do hủy đơn").fill("Khách đặt nhầm")
    last.get_by_role("button", name="Hủy đơn").click()
    page.get_by_text("đã hủy; hàng được bán lại").wait_for()

    states = Parcel.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["delivered", "confirmed", "to_confirm", "to_confirm", "cancelled"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(centre, walk, language):
    look = walk(centre, language, "calls", by="an")
    for name, address in {
        "queue": "quan-ly/don-hang/goi-xac-nhan/",
        "none": "quan-ly/don-hang/goi-xac-nhan/?place=nowhere",
        "truth": "quan-ly/su-that/",
    }.items():
        look.open(address)
        look.at(name)

    assert look.wrong == []
