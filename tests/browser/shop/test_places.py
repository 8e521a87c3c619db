"""Centres and sales points in a browser: found by commune and by the browser's own position."""

from datetime import datetime

import pytest

from marketplace import clock
from tests import factories
from tests.browser.screens import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SUNDAY_MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL)
PHAN_THIET = {"latitude": 10.93, "longitude": 108.10}


@pytest.fixture
def shop(shop_with_units):
    """The seven places of the demo, tea in three of them, honey in one."""
    from marketplace.places.demo import make_places

    shop_with_units.move_clock(SUNDAY_MORNING)
    shop_with_units.places = make_places()
    tea = factories.certified("Trà Bí đao", stars=3, group="II")
    for key in ("da_lat", "mui_ne"):
        factories.listing(tea, at=shop_with_units.places[key])
    factories.listing(
        factories.certified("Mật ong Bảo Lộc", stars=4), at=shop_with_units.places["bao_loc"]
    )
    return shop_with_units


def names(page):
    return page.locator(".place-card h3").all_inner_texts()


def test_the_nearest_comes_first_from_a_commune_written_without_marks(shop, page):
    page.goto(f"{shop.url}diem-ban/")
    page.get_by_label("Gần xã, phường của bạn nhất").fill("phuong bao loc")
    page.get_by_role("button", name="Tìm", exact=True).last.click()

    page.get_by_text("Gần nhất trước").wait_for()
    assert names(page)[0] == "Điểm bán hàng OCOP Bảo Lộc"

    page.locator(".place-card").get_by_role("link", name="Điểm bán hàng OCOP Bảo Lộc").click()
    page.get_by_role("heading", name="Đang có hàng tại đây").wait_for()
    assert page.get_by_role("link", name="Mật ong Bảo Lộc").is_visible()
    assert page.get_by_text("Đang mở cửa, đến 20:00").is_visible()


def test_the_browsers_position_is_asked_for_by_a_button_and_stands_in_no_address(shop, browser):
    context = browser.new_context(geolocation=PHAN_THIET, permissions=["geolocation"])
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{shop.url}diem-ban/")
    assert names(page)[0] == "Trung tâm OCOP tỉnh Lâm Đồng"

    page.get_by_role("button", name="Gần tôi nhất").click()
    page.get_by_text("Gần nhất trước, từ chỗ bạn đang đứng").wait_for()

    assert names(page)[:2] == ["Điểm bán hàng OCOP Phan Thiết", "Điểm bán hàng OCOP Mũi Né"]
    assert not [address for address in asked if "10.9" in address or "108." in address]
    assert "10.93" not in shop.logs()
    context.close()


def test_without_a_script_filters_map_and_pages_are_links(shop, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop.url}diem-ban/")
    assert page.get_by_role("button", name="Gần tôi nhất").is_hidden()
    page.get_by_role("link", name="Đang mở cửa").click()
    assert len(names(page)) == 4  # the centres rest on Sundays
    page.get_by_role("link", name="Điểm bán hàng OCOP 4").click()
    assert "loai=diem-ban" in page.url

    page.goto(f"{shop.url}diem-ban/?tinh=lam-dong")
    page.get_by_label("Bản đồ các điểm").get_by_role(
        "link", name="Điểm bán hàng OCOP Bảo Lộc"
    ).click()
    assert page.locator("h1").inner_text() == "Điểm bán hàng OCOP Bảo Lộc"
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(shop, walk, language):
    from marketplace.places.models import Place

    closed = factories.place(
        "Gian hàng đã đóng", kind="fair_booth", seller=shop.places["da_lat"].operator
    )
    Place.objects.filter(pk=closed.pk).update(closed_on="2026-10-31")
    place = shop.places["bao_loc"]
    addresses = {
        "places": "diem-ban/",
        "places-province": "diem-ban/?tinh=lam-dong&loai=diem-ban",
        "places-near": "diem-ban/?gan=lac+duong",
        "places-nothing": "diem-ban/?tinh=ha-noi&gan=zzzz&mo=1",
        "place": f"diem-ban/{place.slug}-{place.code}/",
        "place-closed": f"diem-ban/{closed.slug}-{closed.code}/",
        "products-here": f"san-pham/?diem={place.code}",
    }
    look = walk(shop, language, "shop-places")
    for name, address in addresses.items():
        look.open(address)
        look.at(name)

    assert look.wrong == []
