"""A shopper's way from the front page to a placed order, with and without JavaScript."""

import pytest

from marketplace.orders.models import ShopOrder
from tests.browser.shop.conftest import put_in_basket, write_who_and_where

pytestmark = pytest.mark.browser


def test_with_a_script(shop, page):
    page.goto(f"{shop.url}/")
    page.get_by_role("combobox", name="Tìm sản phẩm").fill("bi dao")
    page.get_by_role("combobox", name="Tìm sản phẩm").press("Enter")
    page.get_by_role("link", name="Trà Bí đao").click()
    page.get_by_role("button", name="Thêm", exact=True).click()
    page.get_by_role("button", name="Thêm vào giỏ").click()
    page.get_by_role("link", name="Xem giỏ hàng").click()

    # A tap on plus is sent by itself and changes the sums in place.
    page.evaluate("window.same = 'same page'")
    page.get_by_role("button", name="Thêm", exact=True).click()
    page.get_by_text("204.000\u00a0₫").wait_for()  # 3 × 58.000 + 30.000
    assert page.evaluate("window.same") == "same page"

    page.get_by_role("link", name="Đặt hàng").click()
    write_who_and_where(page)
    # The commune is typed, without marks, and brings its province along.
    box = page.get_by_role("combobox", name="Xã, phường, đặc khu")
    box.press_sequentially("lac duo")
    page.get_by_role("option", name="Xã Lạc Dương, Lâm Đồng").wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "commune-24848"
    box.press("Enter")
    assert box.input_value() == "Xã Lạc Dương"
    assert page.get_by_label("Tỉnh, thành phố").input_value() == "68"
    page.get_by_role("button", name="Đặt hàng · 204.000").click()

    page.get_by_role("heading", name="Cảm ơn bạn").wait_for()
    order = ShopOrder.objects.get()
    assert (order.total, order.unit.code) == (204_000, "24848")
    assert page.url == f"{shop.url}/don-hang/{order.code}/"


def test_without_a_script(shop, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{shop.url}/san-pham/")
    page.get_by_text("Lọc", exact=True).click()
    page.get_by_role("link", name="Đồ uống 1").click()
    page.get_by_role("link", name="Trà Bí đao").click()
    page.get_by_label("Số lượng").fill("2")
    page.get_by_role("button", name="Thêm vào giỏ").click()
    page.get_by_role("link", name="Xem giỏ hàng").click()
    page.get_by_label("Số lượng Trà Bí đao").fill("1")
    page.get_by_role("button", name="Cập nhật").click()
    page.get_by_role("link", name="Đặt hàng").click()

    page.get_by_label("Số điện thoại").fill("không phải số")
    page.get_by_label("Tỉnh, thành phố").select_option("68")
    page.get_by_role("button", name="Hiện các xã, phường").click()
    page.get_by_label("Xã, phường, đặc khu").select_option(label="Xã Lạc Dương")
    page.get_by_role("button", name="Đặt hàng · 88.000").click()
    assert page.locator("#id_phone-error").is_visible()
    assert page.get_by_label("Xã, phường, đặc khu").input_value() == "24848"
    write_who_and_where(page)
    page.get_by_role("button", name="Đặt hàng · 88.000").click()

    assert page.get_by_role("heading", name="Cảm ơn bạn").is_visible()
    assert ShopOrder.objects.get().total == 88_000
    context.close()


def test_filters_change_the_list_in_place_and_the_address_with_it(shop, page):
    page.goto(f"{shop.url}/san-pham/")
    page.evaluate("window.same = 'same page'")
    page.locator("summary").click()

    page.get_by_role("link", name="OCOP 4 sao 1").click()
    page.get_by_role("heading", name="OCOP 4 sao").wait_for()
    assert page.url == f"{shop.url}/san-pham/?sao=4"
    assert page.locator(".card").count() == 1
    assert page.title().startswith("OCOP 4 sao")

    page.get_by_role("link", name="Bỏ: OCOP 4 sao").click()
    page.get_by_role("heading", name="Sản phẩm OCOP").wait_for()
    assert page.locator(".card").count() == 3
    assert page.evaluate("window.same") == "same page"

    page.go_back()
    page.get_by_role("heading", name="OCOP 4 sao").wait_for()
    assert page.url == f"{shop.url}/san-pham/?sao=4"


def test_the_network_is_gone_and_nothing_typed_is_lost(shop, page):
    put_in_basket(page, shop, shop.tea)
    page.goto(f"{shop.url}/dat-hang/")
    write_who_and_where(page)

    page.context.set_offline(True)
    page.get_by_role("button", name="Đặt hàng · 88.000").click()
    page.get_by_text("Mất mạng").wait_for()
    assert page.get_by_label("Số nhà, đường").input_value() == "Thôn 2"

    page.context.set_offline(False)
    page.get_by_text("Mất mạng").wait_for(state="hidden")
    box = page.get_by_role("combobox", name="Xã, phường, đặc khu")
    box.fill("lac duong")
    page.get_by_role("option", name="Xã Lạc Dương").click()
    page.get_by_role("button", name="Đặt hàng · 88.000").click()
    page.get_by_role("heading", name="Cảm ơn bạn").wait_for()


def test_two_presses_are_one_order(shop, page):
    put_in_basket(page, shop, shop.tea)
    page.goto(f"{shop.url}/dat-hang/")
    write_who_and_where(page)
    page.get_by_role("combobox", name="Xã, phường, đặc khu").fill("lac duong")
    page.get_by_role("option", name="Xã Lạc Dương").click()

    page.get_by_role("button", name="Đặt hàng · 88.000").dblclick()
    page.get_by_role("heading", name="Cảm ơn bạn").wait_for()

    assert ShopOrder.objects.count() == 1


def test_errors_take_the_focus_and_lead_to_their_fields(shop, page):
    put_in_basket(page, shop, shop.tea)
    page.goto(f"{shop.url}/dat-hang/")

    page.get_by_role("button", name="Đặt hàng · 88.000").click()
    page.get_by_text("Đơn hàng chưa được đặt").wait_for()

    assert page.evaluate("document.activeElement.id") == "problems"
    page.get_by_role("link", name="Hãy chọn xã").click()
    assert page.evaluate("document.activeElement.id") == "id_unit"


def test_enter_in_a_field_orders(shop, page):
    put_in_basket(page, shop, shop.tea)
    page.goto(f"{shop.url}/dat-hang/")
    write_who_and_where(page)
    page.get_by_role("combobox", name="Xã, phường, đặc khu").fill("lac duong")
    page.get_by_role("option", name="Xã Lạc Dương").click()

    page.get_by_label("Họ và tên người nhận").press("Enter")

    page.get_by_role("heading", name="Cảm ơn bạn").wait_for()
    assert ShopOrder.objects.get().total == 88_000


def test_the_search_offers_names_while_one_types(shop, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "goi-y" in request.url else 0)
    page.goto(f"{shop.url}/")
    box = page.get_by_role("combobox", name="Tìm sản phẩm")
    box.press_sequentially("hat die", delay=20)
    option = page.get_by_role("option", name="Hạt Điều rang muối")
    option.wait_for()
    assert len(asked) == 1  # not one a letter
    assert box.get_attribute("aria-expanded") == "true"

    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "hat die"
    box.press("ArrowDown")
    option.wait_for()
    assert len(asked) == 1  # what is known is not asked again
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    box.press("Enter")
    page.get_by_role("heading", name="Hạt Điều rang muối").wait_for()
    assert page.url == shop.address(shop.nuts)


def test_enter_searches_when_no_name_is_pointed_at(shop, page):
    page.goto(f"{shop.url}/")
    box = page.get_by_role("combobox", name="Tìm sản phẩm")
    box.fill("hat dieu")
    page.get_by_role("option", name="Hạt Điều rang muối").wait_for()

    box.press("Enter")

    page.get_by_role("heading", name="Kết quả cho").wait_for()
    assert page.url == f"{shop.url}/san-pham/?q=hat+dieu"
