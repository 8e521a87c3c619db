"""Every page at both widths, in both languages, light and dark: axe finds nothing, nothing sticks
out sideways, nothing the policy forbids is tried. With SCREENSHOTS set, pictures of all go to
var/screens.
"""

import pytest

from marketplace.orders.place_order import place_order
from tests import factories
from tests.browser.screens import LANGUAGES
from tests.browser.shop.conftest import put_in_basket

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(shop, walk, language):
    order = place_order(factories.checkout(shop.tea, phone="0912 345 678"))
    look = walk(shop, language, "shop", both=True)
    page = look.page
    put_in_basket(page, shop, shop.nuts)
    addresses = {
        "home": "/",
        "list": "/san-pham/",
        "list-chosen": "/san-pham/?nhom=thuc-pham&sao=4&tinh=lam-dong",
        "list-nothing": "/san-pham/?q=zzzz&tinh=xyz",
        "product": shop.address(shop.nuts).removeprefix(shop.url),
        "not-sold": f"/san-pham/{shop.honey.slug}-{shop.honey.code}/",
        "producer": f"/nha-san-xuat/{shop.nuts.producer.slug}-{shop.nuts.producer.code}/",
        "verify": f"/ocop/{shop.honey.code}/",
        "verify-unknown": "/ocop/ZZZZZZZZZZ/",
        "basket": "/gio-hang/",
        "checkout": "/dat-hang/",
        "order-ask": f"/don-hang/{order.code}/",
        "not-found": "/khong-co/",
    }
    for name, address in addresses.items():
        look.open(address, status=404 if name in ("verify-unknown", "not-found") else 200)
        look.at(name)
    look.open("/")
    page.locator("#search").press_sequentially("hat")
    page.get_by_role("option", name="Hạt Điều").wait_for()
    page.locator("#search").press("ArrowDown")
    look.at("suggestions")
    look.open(f"/don-hang/{order.code}/")
    page.locator("#phone").fill("0912345678")
    page.locator("main .button-main").click()
    page.locator(".order-code").wait_for()
    look.at("order")
    look.open("/dat-hang/")
    page.locator(".checkout-sum .button-main").click()
    page.locator("#problems").wait_for()
    look.at("checkout-errors")

    assert look.wrong == []
