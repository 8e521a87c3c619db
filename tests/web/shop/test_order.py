import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.orders.cancel import cancel
from marketplace.orders.deliver import deliver
from marketplace.orders.models import OVER, Parcel
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.orders.ship import ship
from marketplace.places.supply import set_supplier
from tests import factories
from tests.handing import packed, rider, shipped
from tests.web.shop import pages

PHONE = "0912 345 678"


@pytest.fixture
def order(shop):
    return place_order(factories.checkout(shop.tea, quantity=2, note="Gọi trước", phone=PHONE))


@pytest.fixture
def opened(client, order):
    """The client after it named the order's phone number."""
    client.post(f"/don-hang/{order.code}/", {"phone": "+84 912 345 678"})
    return client


def test_a_stranger_is_asked_for_the_number_and_told_nothing(client, order):
    words = pages.main(client.get(f"/don-hang/{order.code}/"))

    assert "Số điện thoại đặt hàng" in words
    for secret in ("Người mua hàng", "345", "Thôn 2", "Trà Bí đao"):
        assert secret not in words


def test_the_number_in_any_spelling_opens_it(opened, order):
    words = pages.main(opened.get(f"/don-hang/{order.code}/"))

    assert order.code in words
    assert "2 × Trà Bí đao (hộp) 116.000\u00a0₫" in words
    assert "Trả khi nhận hàng 146.000\u00a0₫" in words
    assert "0912 345 678" in words
    assert "Thôn 2, Xã Lạc Dương, Lâm Đồng" in words
    assert "Gọi trước" in words


def test_a_wrong_number_opens_nothing_and_ten_are_enough(client, order):
    address = f"/don-hang/{order.code}/"
    for _ in range(10):
        answer = client.post(address, {"phone": "0987654321"})
        assert answer.status_code == 422
    assert "Số này không phải số của đơn hàng" in pages.main(answer)

    answer = client.post(address, {"phone": "0912345678"})
    assert "Nhập sai quá nhiều lần" in pages.main(answer)
    assert "Người mua hàng" not in pages.main(client.get(address))


def test_it_says_what_happens_next(opened, order):
    words = pages.main(opened.get(f"/don-hang/{order.code}/"))

    assert "Cảm ơn bạn, đơn hàng đã được nhận" in words
    assert "Chúng tôi gọi số 0912 345 678 để xác nhận đơn hàng, đến" in words
    assert "Đã đặt hàng" in words


def test_the_page_follows_the_parcel(opened, order):
    address = f"/don-hang/{order.code}/"
    parcel = order.parcels.get()

    packed(parcel)
    assert "Hàng đã được giữ cho bạn" in pages.main(opened.get(address))
    ship(parcel.code, rider(parcel), "VN123", actor_id=None)
    words = pages.main(opened.get(address))
    assert "Đơn hàng đang trên đường đến bạn" in words
    assert "Người giao của cửa hàng · mã vận đơn VN123" in words
    assert "Xin chuẩn bị sẵn 146.000\u00a0₫" in words
    deliver(parcel.code, actor_id=None)

    words = pages.main(opened.get(address))
    assert "Đơn hàng đã giao xong" in words
    assert "Trả khi nhận hàng" not in words
    assert "Hủy đơn" not in words


def test_a_refused_parcel_says_where_it_is(opened, order):
    parcel = shipped(order.parcels.get())
    refuse(parcel.code, reason="Khách không nghe máy", actor_id=None)

    words = pages.main(opened.get(f"/don-hang/{order.code}/"))

    assert "người nhận không nhận hàng" in words
    assert "Trả khi nhận hàng" not in words


def test_a_cancelled_order_says_why(opened, order):
    cancel(order.parcels.get().code, actor_id=None, reason="Khách đổi ý")

    words = pages.main(opened.get(f"/don-hang/{order.code}/"))

    assert "Đơn hàng đã bị hủy" in words
    assert "Khách đổi ý" in words


def test_past_its_time_it_has_lapsed_for_everybody(opened, order, set_clock):
    set_clock(order.parcels.get().held_until.isoformat())

    words = pages.main(opened.get(f"/don-hang/{order.code}/"))

    assert "Đơn hàng này đã hết hạn giữ" in words
    assert "Hủy đơn" not in words


def test_the_shopper_cancels_before_packing(opened, order):
    address = f"/don-hang/{order.code}/"
    assert "Toàn bộ đơn hàng 146.000\u00a0₫ sẽ bị hủy" in pages.main(opened.get(address))

    answer = opened.post(f"{address}huy/", {"reason": "Tôi đặt nhầm"}, follow=True)

    words = pages.main(answer)
    assert "Đơn hàng đã được hủy" in words
    assert order.parcels.get().state == "cancelled"
    again = pages.main(opened.post(f"{address}huy/", follow=True))
    assert "Đơn hàng đã được hủy; bạn" not in again


def test_once_it_is_packed_a_sentence_says_so(opened, order):
    packed(order.parcels.get())

    answer = opened.post(f"/don-hang/{order.code}/huy/", follow=True)

    assert order.parcels.get().state == "packed"
    assert "notice-bad" in answer.content.decode()


def test_a_code_that_is_no_orders_is_no_page(client, order):
    """A browser may know the codes of bookings, too."""
    session = client.session
    session["orders"] = ["ZZZZZZZZZZ"]
    session.save()

    for act in ("", "huy/", "mua-lai/"):
        assert client.post(f"/don-hang/ZZZZZZZZZZ/{act}").status_code == 404


def test_a_stranger_cancels_and_buys_nothing(client, order):
    for act in ("huy", "mua-lai"):
        assert client.post(f"/don-hang/{order.code}/{act}/").status_code == 404
    assert order.parcels.get().state == "to_confirm"


def test_buying_again_fills_the_basket(opened, order):
    answer = opened.post(f"/don-hang/{order.code}/mua-lai/", follow=True)

    assert answer.redirect_chain == [("/gio-hang/", 302)]
    words = pages.main(answer)
    assert "Trong giỏ: 1 sản phẩm của đơn" in words
    assert "Trà Bí đao" in words


def test_a_collection_shows_its_code_and_where(opened, shop, client):
    order = place_order(
        factories.checkout(shop.tea, phone=PHONE, how="collection", point=shop.place.code)
    )
    client.post(f"/don-hang/{order.code}/", {"phone": PHONE})
    parcel = order.parcels.get()
    address, code = f"/don-hang/{order.code}/", parcel.pickup_code

    answer = client.get(address)
    words = pages.main(answer)
    assert f"{code[:3]} {code[3:]}" in words
    assert "Chưa sẵn sàng: chúng tôi sẽ báo khi có hàng" in words
    assert "Trả tại quầy 58.000\u00a0₫" in words
    assert 'class="qr"' in answer.content.decode()
    assert f"/diem-ban/{shop.place.slug}-{shop.place.code}/" in answer.content.decode()

    ready(parcel.code, actor_id=None)
    words = pages.main(client.get(address))
    assert "Hãy đọc mã bên dưới" in words
    assert "Giữ cho bạn đến hết ngày" in words


def test_goods_that_are_brought_to_the_point_say_from_where(shop, client):
    point = factories.place("Điểm bán", seller=shop.place.operator, kind="sales_point")
    set_supplier(point, shop.place, actor_id=None)
    order = place_order(
        factories.checkout(shop.tea, phone=PHONE, how="collection", point=point.code)
    )
    client.post(f"/don-hang/{order.code}/", {"phone": PHONE})

    words = pages.main(client.get(f"/don-hang/{order.code}/"))

    assert "Nhận tại Điểm bán" in words
    assert "Hàng đã đến điểm bán chuyển từ Trung tâm OCOP tỉnh Lâm Đồng" in words


def test_every_state_has_its_words(opened, order):
    """A state that a parcel can be in is shown, whatever it is."""
    parcel = order.parcels.get()
    for state in Parcel.State:
        ended = clock.now() if state in OVER else None
        Parcel.objects.filter(pk=parcel.pk).update(state=state, ended_at=ended)
        assert opened.get(f"/don-hang/{order.code}/").status_code == 200, state


def test_the_page_costs_the_same_however_many_lines(opened, shop, client, settings):
    short = place_order(factories.checkout(shop.tea, phone=PHONE))
    long = place_order(factories.checkout(shop.tea, shop.nuts, phone=PHONE))
    counts = []
    for order in (short, long):
        client.post(f"/don-hang/{order.code}/", {"phone": PHONE})
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/don-hang/{order.code}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_look_up_page_leads_there(client, order):
    answer = client.post("/don-hang/", {"code": order.code.lower(), "phone": "0912.345.678"})

    assert (answer.status_code, answer["Location"]) == (302, f"/don-hang/{order.code}/")
    assert "Trà Bí đao" in pages.main(client.get(answer["Location"]))


def test_the_look_up_page_keeps_what_was_typed(client, order):
    answer = client.post("/don-hang/", {"code": order.code, "phone": "0987654321"})

    assert answer.status_code == 422
    assert "Không có đơn hàng nào với mã và số điện thoại này" in pages.main(answer)
    assert order.code in answer.content.decode()


def test_an_unknown_code_is_no_page(db, client):
    assert client.get("/don-hang/ZZZZZZZZZZ/").status_code == 404


def test_wrong_numbers_of_a_stranger_do_not_lock_the_owner_out(client, order):
    address = f"/don-hang/{order.code}/"
    for _ in range(11):
        client.post(address, {"phone": "0987654321"}, REMOTE_ADDR="203.0.113.9")
    locked = client.post(address, {"phone": "0912345678"}, REMOTE_ADDR="203.0.113.9")
    assert "Nhập sai quá nhiều lần" in pages.main(locked)

    answer = client.post(address, {"phone": "0912345678"}, REMOTE_ADDR="203.0.113.10")

    assert answer.status_code == 302


def test_many_strangers_together_are_stopped(client, order, monkeypatch):
    monkeypatch.setattr("marketplace.orders.known_by_phone.MOST_TRIES_OF_ALL", 12)
    address = f"/don-hang/{order.code}/"
    for number in range(12):
        client.post(address, {"phone": "0987654321"}, REMOTE_ADDR=f"203.0.113.{number}")

    answer = client.post(address, {"phone": "0912345678"}, REMOTE_ADDR="203.0.113.200")

    assert "Nhập sai quá nhiều lần" in pages.main(answer)
