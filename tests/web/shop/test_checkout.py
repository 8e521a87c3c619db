"""One page from basket to order: nothing typed is lost, nothing is ordered twice or unseen."""

import pytest

from marketplace.orders.models import ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.saleor_bridge.models import Product
from tests import factories
from tests.web.shop import pages

TYPED = {
    "phone": "0912.345.678",
    "name": "Nguyễn Thị Mua",
    "province": "68",
    "unit": "24848",  # xã Lạc Dương, of tests/factories.py
    "address": "Thôn 2",
    "email": "",
    "note": "Gọi trước khi giao",
}


@pytest.fixture
def form(shop, client, put):
    """form(**changed): what the checkout page posts for one box of tea."""
    put(shop.tea)

    def fill(**changed):
        page = client.get("/dat-hang/")
        hidden = {
            name: pages.attribute(page, f'name="{name}" value="(.*?)"')
            for name in ("client_key", "agreed_total", "agreed")
        }
        return {**hidden, **TYPED, **changed}

    return fill


def test_the_order_stands_with_all_that_was_agreed(shop, client, form):
    answer = client.post("/dat-hang/", form())

    order = ShopOrder.objects.get()
    assert answer["Location"] == f"/don-hang/{order.code}/"
    assert (order.goods_total, order.fee_total, order.total) == (58_000, 30_000, 88_000)
    assert (order.phone, order.name, order.unit.code) == ("+84912345678", "Nguyễn Thị Mua", "24848")
    assert order.language == "vi"


def test_before_the_button_stand_seller_fee_and_total(shop, client, form):
    form()
    words = pages.main(client.get("/dat-hang/"))

    told = [
        "1 × Trà Bí đao",
        "Tiền hàng 58.000\u00a0₫",
        "Phí giao từ Trung tâm OCOP tỉnh Lâm Đồng",
        "30.000\u00a0₫ Tổng cộng 88.000\u00a0₫",
        f"Người bán: {shop.place.operator.name}",
        "Đặt hàng · 88.000\u00a0₫",
    ]
    places = [words.index(one) for one in told]
    assert places == sorted(places)


def test_an_empty_form_gets_every_error_beside_its_field(shop, client, form):
    answer = client.post("/dat-hang/", form(phone="12", name="", unit="", address=""))

    source = answer.content.decode()
    assert answer.status_code == 422
    for field in ("phone", "name", "unit", "address"):
        assert f'id="id_{field}-error"' in source
        assert f'<a href="#id_{field}">' in source
    assert source.count('aria-invalid="true"') == 4
    assert not ShopOrder.objects.exists()


def test_nothing_typed_is_lost(shop, client, form):
    answer = client.post("/dat-hang/", form(phone="sai", address='Thôn "2" <b>'))

    source = answer.content.decode()
    assert 'value="sai"' in source
    assert 'value="Nguyễn Thị Mua"' in source
    assert 'value="Thôn &quot;2&quot; &lt;b&gt;"' in source
    assert "Gọi trước khi giao</textarea>" in source
    assert '<option value="68" selected>' in source
    assert '<option value="24848" selected>' in source


def test_without_a_script_the_province_step_brings_its_communes(shop, client, form):
    before = client.get("/dat-hang/").content.decode()
    assert '<option value="24848">' not in before

    answer = client.post("/dat-hang/", form(unit="", phone="0912", choose_province="1"))

    source = answer.content.decode()
    assert answer.status_code == 200
    assert '<option value="24848">Xã Lạc Dương</option>' in source
    assert 'value="0912"' in source
    assert "field-error" not in source
    assert not ShopOrder.objects.exists()


def test_a_commune_of_another_province_is_refused(shop, client, form):
    elsewhere = factories.commune("00004", "Ba Đình", factories.province("01", "Hà Nội"))

    answer = client.post("/dat-hang/", form(unit=elsewhere.code))

    assert 'id="id_unit-error"' in answer.content.decode()
    assert not ShopOrder.objects.exists()


def test_a_second_press_answers_with_the_first_order(shop, client, form):
    posted = form()

    first, second = client.post("/dat-hang/", posted), client.post("/dat-hang/", posted)

    assert first["Location"] == second["Location"]
    assert ShopOrder.objects.count() == 1


def test_a_price_that_changed_meanwhile_is_shown_and_asked_again(shop, client, form):
    posted = form()
    Product.objects.filter(pk=shop.tea.product_id).update(price_amount=60_000)

    answer = client.post("/dat-hang/", posted)

    assert answer.status_code == 422
    words = pages.main(answer)
    assert "Đơn hàng chưa được đặt" in words
    assert "Trà Bí đao nay có giá 60.000\u00a0₫" in words
    assert "Đặt hàng · 90.000\u00a0₫" in words
    assert not ShopOrder.objects.exists()

    seen = pages.attribute(answer, 'name="agreed_total" value="(.*?)"')
    client.post("/dat-hang/", posted | {"agreed_total": seen})
    assert ShopOrder.objects.get().total == 90_000


def test_the_last_one_sold_meanwhile_gets_a_kind_word(shop, client, put):
    last = factories.listing(factories.certified("Cao Atiso"), at=shop.place, quantity=1)
    put(last)
    page = client.get("/dat-hang/")
    posted = TYPED | {
        name: pages.attribute(page, f'name="{name}" value="(.*?)"')
        for name in ("client_key", "agreed_total", "agreed")
    }
    place_order(factories.checkout(last))

    answer = client.post("/dat-hang/", posted)

    assert answer.status_code == 422
    assert "Cao Atiso" in pages.main(answer)
    assert ShopOrder.objects.count() == 1


@pytest.mark.parametrize("total", ["", "x", "-5", "1e3", "٣"])
def test_a_total_that_is_none_orders_nothing(shop, client, form, total):
    assert client.post("/dat-hang/", form(agreed_total=total)).status_code == 422
    assert not ShopOrder.objects.exists()


def test_an_empty_basket_leads_back(shop, client):
    assert client.get("/dat-hang/")["Location"] == "/gio-hang/"
    assert client.post("/dat-hang/", TYPED).status_code == 422


def test_an_order_in_english_keeps_its_language(shop, client, form):
    answer = client.post("/en/dat-hang/", form())

    assert answer["Location"].startswith("/en/don-hang/")
    assert ShopOrder.objects.get().language == "en"


def test_communes_are_suggested_by_words_without_marks(shop, client, form):
    factories.Unit.objects.filter(code="24848").update(search_names=" xa lac duong lam dong")

    source = client.get("/dat-hang/xa/?q=lac+duong").content.decode()

    assert 'data-code="24848" data-province="68" data-name="Xã Lạc Dương"' in source
    assert client.get("/dat-hang/xa/?q=khong+co").content.decode().strip() == ""
    assert 'data-code="24848"' in client.get("/dat-hang/xa/?province=68").content.decode()


@pytest.mark.parametrize("total", ["9" * 5_000, "88000" + "0" * 15, "-88000", "8e4", "٨٨"])
def test_a_total_that_is_no_sum_is_asked_again(shop, client, form, total):
    answer = client.post("/dat-hang/", form(agreed_total=total))

    assert answer.status_code == 422
    assert not ShopOrder.objects.exists()


def test_enter_in_a_field_presses_the_order_and_not_the_step(shop, client, form):
    """A browser presses a form's first submit button."""
    form()
    source = client.get("/dat-hang/").content.decode()
    inside = source[source.index('<form class="side checkout"') :]

    first = inside[inside.index("<button") :].partition(">")[0]
    assert "name=" not in first
    assert 'tabindex="-1"' in first and 'aria-hidden="true"' in first
