"""A shopper's account in the browser: sign-up by a code, an order, the same once more, erasure; and
every one of its pages at both widths."""

import re
from pathlib import Path

import pytest

from marketplace.accounts import address_book, consent
from marketplace.accounts.people import create_person, find_person
from marketplace.accounts.receiver import Receiver
from marketplace.orders import mine
from marketplace.orders.models import ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.outbox import deliver
from tests import factories
from tests.browser.screens import LANGUAGES
from tests.handing import confirmed, hand_over, shipped
from tests.staff import PASSWORD

pytestmark = [pytest.mark.browser]
PHONE, SECRET = "0912 345 678", "một câu dễ nhớ"


@pytest.fixture(autouse=True)
def sent(settings, tmp_path):
    """sent(): the six digits of the newest short message; this process plays the worker."""
    settings.SMS_FILE_PATH = str(tmp_path / "sms")

    def read():
        deliver.sweep()
        newest = sorted(Path(settings.SMS_FILE_PATH).glob("*.txt"))[-1]
        return re.search(r"\d{6}", newest.read_text().split("\n\n")[1])[0]

    return read


@pytest.mark.parametrize("script", [True, False])
def test_sign_up_order_again_and_erase(shop, browser, sent, script):
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": 360, "height": 740}, locale="vi-VN"
    )
    page = context.new_page()
    page.goto(f"{shop.url}/")
    page.get_by_role("link", name="Tài khoản của bạn").click()
    page.get_by_role("link", name="Đăng ký tài khoản").click()
    page.get_by_label("Số điện thoại hoặc e-mail").fill(PHONE)
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.get_by_label("Sáu chữ số").fill(sent())
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Mật khẩu mới").fill(SECRET)
    page.get_by_role("button", name="Lưu và đăng nhập").click()
    page.get_by_role("heading", name="Chưa có đơn hàng nào").wait_for()

    # A guest's order of before joins the account, and is bought once more.
    order = place_order(factories.checkout(shop.tea, quantity=2, phone=PHONE))
    page.get_by_role("link", name="Thêm đơn bạn đã đặt").click()
    page.get_by_label("Mã đơn hàng").fill(order.code.lower())
    page.get_by_label("Số điện thoại của đơn đó").fill(PHONE)
    page.get_by_role("button", name="Thêm đơn hàng").click()
    page.get_by_text("Đơn hàng đã có trong tài khoản của bạn").wait_for()
    page.get_by_role("button", name="Mua lại").click()
    page.get_by_text("Trong giỏ: 1 sản phẩm của đơn").wait_for()
    assert page.get_by_role("heading", name="Giỏ hàng").is_visible()

    # While the order is open the account stays; cancelled, it goes.
    page.goto(f"{shop.url}/tai-khoan/xoa/")
    assert page.get_by_text(f"Các đơn này chưa xong: {order.code}").is_visible()
    page.goto(f"{shop.url}/don-hang/{order.code}/")
    page.locator("summary", has_text="Hủy đơn").click()
    page.get_by_role("button", name="Hủy đơn").click()
    page.get_by_role("heading", name="Đơn hàng đã bị hủy").wait_for()
    page.goto(f"{shop.url}/tai-khoan/xoa/")
    page.get_by_label("Mật khẩu của bạn").fill(SECRET)
    page.get_by_role("button", name="Xóa vĩnh viễn").click()
    page.get_by_text("Tài khoản của bạn đã được xóa").wait_for()

    assert find_person(PHONE) is None
    erased = ShopOrder.objects.get()
    assert (erased.name, erased.phone, erased.address) == ("", "", "")
    page.goto(f"{shop.url}/tai-khoan/")
    assert page.get_by_role("heading", name="Đăng nhập").is_visible()
    context.close()


def test_the_commune_of_an_address_is_typed(shop, page):
    create_person(phone=PHONE, password=SECRET)
    page.goto(f"{shop.url}/tai-khoan/dia-chi/them/")
    page.get_by_label("Số điện thoại hoặc e-mail").fill(PHONE)
    page.get_by_label("Mật khẩu").fill(SECRET)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Số điện thoại").fill(PHONE)
    page.get_by_label("Họ và tên người nhận").fill("Người mua hàng")
    page.get_by_role("combobox", name="Xã, phường, đặc khu").press_sequentially("lac duo")
    page.get_by_role("option", name="Xã Lạc Dương, Lâm Đồng").click()
    page.get_by_label("Số nhà, đường").fill("Thôn 2")
    page.get_by_label("Số nhà, đường").press("Enter")

    page.get_by_text("Đã lưu địa chỉ").wait_for()
    assert page.get_by_text("Thôn 2, Xã Lạc Dương, Lâm Đồng").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_account(shop, walk, language):
    create_person(name="mua", phone=PHONE, password=PASSWORD)
    look = walk(shop, language, "account", both=True)
    look.open("/don-hang/")
    look.at("look-up")
    look.page.locator("main .button-main").click()
    look.at("look-up-errors")
    look.open("/tai-khoan/dang-nhap/")
    look.at("sign-in")
    look.page.locator("#id_username").fill(PHONE)
    look.page.locator("#id_password").fill("x")
    look.page.locator("main .button-main").click()
    look.at("sign-in-errors")
    look.open("/tai-khoan/dang-ky/")
    look.at("sign-up")
    look.page.locator("#id_who").fill("x")
    look.page.locator("main .button-main").click()
    look.at("sign-up-errors")
    look.page.locator("#id_who").fill("0987 654 321")
    look.page.locator("main .button-main").click()
    look.page.locator("#id_code").wait_for()
    look.at("code")
    look.open("/tai-khoan/mat-khau-moi/")
    look.at("no-code")

    assert look.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_who_is_signed_in(shop, walk, language):
    person = create_person(name="mua", phone=PHONE, password=PASSWORD)
    look = walk(shop, language, "account", by="mua", both=True)
    look.open("/tai-khoan/")
    look.at("no-orders")
    look.open("/tai-khoan/dia-chi/")
    look.at("no-addresses")
    orders = {}
    for name, quantity in (("waiting", 1), ("confirmed", 2), ("on-the-way", 1), ("delivered", 1)):
        made = place_order(factories.checkout(shop.tea, shop.nuts, quantity=quantity))
        orders[name] = mine.join(person.pk, made.code)
    confirmed(orders["confirmed"].parcels.get())
    shipped(orders["on-the-way"].parcels.get(), "VN123456789")
    hand_over(orders["delivered"].parcels.get().code, actor_id=None)
    collected = factories.checkout(shop.tea, how="collection", point=shop.place.code)
    orders["ready"] = mine.join(person.pk, place_order(collected).code)
    ready(orders["ready"].parcels.get().code, actor_id=None)
    receiver = Receiver("Người mua hàng", PHONE, factories.commune().pk, "Thôn 2")
    address = address_book.save(person.pk, receiver)
    address_book.save(person.pk, Receiver("Mẹ", PHONE, factories.commune().pk, "12 Trần Phú"))
    consent.set_consents(person.pk, {"news": True})
    for name, order in orders.items():
        look.open(f"/don-hang/{order.code}/")
        if name == "waiting":
            for fold in look.page.locator("summary").all():
                fold.click()
        look.at(f"order-{name}")
    for name, where in {
        "orders": "",
        "add-order": "don-hang/them/",
        "addresses": "dia-chi/",
        "address": f"dia-chi/{address.code}/",
        "consents": "dong-y/",
        "password": "mat-khau/",
        "data": "du-lieu/",
        "erase": "xoa/",
    }.items():
        look.open(f"/tai-khoan/{where}")
        look.at(name)
    look.open("/tai-khoan/dia-chi/them/")
    look.page.locator("main .button-main").click()
    look.at("address-errors")

    assert look.wrong == []
