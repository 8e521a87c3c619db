"""Goods in, in a browser: announced, counted with a difference, on the shelf; every screen of it."""

from datetime import date, datetime

import pytest

from marketplace import clock
from marketplace.inventory import deliveries, papers
from marketplace.inventory.deliveries import Announcement, Batch
from marketplace.inventory.models import Delivery, Shelf
from marketplace.orders.place_order import place_order
from tests import factories
from tests.browser.screens import LANGUAGES, shoot, sign_in
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEXT_YEAR = date(2027, 12, 31)


@pytest.fixture
def centre(live_shop):
    """A manager, goods of three producers, one delivery announced and one received, an order."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    seller = factories.operator("Đơn vị vận hành bản thử")
    place = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    make_person("lan", Role.CENTRE_MANAGER, place=place)
    maker = factories.producer("Hợp tác xã nông nghiệp Tuy Đức")
    tea = factories.listing(
        factories.certified("Trà Bí đao túi lọc", stars=4, of=maker), at=place, quantity=40,
        best_before=NEXT_YEAR,
    )  # fmt: skip
    nuts = factories.listing(factories.certified("Mắc ca sấy nứt vỏ", of=maker), at=place)
    honey = factories.listing(factories.certified("Mật ong hoa cà phê"), at=place)
    place_order(factories.checkout(tea, quantity=3))
    announced = factories.delivery(tea, 20, at=place)
    live_shop.move_clock(datetime(2026, 11, 22, 9, 5, tzinfo=clock.LOCAL))
    batch = Batch(honey.variant_id, "MO-07", 24, NEXT_YEAR, unit_cost=82_000)
    bought = deliveries.receive_now(
        Announcement(place, honey.producer, is_consigned=False, batches=[batch]),
        actor_id=None,
        client_key="bought",
    )
    slip = papers.NewPaper("phieu-kiem-nghiem.pdf", b"%PDF-1.4\n%%EOF\n")
    deliveries.add_papers(bought, [slip], actor_id=None)
    return live_shop, place, {"tea": tea, "nuts": nuts, "honey": honey}, announced, bought


def test_announced_counted_with_a_difference_and_on_the_shelf(centre, page):
    shop, place, sold, _announced, _bought = centre
    sign_in(page, shop, "lan")
    page.goto(f"{shop.url}quan-ly/nhap-hang/")
    page.get_by_role("link", name="Phiếu nhập mới").click()
    page.fill("[name=find]", "bi dao")
    page.keyboard.press("Enter")  # as a scanner does
    page.fill("[name=lines-0-quantity]", "30")
    page.fill("[name=lines-0-lot_code]", "BD-11")
    page.fill("[name=lines-0-best_before]", "2027-06-30")
    page.fill("[name=find]", sold["nuts"].code)
    page.keyboard.press("Enter")
    assert page.input_value("[name=lines-0-quantity]") == "30"
    page.fill("[name=lines-1-quantity]", "1.5")
    page.fill("[name=lines-1-lot_code]", "MC-3")
    page.fill("[name=expected_on]", "2026-11-23")
    page.get_by_role("button", name="Báo trước").click()
    assert page.get_by_text("Viết số nguyên").or_(page.get_by_text("số nguyên")).first.is_visible()
    page.fill("[name=lines-1-quantity]", "12")
    page.get_by_role("button", name="Báo trước").click()
    page.get_by_text("Hãy đếm khi hàng đến").wait_for()
    delivery = Delivery.objects.latest("pk")
    assert delivery.state == "announced"

    page.get_by_role("link", name="Đếm và nhập").click()
    counts = page.get_by_label("Số đếm được")
    counts.nth(0).fill("28")
    counts.nth(1).fill("12")
    page.get_by_role("button", name="Đưa lên kệ").click()
    assert page.get_by_text("Đã báo 30: hãy nêu lý do").is_visible()
    assert counts.nth(1).input_value() == "12"
    page.get_by_label("Nếu số đếm khác: lý do").nth(0).select_option("not_accepted")
    page.get_by_role("button", name="Đưa lên kệ").click()
    page.get_by_text("Hàng đã lên kệ").first.wait_for()

    assert page.get_by_text("Không nhận").or_(page.get_by_text("chất lượng")).first.is_visible()
    on_hand = dict(Shelf.objects.filter(place=place).values_list("variant", "on_hand"))
    assert on_hand[sold["tea"].variant_id] == 40 + 28
    assert on_hand[sold["nuts"].variant_id] == 10 + 12
    with page.expect_download() as coming:
        page.goto(f"{shop.url}quan-ly/nhap-hang/")
        page.get_by_role("link", name="Tệp Excel").or_(page.locator("a[download]")).first.click()
    assert coming.value.suggested_filename == "deliveries.xlsx"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(centre, walk, language):
    shop, _place, sold, announced, bought = centre
    from marketplace.inventory.models import ConsignmentAgreement

    agreement = ConsignmentAgreement.objects.latest("pk")
    addresses = {
        "deliveries": "nhap-hang/",
        "deliveries-none": "nhap-hang/?q=zzz",
        "new": "nhap-hang/them/",
        "announced": f"nhap-hang/{announced.code}/",
        "received": f"nhap-hang/{bought.code}/",
        "count": f"nhap-hang/{announced.code}/dem/",
        "agreements": "ky-gui/",
        "agreement": f"ky-gui/{agreement.code}/",
        "agreement-with": "ky-gui/them/?q=hop",
        "agreement-new": f"ky-gui/them/{sold['tea'].producer.code}/",
        "value": "gia-tri-ton/",
        "age": "gia-tri-ton/ky-gui/",
        "losses": "gia-tri-ton/hao-hut/",
        "blocked": "gia-tri-ton/dang-giu/",
    }
    look = walk(shop, language, "receiving", by="lan")
    page = look.page
    for name, address in addresses.items():
        look.open(f"quan-ly/{address}")
        if name == "new":  # with an article, a choice to make, and errors
            page.fill("[name=find]", sold["tea"].code)
            page.keyboard.press("Enter")
            page.locator("button[value=announce]").click()
            page.locator(".batch .field-error").first.wait_for()
            look.at("new-errors")
            page.fill("[name=find]", "a")
            page.keyboard.press("Enter")
            page.locator(".choice").first.wait_for()
        if name == "count":
            page.locator("button[value=add]").click()
        look.at(name)
    look.open(f"quan-ly/nhap-hang/{bought.code}/")
    page.emulate_media(media="print")
    shoot(page, f"receiving-print-{language}")

    assert look.wrong == []
