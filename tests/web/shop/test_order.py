import pytest

from marketplace.orders import fulfil
from marketplace.orders.place_order import place_order
from tests import factories
from tests.web.shop import pages


@pytest.fixture
def order(shop):
    return place_order(factories.checkout(shop.tea, quantity=2, note="Gọi trước"))


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


def test_the_page_follows_the_parcel(opened, order):
    address = f"/don-hang/{order.code}/"
    parcel = order.parcels.get()
    assert "Cảm ơn bạn, đơn hàng đã được nhận" in pages.main(opened.get(address))

    fulfil.hand_over(parcel.code, actor_id=None, client_key="k")

    words = pages.main(opened.get(address))
    assert "Đơn hàng đã giao xong" in words
    assert "Trả khi nhận hàng" not in words


def test_a_cancelled_order_says_why(opened, order):
    fulfil.cancel(order.parcels.get().code, actor_id=None, reason="Khách đổi ý")

    words = pages.main(opened.get(f"/don-hang/{order.code}/"))

    assert "Đơn hàng đã bị hủy" in words
    assert "Khách đổi ý" in words


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
    monkeypatch.setattr("marketplace.web.shop.order.MOST_TRIES_OF_ALL", 12)
    address = f"/don-hang/{order.code}/"
    for number in range(12):
        client.post(address, {"phone": "0987654321"}, REMOTE_ADDR=f"203.0.113.{number}")

    answer = client.post(address, {"phone": "0912345678"}, REMOTE_ADDR="203.0.113.200")

    assert "Nhập sai quá nhiều lần" in pages.main(answer)
