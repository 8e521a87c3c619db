import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.listings.models import Listing
from marketplace.orders.models import Basket, BasketLine
from marketplace.saleor_bridge.models import Product
from tests import factories
from tests.web.shop import pages


def test_adding_answers_on_the_products_page_and_counts_in_the_header(shop, client, put):
    answer = put(shop.tea, 2)

    assert answer["Location"] == shop.address(shop.tea)
    after = client.get(answer["Location"])
    assert "Đã thêm vào giỏ: Trà Bí đao" in pages.main(after)
    assert pages.attribute(after, r'<span class="basket-count">(\d+)') == "1"


def test_the_basket_shows_lines_and_sums(shop, client, put):
    put(shop.tea, 2)
    put(shop.nuts)
    put(shop.tea)

    words = pages.main(client.get("/gio-hang/"))

    assert "174.000\u00a0₫" in words  # 3 × 58.000
    assert "Tiền hàng 319.000\u00a0₫" in words
    assert "Phí vận chuyển 30.000\u00a0₫" in words
    assert "Tổng cộng 349.000\u00a0₫" in words


def test_a_quantity_is_changed_and_taken_out(shop, client, put):
    put(shop.tea, 2)

    client.post("/gio-hang/so-luong/", {"listing": shop.tea.code, "quantity": "5"})
    assert BasketLine.objects.get().quantity == 5

    client.post("/gio-hang/so-luong/", {"listing": shop.tea.code, "quantity": "0"})
    assert "Giỏ hàng đang trống" in pages.main(client.get("/gio-hang/"))


@pytest.mark.parametrize("written", ["", "x", "-1", "0", "1.5", "1000", "99999999999"])
def test_a_quantity_that_is_none_is_refused_in_words(shop, client, written):
    answer = client.post(
        "/gio-hang/them/", {"listing": shop.tea.code, "quantity": written}, follow=True
    )

    assert "Chọn số lượng từ 1 đến 999." in pages.main(answer)
    assert not Basket.objects.exists()


def test_an_unknown_product_is_refused_in_words(shop, client):
    answer = client.post("/gio-hang/them/", {"listing": "ZZZZZZZZZZ", "quantity": 1}, follow=True)

    assert answer.status_code == 200
    assert "notice-bad" in answer.content.decode()


def test_what_has_changed_is_told_until_the_shopper_acts(shop, client, put):
    put(shop.tea)
    Product.objects.filter(pk=shop.tea.product_id).update(price_amount=60_000)

    changed = "Trà Bí đao nay có giá 60.000\u00a0₫"
    assert changed in pages.main(client.get("/gio-hang/"))
    client.post("/gio-hang/so-luong/", {"listing": shop.tea.code, "quantity": "2"})
    assert changed not in pages.main(client.get("/gio-hang/"))


def test_a_line_that_cannot_be_ordered_is_marked_and_blocks_the_button(shop, client, put):
    put(shop.tea)
    Listing.objects.filter(pk=shop.tea.pk).update(state=Listing.State.PAUSED)

    answer = client.get("/gio-hang/")

    assert "field-error" in answer.content.decode()
    assert 'href="/dat-hang/"' not in answer.content.decode()


def test_looking_writes_nothing(shop, client):
    client.get("/gio-hang/")

    assert not Basket.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_basket_costs_the_same_however_full_it_is(shop, client, put):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/gio-hang/")
        return len(captured)

    put(shop.tea)
    few = queries()
    for _ in range(5):
        put(factories.listing(at=shop.place))
    client.get("/gio-hang/")  # shows the messages of five additions, and forgets them

    assert queries() == few


def test_a_form_without_a_token_is_told_to_send_again(shop):
    answer = Client(enforce_csrf_checks=True).post("/gio-hang/them/", {"listing": shop.tea.code})

    assert answer.status_code == 403
    assert "Xin gửi lại một lần nữa" in pages.main(answer)


def test_an_empty_basket_promises_to_hold_nothing(shop, client):
    """ "Giữ hàng" is the word for stock held for an order; a basket holds none."""
    words = pages.main(client.get("/gio-hang/"))

    assert "giỏ hàng nhớ những gì bạn chọn trong hai tuần" in words
    assert "được giữ" not in words


@pytest.mark.parametrize("address", ["/gio-hang/them/", "/gio-hang/so-luong/"])
def test_a_byte_that_no_code_has_names_no_product(shop, client, put, address):
    put(shop.tea)

    answer = client.post(
        address, {"listing": shop.tea.code[:5] + "\0", "quantity": "2"}, follow=True
    )

    assert answer.status_code == 200
    assert [line.quantity for line in BasketLine.objects.all()] == [1]
