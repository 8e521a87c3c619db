"""A transfer walked on a phone: written down by scanning, sent, received in part, the rest lost."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from marketplace import clock
from marketplace.inventory import transfers
from marketplace.inventory.models import Transfer
from marketplace.inventory.scan import label_text
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.inventory.transfers.goods import more, nothing_is_nowhere, standing
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def way(live_shop):
    """A centre with honey of two dates and with salt, a point; a clerk at each, a manager of both."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    seller = factories.operator("Hợp tác xã Dịch vụ OCOP Lâm Đồng")
    centre = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    point = factories.place("Điểm bán Lạc Dương", seller=seller, kind="sales_point")
    honey = factories.listing(factories.certified("Mật ong hoa cà phê"), at=centre, quantity=30)
    more(centre, honey, "MO-1226", 6, date(2026, 12, 20))
    salt = factories.listing(factories.certified("Hạt điều rang muối"), at=centre, quantity=12)
    make_person("gui", Role.CLERK, place=centre)
    make_person("nhan", Role.CLERK, place=point)
    make_person("xem", Role.ADMINISTRATOR)
    return SimpleNamespace(
        shop=live_shop, centre=centre, point=point, honey=honey, salt=salt, url=live_shop.url
    )


def scan(page, text):
    """As a keyboard scanner does: the letters, then Enter."""
    page.locator("[name=scan]").fill(text)
    with page.expect_navigation():
        page.locator("[name=scan]").press("Enter")


def write_down(page, way):
    page.goto(f"{way.url}quan-ly/dieu-chuyen/")
    page.get_by_role("link", name="Lập phiếu điều chuyển").first.click()
    page.select_option("[name=destination]", label="Điểm bán Lạc Dương")
    page.get_by_role("button", name="Tiếp tục").click()
    scan(page, label_text(way.salt.code, "L1"))
    scan(page, way.honey.code)
    scan(page, "mat ong")
    assert page.get_by_text("MO-1226").first.is_visible()
    page.get_by_label("Số lượng: Mật ong hoa cà phê").fill("8")
    page.get_by_role("button", name="Lưu rồi xem hàng sẽ đi").click()


def test_from_a_draft_to_goods_received_and_lost(way, page):
    sign_in(page, way, "gui")
    write_down(page, way)
    # First expiry first: all six that end in December, then two that keep.
    assert "6 × MO-1226 (20/12/2026), 2 × L1" in page.locator("table.rows").inner_text()
    page.get_by_role("button", name="Gửi 9 đơn vị").click()
    page.get_by_text("Đã gửi. Hãy in phiếu").wait_for()
    transfer = Transfer.objects.get()
    page.context.clear_cookies()

    sign_in(page, way, "nhan")
    page.goto(f"{way.url}quan-ly/dieu-chuyen/?which=coming")
    page.get_by_role("link", name=transfer.code).click()
    page.get_by_role("link", name="Nhận hàng").click()
    cards = page.locator("fieldset.count")
    honey = cards.filter(has_text="MO-1226")
    cards.filter(has_text="Hạt điều").get_by_label("Đã nhận").fill("1")
    honey.get_by_label("Đã nhận").fill("4")
    honey.get_by_text("Hỏng hoặc mất").click()
    honey.get_by_label("Mất", exact=True).fill("1")
    page.get_by_role("button", name="Nhận đúng số đã ghi").click()
    assert page.get_by_text("Hãy chọn mất thế nào").first.is_visible()
    assert honey.get_by_label("Đã nhận").input_value() == "4"  # nothing typed is lost
    honey.get_by_label("Mất thế nào").select_option(label="Thất lạc trên đường")
    page.get_by_role("button", name="Nhận đúng số đã ghi").click()
    page.get_by_text("Còn 3 đơn vị trên đường").wait_for()

    page.get_by_role("link", name="Nhận hàng").click()
    for lot, count in (("MO-1226", "1"), ("L1", "2")):
        card = page.locator("fieldset.count").filter(has_text=lot)
        card.get_by_text("Hỏng hoặc mất").click()
        card.get_by_label("Mất", exact=True).fill(count)
        card.get_by_label("Mất thế nào").select_option(label="Mất")
    page.get_by_role("button", name="Nhận đúng số đã ghi").click()
    page.get_by_text("Không còn hàng nào trên đường").wait_for()

    assert page.get_by_text("9 đã gửi = 5 đã nhận + 0 hỏng + 4 mất").first.is_visible()
    assert standing(way.point) == {("L1", "good"): 1, ("MO-1226", "good"): 4}
    nothing_is_nowhere()


def on_its_way(way):
    """A transfer in part received, a draft that asks for too much, and one that ended."""
    sent = factories.transfer(way.centre, way.point, way.honey, way.salt, quantity=8, sent=True)
    first, *_rest = sent.sent.order_by("pk")
    came = transfers.Came(
        first.pk, received=3, damaged=1, damage_reason="broken", lost=1, loss_reason="stolen"
    )
    transfers.receive(sent.code, [came], actor_id=None, client_key="c", note="Xe hỏng dọc đường")
    draft = factories.transfer(way.centre, way.point, way.honey, way.salt, quantity=20)
    dropped = factories.transfer(way.point, way.centre)
    transfers.cancel(dropped.code, actor_id=None, client_key="d")
    return sent, draft


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(way, walk, language):
    sent, draft = on_its_way(way)
    addresses = {
        "list": "",
        "list-none": "?which=coming&code=ZZZ",
        "new": "moi/",
        "draft": f"{draft.code}/",
        "change": f"{draft.code}/hang/",
        "change-search": f"{draft.code}/hang/?q=mat+ong",
        "send": f"{draft.code}/gui/",
        "sent": f"{sent.code}/",
        "receive": f"{sent.code}/nhan/",
        "note": f"{sent.code}/phieu/",
    }
    look = walk(way, language, "transfer", by="xem")
    for name, address in addresses.items():
        look.open(f"quan-ly/dieu-chuyen/{address}")
        look.at(name)
    look.open(f"quan-ly/dieu-chuyen/{sent.code}/nhan/")
    look.page.locator(".count summary").first.click()
    look.page.locator("[name$=-lost]").first.fill("99")
    look.page.locator("main .button-main").click()
    look.page.locator(".field-error").first.wait_for()
    look.at("receive-wrong")

    assert look.wrong == []
