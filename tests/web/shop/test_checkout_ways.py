"""Delivery or collection at the checkout; what is not known yet is asked, what changes is shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.models import Listing
from marketplace.orders.models import DeliveryZone, InvoiceRequest, ShopOrder
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories
from tests.web.shop import pages
from tests.web.shop.test_checkout import TYPED


@pytest.fixture
def point(shop):
    made = factories.place(
        "Điểm bán Mũi Né",
        seller=shop.place.operator,
        kind=Place.Kind.SALES_POINT,
        ships=False,
    )
    set_supplier(made, shop.place, actor_id=None)
    return made


def hidden(answer):
    return {
        name: pages.attribute(answer, f'name="{name}" value="(.*?)"')
        for name in ("client_key", "agreed_total", "agreed")
    }


def test_collection_is_chosen_seen_and_ordered_without_a_script(shop, client, put, point):
    put(shop.tea)
    choice = {**TYPED, "unit": "", "address": "", "how": "collection", "point": point.code}

    seen = client.post("/dat-hang/", {**choice, **hidden(client.get("/dat-hang/")), "step": "1"})

    words = pages.main(seen)
    assert seen.status_code == 200
    assert "Nhận tại Điểm bán Mũi Né chậm nhất" in words
    assert "Hàng chuyển từ Trung tâm OCOP tỉnh Lâm Đồng đến." in words
    assert "Đặt hàng · 58.000\u00a0₫" in words
    assert "Thanh toán tại quầy" in words
    client.post("/dat-hang/", {**choice, **hidden(seen)})
    order = ShopOrder.objects.get()
    assert (order.how, order.total, order.parcels.get().place) == ("collection", 58_000, point)


def test_pressing_before_seeing_is_asked_again(shop, client, put, point):
    put(shop.tea)
    choice = {**TYPED, "how": "collection", "point": point.code}

    answer = client.post("/dat-hang/", {**choice, **hidden(client.get("/dat-hang/"))})

    assert answer.status_code == 422
    assert not ShopOrder.objects.exists()
    assert f'value="{point.code}" checked' in answer.content.decode()
    client.post("/dat-hang/", {**choice, **hidden(answer)})
    assert ShopOrder.objects.get().how == "collection"


def test_a_fee_by_commune_is_not_known_before_it(shop, client, put):
    DeliveryZone.objects.update(reach="same_province")
    put(shop.tea)

    first = client.get("/dat-hang/")
    words = pages.main(first)
    assert "Chưa gồm phí vận chuyển, từ 30.000\u00a0₫" in words
    assert "Tạm tính 58.000\u00a0₫" in words and "Tổng cộng" not in words

    asked = client.post("/dat-hang/", {**TYPED, **hidden(first)})
    assert asked.status_code == 422
    assert "Đặt hàng · 88.000\u00a0₫" in pages.main(asked)
    client.post("/dat-hang/", {**TYPED, **hidden(asked)})
    assert ShopOrder.objects.get().fee_total == 30_000


def test_where_nobody_delivers_is_said_beside_the_commune(shop, client, put):
    DeliveryZone.objects.update(reach="same_province")
    factories.commune("20194", "Hải Châu", factories.province("48", "Đà Nẵng"))
    put(shop.tea)
    there = {**TYPED, "province": "48", "unit": "20194"}

    answer = client.post("/dat-hang/", {**there, **hidden(client.get("/dat-hang/"))})

    assert answer.status_code == 422
    assert "không giao kiện hàng nặng như vậy đến Xã Hải Châu" in pages.main(answer)
    assert 'id="id_unit-error"' in answer.content.decode()


def test_the_browser_has_a_mark_and_the_order_its_hash(shop, client, put):
    put(shop.tea)
    client.post("/dat-hang/", {**TYPED, **hidden(client.get("/dat-hang/"))})

    mark = client.cookies["device"]
    assert mark["httponly"] and mark["max-age"] > 365 * 24 * 3600
    order = ShopOrder.objects.get()
    assert len(order.device) == 32 and order.device not in mark.value
    put(shop.nuts)
    client.post("/dat-hang/", {**TYPED, **hidden(client.get("/dat-hang/"))})
    assert ShopOrder.objects.filter(device=order.device).count() == 2


def test_a_company_is_asked_for_all_or_nothing(shop, client, put):
    put(shop.tea)
    company = {"tax_code": "0100109106", "company": "Công ty Mua thử"}

    answer = client.post("/dat-hang/", {**TYPED, **company, **hidden(client.get("/dat-hang/"))})

    source = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_company_address-error"' in source and 'id="id_company_email-error"' in source
    assert '<details class="more" open>' in source and 'value="0100109106"' in source
    rest = {"company_address": "12 Trần Phú", "company_email": "ke.toan@example.com"}
    client.post("/dat-hang/", {**TYPED, **company, **rest, **hidden(answer)})
    assert InvoiceRequest.objects.get().tax_code == "0100109106"


@pytest.mark.parametrize("written", ["", "x", "collection\0", "delivery "])
def test_a_way_that_is_none_is_delivery(shop, client, put, written):
    put(shop.tea)

    client.post("/dat-hang/", {**TYPED, **hidden(client.get("/dat-hang/")), "how": written})

    assert ShopOrder.objects.get().how == "delivery"


def test_the_page_costs_the_same_however_full_the_basket_is(shop, client, put):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/dat-hang/")
        return len(captured)

    put(shop.tea)
    few = queries()
    for _ in range(9):
        put(factories.listing(at=shop.place))
    client.get("/gio-hang/")

    assert queries() == few <= 16


def test_the_only_point_is_chosen_beforehand(shop, client, put):
    Listing.objects.filter(pk=shop.tea.pk).update(way=Listing.Way.COLLECT)
    put(shop.tea)

    page = client.get("/dat-hang/")

    source = page.content.decode()
    assert f'name="point" value="{shop.place.code}" checked' in source
    assert 'name="how" value="collection" checked' in source
    assert "Không đơn vị vận chuyển nào nhận Trà Bí đao" in pages.main(page)
    typed = {**TYPED, "how": "collection", "point": shop.place.code, **hidden(page)}
    client.post("/dat-hang/", typed)
    assert ShopOrder.objects.get().how == "collection"


def test_a_point_of_somebody_else_is_no_choice(shop, client, put):
    stranger = factories.place("Nơi của người khác")
    put(shop.tea)
    typed = {**TYPED, "how": "collection", "point": stranger.code}

    answer = client.post("/dat-hang/", {**typed, **hidden(client.get("/dat-hang/"))})

    assert answer.status_code == 422
    assert 'id="id_point-error"' in answer.content.decode()
    assert stranger.name not in pages.main(answer)
