"""Two people count on two phones while the place sells; one loses the network; the manager posts."""

from datetime import datetime

import pytest

from marketplace import clock
from marketplace.inventory.models import Count, Shelf, Variance
from marketplace.inventory.stock_check.check import check_and_keep
from marketplace.orders.place_order import place_order
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.chromium import PHONE
from tests.handing import hand_over
from tests.inventory.stocktakes.counting import begin, see, sell, take_in
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def centre(live_shop):
    """Honey and tea at a centre with a manager and a clerk."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 10, 42, tzinfo=clock.LOCAL))
    place = factories.place("Trung tâm OCOP Lạc Dương")
    make_person("quan-ly", Role.CENTRE_MANAGER, place=place)
    make_person("nhan-vien", Role.CLERK, place=place)
    live_shop.place = place
    live_shop.honey = factories.listing(
        factories.certified("Mật ong hoa cà phê"), at=place, quantity=6
    )
    live_shop.tea = factories.listing(
        factories.certified("Trà Bí đao túi lọc", group="II"), at=place, quantity=3
    )
    return live_shop


def scan(page, text):
    """As a keyboard scanner does: the text, then Enter."""
    page.locator("#id_scan").press_sequentially(text)
    page.keyboard.press("Enter")


def counted(page, many):
    page.locator("#counted").get_by_text(f"Đến giờ đã đếm {many} đơn vị").wait_for()


def test_two_phones_count_while_the_place_sells(centre, page, browser):
    sign_in(page, centre, "nhan-vien")
    page.goto(f"{centre.url}quan-ly/kiem-ke/")
    page.get_by_role("link", name="Kiểm kê mới").first.click()
    page.get_by_role("button", name="Bắt đầu đếm").click()
    page.locator("#id_scan").wait_for()
    address = page.url
    other = browser.new_context(viewport=PHONE, locale="vi-VN").new_page()
    sign_in(other, centre, "quan-ly")
    other.goto(address)

    for _number in range(3):
        scan(page, centre.honey.code)
    counted(page, 3)
    scan(other, f"{centre.tea.code}/L1")
    counted(other, 4)
    sell(centre.tea, 1)  # the counter goes on: two of the tea are left, one of them counted
    scan(other, centre.tea.code.lower())
    counted(other, 5)
    scan(page, "6291041500231")
    page.locator("#asked").get_by_text("không phải mã của chợ").wait_for()

    page.context.set_offline(True)
    for _number in range(2):
        scan(page, centre.honey.code)
    page.locator("#waiting").get_by_text("Đang chờ gửi: 2").wait_for()
    assert Count.objects.filter(lot__variant=centre.honey.variant_id).count() == 3
    page.context.set_offline(False)
    counted(page, 7)
    assert page.locator("#waiting").is_hidden()
    assert Count.objects.filter(lot__variant=centre.honey.variant_id).count() == 5
    assert not page.get_by_role("link", name="Xem chênh lệch").is_visible()

    other.goto(address)
    other.get_by_role("link", name="Xem chênh lệch").click()
    other.get_by_text("Ghi sổ chênh lệch…").click()
    other.get_by_role("button", name="Ghi sổ: thiếu 1, thừa 0").click()
    other.get_by_text("tồn kho nay đúng như số đếm").wait_for()

    shelves = dict(Shelf.objects.values_list("variant", "on_hand"))
    assert shelves == {centre.honey.variant_id: 5, centre.tea.variant_id: 2}
    differences = dict(Variance.objects.values_list("lot__variant", "difference"))
    assert differences == {centre.honey.variant_id: -1, centre.tea.variant_id: 0}
    other.context.close()


def test_a_choice_and_a_slip_on_the_phone(centre, page):
    take_in(centre.place, centre.honey, 4, lot="L2")
    stocktake = begin(centre.place)
    sign_in(page, centre, "nhan-vien")
    page.goto(f"{centre.url}quan-ly/kiem-ke/{stocktake.code}/dem/")

    scan(page, centre.honey.code)
    page.get_by_role("button", name="Lô L2").click()
    counted(page, 1)
    assert page.locator(".asked").count() == 0
    page.get_by_role("button", name="Lấy lại").click()
    counted(page, 0)

    quantities = Count.objects.order_by("pk").values_list("lot__code", "quantity")
    assert list(quantities) == [("L2", 1), ("L2", -1)]


def test_whoever_was_signed_out_loses_no_scan(centre, page):
    stocktake = begin(centre.place)
    address = f"{centre.url}quan-ly/kiem-ke/{stocktake.code}/dem/"
    sign_in(page, centre, "nhan-vien")
    page.goto(address)
    page.context.clear_cookies()

    scan(page, centre.honey.code)
    page.locator("#waiting").get_by_text("Bạn đã bị đăng xuất").wait_for()
    assert Count.objects.count() == 0
    sign_in(page, centre, "nhan-vien")
    page.goto(address)
    counted(page, 1)

    assert Count.objects.get().quantity == 1


def test_it_works_without_javascript(centre, browser):
    stocktake = begin(centre.place)
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, centre, "quan-ly")
    page.goto(f"{centre.url}quan-ly/kiem-ke/{stocktake.code}/dem/")
    page.fill("#id_scan", centre.honey.code)
    page.fill("#id_quantity", "6")
    page.get_by_role("button", name="Đếm", exact=True).click()
    page.get_by_role("button", name="Không thấy").click()
    page.get_by_role("link", name="Xem chênh lệch").click()
    page.get_by_text("Ghi sổ chênh lệch…").click()
    page.get_by_role("button", name="Ghi sổ: thiếu 3, thừa 0").click()
    page.get_by_text("tồn kho nay đúng như số đếm").wait_for()
    context.close()

    assert dict(Shelf.objects.values_list("variant", "on_hand")) == {
        centre.honey.variant_id: 6,
        centre.tea.variant_id: 0,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(centre, walk, language):
    look = walk(centre, language, "stock", by="quan-ly")
    page = look.page
    for name, address in screens(centre).items():
        look.open(address)
        if name == "asked":
            scan(page, centre.honey.code)
            scan(page, "sai")
            page.locator("#asked .asked").nth(1).wait_for()
        if name == "offline":
            page.context.set_offline(True)
            scan(page, centre.tea.code)
            scan(page, centre.tea.code)
            page.locator("#waiting").wait_for()
        if name == "post":
            page.locator("details.act > summary").first.click()
        look.at(name)

    assert look.wrong == []


def screens(centre):
    """Everything at once: one counted, one ready to be posted, one posted; a check that failed."""
    from marketplace.inventory.models import StockCheck
    from marketplace.inventory.stocktakes.post import post

    done = begin(centre.place)
    see(done, centre.honey, 5)
    see(done, centre.tea, 4)
    post(done, actor_id=1, client_key="post")
    take_in(centre.place, centre.honey, 4, lot="L2-2026/11")
    parcel = place_order(factories.checkout(centre.tea)).parcels.get()
    running = begin(centre.place, "I")
    see(running, centre.honey, 5)
    ready = begin(centre.place, "II")
    see(ready, centre.tea, 2)
    hand_over(parcel.code, actor_id=1, client_key="sold")
    see(ready, centre.tea, 4)
    other = factories.place("Điểm bán Đức Trọng", seller=centre.place.operator)
    check, _broken = check_and_keep()
    StockCheck.objects.create(
        started_at=check.started_at,
        ended_at=check.ended_at,
        counts=check.counts,
        broken_count=2,
        broken=[
            {
                "relation": "balance_is_its_entries",
                "table": "ocop_inventory_balance",
                "key": {
                    "place": centre.place.code,
                    "article": centre.honey.code,
                    "lot": "L1",
                    "owner": centre.honey.producer.party.code,
                    "condition": "good",
                },
                "says": 1200,
                "should": 1199,
            },
            {
                "relation": "saleor_is_the_shelf",
                "table": "warehouse_stock",
                "key": {"place": other.code, "article": centre.tea.code},
                "says": 1,
                "should": 0,
            },
        ],
    )
    at = f"place={centre.place.code}&day=2026-11-22&by=business_at"
    return {
        "list": "quan-ly/kiem-ke/",
        "new": "quan-ly/kiem-ke/moi/",
        "count": f"quan-ly/kiem-ke/{running.code}/dem/",
        "asked": f"quan-ly/kiem-ke/{running.code}/dem/",
        "review": f"quan-ly/kiem-ke/{running.code}/xem-lai/",
        "post": f"quan-ly/kiem-ke/{ready.code}/xem-lai/",
        "result": f"quan-ly/kiem-ke/{done.code}/",
        "truth": "quan-ly/su-that/",
        "past": f"quan-ly/su-that/ton-luc/?{at}",
        "public": "su-that-ton-kho/",
        "offline": f"quan-ly/kiem-ke/{running.code}/dem/",
    }
