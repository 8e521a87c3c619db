"""From a producer's delivery to the point's shelf, walked on a phone of 360 px in one go."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from marketplace import clock
from marketplace.inventory.models import Delivery, Shelf, Transfer
from tests import factories
from tests.browser.screens import looked_at, sign_in
from tests.chromium import PHONE
from tests.inventory.transfers.goods import nothing_is_nowhere
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POINT = "Điểm bán Lạc Dương"


@pytest.fixture
def chain(live_shop):
    """A centre that sells honey, a point that never had any, a clerk at each."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    seller = factories.operator("Hợp tác xã Dịch vụ OCOP Lâm Đồng")
    centre = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    point = factories.place(POINT, seller=seller, kind="sales_point")
    honey = factories.listing(factories.certified("Mật ong hoa cà phê"), at=centre, quantity=3)
    make_person("gui", Role.CLERK, place=centre)
    make_person("nhan", Role.CLERK, place=point)
    return SimpleNamespace(url=live_shop.url, centre=centre, point=point, honey=honey)


def announce(page, chain):
    page.goto(f"{chain.url}quan-ly/nhap-hang/")
    page.get_by_role("link", name="Phiếu nhập mới").click()
    page.fill("[name=find]", chain.honey.code)
    page.keyboard.press("Enter")  # as a scanner does
    page.fill("[name=lines-0-quantity]", "20")
    page.fill("[name=lines-0-lot_code]", "MO-11")
    page.fill("[name=lines-0-best_before]", "2026-12-31")
    page.fill("[name=expected_on]", "2026-11-23")
    page.get_by_role("button", name="Báo trước").click()
    page.get_by_text("Hãy đếm khi hàng đến").wait_for()


def count_in(page):
    page.get_by_role("link", name="Đếm và nhập").click()
    page.get_by_label("Số đếm được").fill("20")
    page.get_by_role("button", name="Đưa lên kệ").click()
    page.get_by_text("Hàng đã lên kệ").first.wait_for()


def write_down(page, chain):
    page.goto(f"{chain.url}quan-ly/dieu-chuyen/")
    page.get_by_role("link", name="Lập phiếu điều chuyển").first.click()
    page.select_option("[name=destination]", label=POINT)
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("[name=scan]").fill(f"{chain.honey.code}/MO-11")
    with page.expect_navigation():
        page.locator("[name=scan]").press("Enter")
    page.get_by_label("Số lượng: Mật ong hoa cà phê").fill("8")
    page.get_by_role("button", name="Lưu rồi xem hàng sẽ đi").click()


def test_from_the_delivery_to_the_points_shelf(chain, page, axe):
    assert page.viewport_size == PHONE and PHONE["width"] == 360
    product = f"{chain.url}san-pham/{chain.honey.slug}-{chain.honey.code}/"
    wrong = []

    def look(where):
        wrong.extend((where, one) for one in looked_at(page, axe))

    sign_in(page, chain, "gui")
    announce(page, chain)
    look("announced")
    count_in(page)
    look("received")
    assert Delivery.objects.get().state == "received"
    page.goto(product)
    assert page.get_by_role("link", name=f"Có hàng tại {POINT}").count() == 0
    write_down(page, chain)
    look("draft")
    page.get_by_role("button", name="Gửi 8 đơn vị").click()
    page.get_by_text("Đã gửi. Hãy in phiếu").wait_for()
    look("sent")

    sign_in(page, chain, "nhan")
    page.goto(f"{chain.url}quan-ly/dieu-chuyen/?which=coming")
    page.get_by_role("link", name=Transfer.objects.get().code).click()
    page.get_by_role("link", name="Nhận hàng").click()
    look("receive")
    page.get_by_role("button", name="Đã về đủ 8 đơn vị").click()
    page.get_by_text("Không còn hàng nào trên đường").wait_for()
    page.goto(f"{chain.url}quan-ly/ton-kho/")
    look("stock")
    row = page.get_by_role("row").filter(has_text="Mật ong hoa cà phê").filter(has_text="8")
    assert row.first.is_visible()
    page.goto(product)
    look("product")
    assert page.get_by_role("link", name=f"Có hàng tại {POINT}").is_visible()

    on_hand = dict(Shelf.objects.values_list("place__name", "on_hand"))
    assert on_hand == {chain.centre.name: 15, POINT: 8}
    nothing_is_nowhere()
    assert wrong == []
