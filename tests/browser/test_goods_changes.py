"""Write-offs, returns, documents and recalls in a browser: asked for on a phone, agreed to, taken back."""

from datetime import date, datetime

import pytest

from marketplace import clock
from marketplace.inventory import recalls
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Adjustment, Document, Shelf
from marketplace.orders.place_order import place_order
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.handing import hand_over
from tests.staff import make_person
from tests.whole.goods.changes import asked_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def centre(live_shop):
    """A centre with honey and tea, its clerk, its two managers, an officer of the province."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    place = factories.place("Trung tâm OCOP tỉnh")
    make_person("thu", Role.CLERK, place=place)
    make_person("an", Role.CENTRE_MANAGER, place=place)
    make_person("binh", Role.CENTRE_MANAGER, place=place)
    make_person("vien", Role.OFFICER, unit=factories.province())
    goods = [
        factories.listing(factories.certified(name), at=place, price=price, best_before=day)
        for name, price, day in (
            ("Mật ong hoa cà phê", 125_000, None),
            ("Trà Bí đao túi lọc", 60_000, date(2026, 12, 1)),
            ("Cà phê bột nguyên chất", 95_000, date(2026, 11, 23)),
        )
    ]
    return live_shop, place, goods


def test_a_write_off_above_the_value_is_agreed_to_and_taken_back(centre, page):
    shop, _place, (honey, *_rest) = centre
    shelf = Shelf.objects.filter(variant=honey.variant_id)
    sign_in(page, shop, "thu")
    page.goto(f"{shop.url}quan-ly/hao-hut/moi/")
    page.fill("[name=find]", "mat ong")
    page.keyboard.press("Enter")  # as a scanner does
    page.get_by_label("Mật ong hoa cà phê").fill("20")
    page.select_option("[name=reason]", "broken")
    page.fill("[name=note]", "Vỡ khi xếp kệ")
    page.get_by_role("button", name="Lập phiếu").click()
    assert page.get_by_text("ở đây chỉ có 10 đơn vị").first.is_visible()
    assert page.input_value("[name=note]") == "Vỡ khi xếp kệ"
    page.get_by_label("Mật ong hoa cà phê").fill("6")
    page.get_by_role("button", name="Lập phiếu").click()
    page.get_by_text("chờ người thứ hai").first.wait_for()
    assert page.get_by_role("button", name="Đồng ý").count() == 0
    assert shelf.get().on_hand == 10
    address = page.url
    page.context.clear_cookies()

    sign_in(page, shop, "an")
    page.goto(address)
    page.get_by_role("button", name="Đồng ý: 6 đơn vị").click()
    page.get_by_text("Đã ghi sổ").first.wait_for()
    assert shelf.get().on_hand == 4

    page.get_by_role("link", name=Adjustment.objects.get().document.code).click()
    page.get_by_text("Chính bạn đã ghi phiếu này").wait_for()
    assert page.get_by_text("Đảo phiếu…").count() == 0
    document = page.url
    page.context.clear_cookies()

    sign_in(page, shop, "binh")
    page.goto(document)
    page.get_by_text("Đảo phiếu…").click()
    assert page.get_by_text("Trung tâm OCOP tỉnh: +6").is_visible()
    page.fill("[name=note]", "Đếm nhầm, chỉ vỡ một")
    page.get_by_role("button", name="Đảo phiếu").click()
    page.get_by_text("Phiếu này đảo phiếu").first.wait_for()
    assert shelf.get().on_hand == 10
    page.goto(address)
    assert page.get_by_text("đã ghi sổ").first.is_visible()


def test_a_shopper_brings_goods_back_from_the_orders_page(centre, page):
    shop, _place, (honey, *_rest) = centre
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    hand_over(parcel.code, actor_id=1, client_key="sold")
    sign_in(page, shop, "thu")
    page.goto(f"{shop.url}quan-ly/don-hang/{parcel.code}/")
    page.get_by_role("link", name="Khách trả hàng").click()
    page.get_by_label("Số lượng").fill("2")
    page.select_option("[name=row-0-taken_as]", "damaged")
    page.get_by_role("button", name="Nhận lại số hàng này").click()

    page.get_by_text("Đã nhận lại 2 đơn vị").first.wait_for()
    assert Document.objects.filter(kind="shopper_return").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(centre, walk, language):
    shop, place, (honey, tea, coffee) = centre
    order = place_order(factories.checkout(tea, quantity=4)).parcels.get()
    sold = place_order(factories.checkout(honey, quantity=2)).parcels.get()
    hand_over(sold.code, actor_id=1, client_key="sold")
    waits = asked_for(place)
    note = {"note": "Nắp phồng", "actor_id": 1}
    change = change_condition(
        place, [factories.picked(coffee, 2)], "damaged", client_key="c", **note
    )
    recall = recalls.recall(factories.lot_of(tea), client_key="r", **note)
    addresses = {
        "adjustments": "hao-hut/",
        "adjustment-new": "hao-hut/moi/",
        "adjustment-new-none": "hao-hut/moi/?find=4006381333931",
        "adjustment": f"hao-hut/{waits.code}/",
        "producer-return": "tra-hang/?find=mat",
        "shopper-return": "tra-hang/khach/",
        "shopper-return-order": f"tra-hang/khach/?order={sold.code}",
        "owner-change": "doi-chu/",
        "condition-change": "tinh-trang/",
        "ending": "sap-het-han/",
        "recalls": "thu-hoi/",
        "recall": f"thu-hoi/{recall.code}/",
        "documents": "chung-tu/",
        "document": f"chung-tu/{change.code}/",
        "orders": "don-hang/?state=attention",
        "order": f"don-hang/{order.code}/",
    }
    look = walk(shop, language, "goods", by="an")
    for name, address in addresses.items():
        look.open(f"quan-ly/{address}")
        look.at(name)
    officers = walk(shop, language, "goods", by="vien")
    officers.open(f"quan-ly/thu-hoi/moi/?lot={honey.code}/L1")
    officers.at("recall-new")

    assert look.wrong + officers.wrong == []
