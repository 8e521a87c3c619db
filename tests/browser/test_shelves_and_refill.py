"""Shelves, refill, labels and barcodes in a browser: short on a phone, a draft a click later."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from marketplace import clock
from marketplace.inventory import barcodes
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Barcode, StockTarget, Transfer
from marketplace.orders.place_order import place_order
from marketplace.places.supply import set_supplier
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in, views
from tests.handing import hand_over
from tests.inventory.transfers.goods import more
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GTIN = "8936012345674"


@pytest.fixture
def chain(live_shop):
    """A centre that has sold honey for three weeks, its point short of all, two more places."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 1, 9, 0, tzinfo=clock.LOCAL))
    seller = factories.operator("Hợp tác xã Dịch vụ OCOP Lâm Đồng")
    centre = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    points = [
        set_supplier(
            factories.place(name, seller=seller, kind="sales_point"), centre, actor_id=None
        )
        for name in ("Điểm bán hàng OCOP Lạc Dương", "Điểm bán hàng OCOP Bảo Lộc")
    ]
    alone = factories.place("Điểm bán hàng OCOP Mũi Né", seller=seller, kind="sales_point")
    honey = factories.listing(
        factories.certified("Mật ong hoa cà phê", stars=4), at=centre, quantity=40
    )
    tea = factories.listing(
        factories.certified("Trà Bí đao túi lọc"), at=centre, quantity=60,
        best_before=date(2026, 12, 10),
    )  # fmt: skip
    salt = factories.listing(factories.certified("Hạt điều rang muối nguyên vỏ lụa"), at=alone)
    more(centre, honey, "MO/2026 #7", 6, date(2026, 11, 20))
    for number, (day, quantity) in enumerate([(3, 4), (9, 5), (16, 5)]):
        live_shop.move_clock(datetime(2026, 11, day, 9, 30, tzinfo=clock.LOCAL))
        parcel = place_order(factories.checkout(honey, quantity=quantity)).parcels.get()
        hand_over(parcel.code, actor_id=1, client_key=f"sold-{number}")
    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    change_condition(
        centre, [factories.picked(tea, 2)], "damaged", note="Hộp móp", actor_id=1, client_key="c"
    )
    make_person("an", Role.CENTRE_MANAGER, place=centre)
    return SimpleNamespace(
        shop=live_shop,
        url=live_shop.url,
        centre=centre,
        point=points[0],
        other=points[1],
        honey=honey,
        tea=tea,
        salt=salt,
    )


def test_targets_make_a_shelf_short_and_one_click_a_draft(chain, page):
    sign_in(page, chain.shop, "an")
    page.goto(f"{chain.url}quan-ly/bo-sung/")
    page.get_by_role("link", name="Điểm bán hàng OCOP Lạc Dương").click()
    page.get_by_label("Tối thiểu: Mật ong hoa cà phê").fill("9")
    page.get_by_label("Mức đầy: Mật ong hoa cà phê").fill("4")
    page.get_by_label("Tối thiểu: Trà Bí đao túi lọc").fill("2")
    page.get_by_label("Mức đầy: Trà Bí đao túi lọc").fill("1.5")
    page.get_by_role("button", name="Lưu").click()
    row = page.get_by_role("row").filter(has_text="Trà Bí đao túi lọc")
    assert row.locator(".field-error").is_visible()
    page.get_by_label("Mức đầy: Trà Bí đao túi lọc").fill("12")
    page.get_by_role("button", name="Lưu").click()
    row = page.get_by_role("row").filter(has_text="Mật ong hoa cà phê")
    assert "số nguyên từ 0" in row.locator(".field-error").inner_text()
    assert page.get_by_label("Tối thiểu: Mật ong hoa cà phê").input_value() == "9"
    assert page.get_by_label("Mức đầy: Trà Bí đao túi lọc").input_value() == "12"
    page.get_by_label("Tối thiểu: Mật ong hoa cà phê").fill("3")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã lưu.").first.wait_for()
    assert sorted(StockTarget.objects.values_list("minimum", "target")) == [(2, 12), (3, 4)]

    page.goto(f"{chain.url}quan-ly/bo-sung/")
    assert page.get_by_text("2 mặt hàng, 16 đơn vị").is_visible()
    page.get_by_role("button", name="Lập phiếu điều chuyển").click()
    transfer = Transfer.objects.get()
    page.wait_for_url(f"{chain.url}quan-ly/dieu-chuyen/{transfer.code}/")
    assert sorted(transfer.lines.values_list("variant__sku", "quantity")) == sorted(
        [(chain.honey.code, 4), (chain.tea.code, 12)]
    )
    page.goto(f"{chain.url}quan-ly/bo-sung/")
    assert page.get_by_role("button", name="Lập phiếu điều chuyển").count() == 0


def test_a_barcode_is_scanned_kept_and_refused_and_labels_are_printed(chain, page):
    sign_in(page, chain.shop, "an")
    page.goto(f"{chain.url}quan-ly/ton-kho/{chain.honey.code}/")
    page.locator("[name=gtin][data-scan]").fill("8936012345675")
    page.keyboard.press("Enter")  # as a scanner does
    assert page.locator(".notice-bad").inner_text().startswith("Mã vạch có 13 chữ số")
    page.locator("[name=gtin][data-scan]").fill(GTIN)
    page.keyboard.press("Enter")
    page.get_by_text(f"Mã vạch {GTIN}").first.wait_for()
    page.get_by_role("button", name="mã nội bộ").click()
    page.get_by_text("nội bộ", exact=True).first.wait_for()
    assert Barcode.objects.filter(variant=chain.honey.variant_id).count() == 2

    page.goto(f"{chain.url}quan-ly/nhan/{chain.centre.code}/?kind=lot&paper=sheet")
    page.get_by_label("Mật ong hoa cà phê L1").fill("3")
    with page.expect_response("**/nhan.pdf?*") as coming:
        page.get_by_role("button", name="Tạo nhãn").click()
    printed = page.request.get(coming.value.url)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF")


def prepared(chain):
    """Targets, a draft and barcodes, so that every screen has something to show."""
    from marketplace.inventory.targets import Wanted, set_targets

    set_targets(
        chain.point,
        [Wanted(chain.honey.variant_id, 3, 8), Wanted(chain.tea.variant_id, 10, 1_200)],
        actor_id=None,
    )
    set_targets(chain.centre, [Wanted(chain.honey.variant_id, 50, 60)], actor_id=None)
    factories.transfer(chain.centre, chain.point, chain.honey, quantity=2, sent=True)
    barcodes.add(chain.honey.variant, GTIN, actor_id=None)
    barcodes.make_internal(chain.honey.variant, actor_id=None)
    place_order(factories.checkout(chain.honey, quantity=3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(chain, walk, language):
    prepared(chain)
    addresses = {
        "home": "",
        "stock": "ton-kho/",
        "lots": "ton-kho/theo-lo/",
        "lots-none": "ton-kho/theo-lo/?q=zzz",
        "article": f"ton-kho/{chain.honey.code}/",
        "lot": f"ton-kho/{chain.honey.code}/lo/L1/",
        "place": f"ton-kho/dia-diem/{chain.centre.code}/",
        "refill": "bo-sung/?show=all",
        "refill-none": f"bo-sung/?place={chain.other.code}",
        "targets": f"muc-ton/{chain.point.code}/",
        "targets-suggested": f"muc-ton/{chain.centre.code}/",
        "slow": "ban-cham/",
        "assortment": "do-phu/",
        "labels": f"nhan/{chain.centre.code}/?kind=lot&paper=sheet",
        "labels-refused": f"nhan/{chain.centre.code}/nhan.pdf?n-{chain.honey.code}=0",
    }
    look = walk(chain, language, "shelves", by="an")
    out_of_sight = []
    for name, address in addresses.items():
        look.open(f"quan-ly/{address}", status=422 if name == "labels-refused" else 200)
        look.at(name)
        for view in views(look.page, language):
            here = look.page.locator(".tabs :is(summary strong, [aria-current])")
            if here.count() and not any(one.evaluate(IN_SIGHT) for one in here.all()):
                out_of_sight.append((name, view))
        if name == "targets":
            look.page.locator(".figure").first.fill("nhiều")
            look.page.locator("main .button-main").click()
            look.page.locator(".field-error").first.wait_for()
            look.at("targets-wrong")

    assert look.wrong == []
    assert out_of_sight == []


IN_SIGHT = """one => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && box.left >= 0 && box.right <= innerWidth;
}"""
