"""The console's pages about places in a browser: said, lent, closed; every screen of them."""

from datetime import date, datetime

import pytest

from marketplace import clock
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shop(shop_with_units):
    """The demo's places with an officer, the manager of the provincial centre, and a clerk."""
    from marketplace.accounts.models import Role
    from marketplace.places.demo import make_places

    shop_with_units.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    shop_with_units.places = make_places()
    centre = shop_with_units.places["da_lat"]
    make_person("canbo", Role.OFFICER, unit=centre.unit.parent)
    make_person("quanly", Role.CENTRE_MANAGER, place=centre)
    make_person("nhanvien", Role.CLERK, place=shop_with_units.places["phan_thiet"])
    factories.listing(at=shop_with_units.places["mui_ne"])
    return shop_with_units


def test_a_manager_says_the_hours_of_a_supplied_place_and_lends_its_clerk(shop, page):
    place = shop.places["phan_thiet"]
    sign_in(page, shop, "quanly")
    page.goto(f"{shop.url}quan-ly/dia-diem/{place.code}/gio-mo-cua/")
    page.get_by_label("Thứ hai").fill("7:30-11:30, 11:00-17:00")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Hai khoảng giờ chồng lên nhau").wait_for()
    assert page.get_by_label("Thứ hai").input_value() == "7:30-11:30, 11:00-17:00"
    page.get_by_label("Thứ hai").fill("7h30-11h30, 13:30-17")
    page.get_by_role("button", name="Lưu").click()
    assert page.get_by_text("07:30–11:30, 13:30–17:00").is_visible()

    page.goto(f"{shop.url}quan-ly/cho-muon-nguoi/")
    page.get_by_label("Nhân viên").select_option(label=f"nhanvien, {place.name}")
    page.get_by_label("Sang giúp ở").select_option(label=shop.places["mui_ne"].name)
    page.get_by_label("Ngày cuối").fill("2026-11-24")
    page.get_by_role("button", name="Cho mượn", exact=True).click()
    page.get_by_text("tự kết thúc").first.wait_for()
    page.context.clear_cookies()

    sign_in(page, shop, "nhanvien")
    assert stock_places(page, shop) == {
        "Điểm bán hàng OCOP Mũi Né",
        "Điểm bán hàng OCOP Phan Thiết",
    }
    shop.move_clock(datetime(2026, 11, 24, 23, 59, 59, tzinfo=clock.LOCAL))
    assert len(stock_places(page, shop)) == 2
    shop.move_clock(datetime(2026, 11, 25, tzinfo=clock.LOCAL))
    assert stock_places(page, shop) == set()  # one place is no choice


def stock_places(page, shop) -> set[str]:
    """The places that the list of stock offers as a filter."""
    page.goto(f"{shop.url}quan-ly/ton-kho/")
    return set(page.locator("select[name=place] option").all_inner_texts()) - {"Tất cả"}


def test_an_officer_opens_a_place_and_closes_it_and_one_with_goods_stays_open(shop, page):
    sign_in(page, shop, "canbo")
    page.goto(f"{shop.url}quan-ly/dia-diem/moi/")
    page.get_by_label("Loại").select_option("fair_booth")
    page.get_by_label("Tên điểm").fill("Gian hàng chợ đêm")
    page.get_by_label("Xã, phường hiện nay").fill("phường cái răng")
    page.get_by_role("button", name="Mở điểm").click()
    page.get_by_text("Không có xã, phường nào của tỉnh bạn").wait_for()
    page.get_by_label("Xã, phường hiện nay").fill("phuong ham thang")
    page.get_by_role("button", name="Mở điểm").click()
    page.get_by_role("heading", name="Gian hàng chợ đêm").wait_for()
    page.get_by_role("link", name="Đóng điểm").click()
    page.get_by_role("button", name="Đóng ngay").click()
    page.get_by_text("Đã đóng hẳn").wait_for()
    page.get_by_role("button", name="Mở lại").click()
    page.get_by_text("Điểm đã mở lại").wait_for()

    page.goto(f"{shop.url}quan-ly/dia-diem/{shop.places['mui_ne'].code}/dong/")
    page.get_by_role("button", name="Đóng ngay").click()
    page.get_by_text("Ở đó còn 10 đơn vị của 1 sản phẩm").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(shop, walk, language):
    from marketplace.accounts.lending import lend
    from marketplace.accounts.people import find_person

    place = shop.places["phan_thiet"]
    lend(
        find_person("nhanvien").pk,
        place,
        shop.places["mui_ne"],
        since=date(2026, 11, 22),
        until=date(2026, 11, 30),
        actor=find_person("canbo"),
    )
    code = place.code
    addresses = {
        "list": "dia-diem/",
        "list-none": "dia-diem/?q=zzz",
        "place": f"dia-diem/{code}/",
        "new": "dia-diem/moi/",
        "edit": f"dia-diem/{code}/sua/",
        "hours": f"dia-diem/{code}/gio-mo-cua/",
        "served": f"dia-diem/{code}/pham-vi/",
        "recognise": f"dia-diem/{code}/cong-nhan/",
        "end": f"dia-diem/{code}/cong-nhan/ket-thuc/",
        "supplier": f"dia-diem/{code}/nguon-hang/",
        "close": f"dia-diem/{code}/dong/",
        "lending": "cho-muon-nguoi/",
    }
    look = walk(shop, language, "console-places", by="canbo")
    for name, address in addresses.items():
        look.open(f"quan-ly/{address}")
        look.at(name)

    assert look.wrong == []
