"""The way to the shopper: the commune, the fee that follows it, a point to collect at; with a script."""

import pytest

from marketplace.orders.models import DeliveryRate, DeliveryZone, ShopOrder
from marketplace.places.hours import Stretch, set_hours
from marketplace.places.models import Place, Unit
from marketplace.places.supply import set_supplier
from tests import factories
from tests.browser.screens import LANGUAGES
from tests.browser.shop.conftest import put_in_basket

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def ways(shop):
    """A fee in the own province, another one elsewhere; a point that the centre supplies."""
    from marketplace import codes

    seller = shop.tea.seller
    centre = Place.objects.get(operator=seller)
    near = DeliveryZone.objects.create(
        code=codes.new_code(),
        operator=seller,
        name="Trong tỉnh",
        position=1,
        reach="same_province",
        days_from=1,
        days_to=2,
    )
    DeliveryRate.objects.create(zone=near, up_to_grams=20_000, fee=15_000)
    point = factories.place(
        "Điểm bán hàng OCOP Mũi Né", seller=seller, kind=Place.Kind.SALES_POINT, ships=False
    )
    set_supplier(point, centre, actor_id=None)
    set_hours(point, [Stretch(day, 450, 1080) for day in range(1, 8)], actor_id=None)
    Unit.objects.filter(code="24848").update(
        search_names=" xa lac duong lam dong", latitude="12.01", longitude="108.42"
    )
    return point


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_is_chosen_and_the_sum_follows(shop, ways, walk, language):
    look = walk(shop, language, "ways", both=True)
    page = look.page
    look.open(shop.address(shop.tea).removeprefix(shop.url))
    look.at("product-no-commune")
    page.locator("#commune_text").press_sequentially("lac duo")
    page.get_by_role("option", name="Lạc Dương").click()
    page.locator("#promise strong").first.wait_for()
    look.at("product-commune")
    put_in_basket(page, shop, shop.tea)
    look.open("/gio-hang/")
    look.at("basket")
    look.open("/dat-hang/")
    button = page.locator(".checkout-sum .button-main")
    assert "73.000" in button.inner_text()  # 58.000 and 15.000
    page.get_by_text(
        "Nhận tại điểm bán" if language == "vi" else "Collect at a sales point"
    ).click()
    page.locator(".for-collection .ways label", has_text="Mũi Né").click()
    page.locator(".checkout-sum", has_text="Mũi Né").wait_for()
    assert "58.000" in button.inner_text()
    look.at("collection")
    page.locator("#id_phone").fill("0912 345 678")
    page.locator("#id_name").fill("Người mua thử")
    button.click()
    page.locator(".order-code").wait_for()

    order = ShopOrder.objects.get()
    assert (order.how, order.total, order.parcels.get().place) == ("collection", 58_000, ways)
    assert look.wrong == []


def test_another_commune_changes_the_fee_before_the_button_is_pressed(shop, ways, walk):
    Unit.objects.filter(
        pk=factories.commune("20194", "Hải Châu", factories.province("48", "Đà Nẵng")).pk
    ).update(search_names=" phuong hai chau da nang")
    look = walk(shop, "vi", "fees")
    page = look.page
    put_in_basket(page, shop, shop.tea)
    look.open("/dat-hang/")
    button = page.locator(".checkout-sum .button-main")
    assert button.inner_text() == "Đặt hàng"
    look.at("fee-unknown")
    for words, name, total in (("lac duong", "Lạc Dương", "73.000"), ("hai cha", "Hải", "88.000")):
        page.locator("#id_unit").click()
        page.locator("#id_unit").fill("")
        page.locator("#id_unit").press_sequentially(words)
        page.get_by_role("option", name=name).click()
        page.locator(".checkout-sum .button-main", has_text=total).wait_for()
    look.at("other-commune")
    page.locator("#id_phone").fill("0912 345 679")
    page.locator("#id_name").fill("Người mua thử")
    page.locator("#id_address").fill("12 Trần Phú")
    button.click()
    page.locator(".order-code").wait_for()

    order = ShopOrder.objects.get()
    assert (order.unit.name, order.fee_total, order.total) == ("Hải Châu", 30_000, 88_000)
    assert look.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_which_commune_and_on_what_terms(shop, ways, walk, language):
    other = factories.commune("24850", "Lạc Dương Hạ")
    Unit.objects.filter(pk=other.pk).update(search_names=" xa lac duong ha lam dong")
    look = walk(shop, language, "ways")
    page = look.page
    look.open("/dieu-kien/")
    look.at("terms")
    look.open(shop.address(shop.tea).removeprefix(shop.url))
    page.locator("#commune_text").fill("lac duong")
    page.locator(".promise-form button").click()
    page.locator(".choices").wait_for()
    look.at("which-commune")
    page.locator(".choices button").first.click()
    page.locator("#promise").wait_for()
    assert page.locator("#commune_text").input_value().startswith("Xã Lạc Dương")
    page.get_by_role("button", name="Thêm vào giỏ" if language == "vi" else "Add to basket").click()
    look.open("/gio-hang/")
    page.locator("#commune_text").fill("lac duong")
    page.locator(".promise-form button").click()
    page.locator(".choices button").last.click()
    page.locator(".basket-sum", has_text="Lạc Dương").wait_for()
    look.open("/dat-hang/")
    page.get_by_text(
        "Xuất hóa đơn công ty" if language == "vi" else "Invoice for a company"
    ).click()
    page.locator("#id_tax_code").fill("123")
    page.locator(".checkout-sum .button-main").click()
    page.locator("#problems").wait_for()
    assert page.locator("#id_tax_code-error").is_visible()
    look.at("problems")

    assert look.wrong == []
