"""The account's pages: orders, addresses, consents, password, own data."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from marketplace import clock, codes
from marketplace.accounts import address_book
from marketplace.accounts.models import Address, Consent, Login
from marketplace.accounts.people import create_person
from marketplace.accounts.receiver import Receiver
from marketplace.orders import mine
from marketplace.orders.models import Booking, ShopOrder
from marketplace.orders.place_order import place_order
from marketplace.places.models import Unit, UnitSuccession
from tests import factories
from tests.handing import hand_over
from tests.web.shop import pages
from tests.web.shop.account.conftest import SECRET

PHONE = "0912 345 678"
TYPED = {
    "phone": "0912.345.678",
    "name": "Nguyễn Thị Mua",
    "province": "68",
    "unit": "24848",
    "address": "Thôn 2",
}


@pytest.fixture
def order(shop, person):
    made = place_order(factories.checkout(shop.tea, quantity=2, phone=PHONE))
    return mine.join(person.pk, made.code)


@pytest.mark.parametrize(
    "page",
    ["", "dia-chi/", "dia-chi/them/", "dong-y/", "mat-khau/", "du-lieu/", "xoa/", "don-hang/them/"],
)
def test_a_guest_is_led_to_the_sign_in(db, client, page):
    answer = client.get(f"/tai-khoan/{page}")

    assert answer["Location"] == f"/tai-khoan/dang-nhap/?next=/tai-khoan/{page}"


def test_my_orders_say_what_and_how_far(signed_in, order):
    words = pages.main(signed_in.get("/tai-khoan/"))

    assert order.code in words
    assert "2 × Trà Bí đao" in words
    assert "Chờ chúng tôi gọi xác nhận" in words
    assert "146.000\u00a0₫" in words


def test_my_order_needs_no_phone_and_nobody_elses_opens(signed_in, order, shop):
    assert "Nguyễn" not in pages.main(signed_in.get(f"/don-hang/{order.code}/"))
    assert "2 × Trà Bí đao" in pages.main(signed_in.get(f"/don-hang/{order.code}/"))
    other = place_order(factories.checkout(shop.nuts, phone=PHONE))

    assert "Số điện thoại đặt hàng" in pages.main(signed_in.get(f"/don-hang/{other.code}/"))


def test_my_bookings_stand_beneath(signed_in, shop, person):
    booked = Booking.objects.create(
        listing=shop.tea,
        user=person,
        code=codes.new_code(),
        client_key="booking",
        language="vi",
        name="Mua",
        phone=PHONE,
        day=date(2026, 12, 24),
        guests=2,
        unit_price=100_000,
        asked_at=clock.now(),
    )

    answer = signed_in.get("/tai-khoan/")

    assert "Đặt chỗ của bạn Trà Bí đao 24/12/2026" in pages.main(answer)
    assert f"/dat-cho/{booked.code}/" in answer.content.decode()


def test_ten_orders_a_page(signed_in, shop, person):
    orders = [place_order(factories.checkout(shop.tea, quantity=1)) for _ in range(2)]
    for one in orders:
        mine.join(person.pk, one.code)
    ShopOrder.objects.filter(user=person).exclude(pk=orders[0].pk).update(user=None)

    words = pages.main(signed_in.get("/tai-khoan/?trang=99"))

    assert orders[0].code in words
    assert orders[1].code not in words


def test_an_earlier_order_is_added(signed_in, shop, person):
    guest = place_order(factories.checkout(shop.tea, phone=PHONE))
    wrong = {"code": guest.code, "phone": "0987654321"}
    refused = signed_in.post("/tai-khoan/don-hang/them/", wrong)
    assert refused.status_code == 422
    assert "Không có đơn hàng nào" in pages.main(refused)

    signed_in.post("/tai-khoan/don-hang/them/", {"code": guest.code, "phone": PHONE})

    assert mine.is_of(guest.code, person.pk)


def test_an_order_of_this_browser_is_kept_by_one_press(signed_in, shop, person):
    guest = place_order(factories.checkout(shop.tea, phone=PHONE))
    signed_in.post(f"/don-hang/{guest.code}/", {"phone": PHONE})
    assert "Lưu vào tài khoản của tôi" in pages.main(signed_in.get(f"/don-hang/{guest.code}/"))

    signed_in.post("/tai-khoan/don-hang/them/", {"code": guest.code})

    assert mine.is_of(guest.code, person.pk)
    assert "Lưu vào tài khoản" not in pages.main(signed_in.get(f"/don-hang/{guest.code}/"))


def test_an_order_placed_signed_in_is_the_accounts(signed_in, shop, put, person):
    put(shop.tea)
    page = signed_in.get("/dat-hang/")
    hidden = {
        name: pages.attribute(page, f'name="{name}" value="(.*?)"')
        for name in ("client_key", "agreed_total", "agreed")
    }
    answer = signed_in.post("/dat-hang/", {**hidden, **TYPED, "how": "delivery"})
    if answer.status_code != 302:  # the commune was chosen just now: look at the fee, press again
        hidden |= {
            name: pages.attribute(answer, f'name="{name}" value="(.*?)"')
            for name in ("agreed_total", "agreed")
        }
        answer = signed_in.post("/dat-hang/", {**hidden, **TYPED, "how": "delivery"})

    assert answer.status_code == 302
    assert ShopOrder.objects.get().user_id == person.pk


def test_an_address_is_added_changed_and_deleted(shop, signed_in, person):
    signed_in.post("/tai-khoan/dia-chi/them/", TYPED)
    address = Address.objects.get(user=person)
    assert (address.phone, address.unit.code, address.is_default) == ("+84912345678", "24848", True)
    words = pages.main(signed_in.get("/tai-khoan/dia-chi/"))
    assert "Thôn 2, Xã Lạc Dương, Lâm Đồng" in words

    edit = f"/tai-khoan/dia-chi/{address.code}/"
    assert 'value="Thôn 2"' in signed_in.get(edit).content.decode()
    signed_in.post(edit, {**TYPED, "address": "Thôn 3"})
    assert "Thôn 3" in pages.main(signed_in.get("/tai-khoan/dia-chi/"))

    signed_in.post(f"{edit}xoa/")
    assert "Chưa có địa chỉ nào" in pages.main(signed_in.get("/tai-khoan/dia-chi/"))


def test_a_bad_address_keeps_what_was_typed(shop, signed_in):
    answer = signed_in.post("/tai-khoan/dia-chi/them/", {**TYPED, "phone": "không", "unit": ""})

    assert answer.status_code == 422
    words = pages.main(answer)
    assert "Hãy chọn xã" in words
    assert 'value="Nguyễn Thị Mua"' in answer.content.decode()
    assert not Address.objects.exists()


def test_without_a_script_the_province_brings_its_communes(shop, signed_in):
    typed = {"province": "68", "name": "Mua", "choose_province": "1"}

    answer = signed_in.post("/tai-khoan/dia-chi/them/", typed)

    assert answer.status_code == 200
    assert '<option value="24848">' in answer.content.decode()
    assert 'value="Mua"' in answer.content.decode()


def test_a_merged_commune_says_the_new_one_and_offers_it(shop, signed_in, person):
    old, new = factories.commune("24781", "Đơn Dương"), factories.commune()
    receiver = Receiver("Mua", PHONE, old.pk, "Thôn 2")
    address = address_book.save(person.pk, receiver)
    Unit.objects.filter(pk=old.pk).update(valid_until=date(2026, 6, 30))
    UnitSuccession.objects.create(old=old, new=new, source="test")

    assert "Xã này nay thuộc Xã Lạc Dương, Lâm Đồng" in pages.main(
        signed_in.get("/tai-khoan/dia-chi/")
    )
    form = signed_in.get(f"/tai-khoan/dia-chi/{address.code}/").content.decode()
    assert '<option value="24848" selected>' in form


def test_anothers_address_is_no_page(shop, signed_in):
    other = create_person(phone="0987654321")
    theirs = address_book.save(other.pk, Receiver("Họ", PHONE, factories.commune().pk, "Thôn 2"))

    assert signed_in.get(f"/tai-khoan/dia-chi/{theirs.code}/").status_code == 404
    signed_in.post(f"/tai-khoan/dia-chi/{theirs.code}/xoa/")
    signed_in.post(f"/tai-khoan/dia-chi/{theirs.code}/mac-dinh/")
    assert Address.objects.filter(user=other).exists()


def test_consents_are_off_and_each_change_stands_in_the_log(signed_in, person):
    assert "checked" not in signed_in.get("/tai-khoan/dong-y/").content.decode()

    signed_in.post("/tai-khoan/dong-y/", {"order_sms": "1"})
    signed_in.post("/tai-khoan/dong-y/", {})

    given = list(Consent.objects.order_by("pk").values_list("purpose", "is_given"))
    assert given == [("order_sms", True), ("order_sms", False)]
    words = pages.main(signed_in.get("/tai-khoan/dong-y/"))
    assert words.index("rút lại: Nhắn tin SMS") < words.index("đồng ý: Nhắn tin SMS")


def test_a_changed_password_keeps_this_browser_and_ends_the_others(signed_in, person, client):
    from django.test import Client

    other = Client()
    other.force_login(person)
    right = {"old": SECRET, "password": "một câu khác hẳn"}

    assert signed_in.post("/tai-khoan/mat-khau/", right).status_code == 302

    assert signed_in.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302


def test_a_wrong_old_password_changes_nothing(signed_in, person):
    answer = signed_in.post("/tai-khoan/mat-khau/", {"old": "x", "password": "một câu khác hẳn"})

    assert answer.status_code == 422
    assert "Đây không phải mật khẩu hiện tại" in pages.main(answer)


def test_my_data_is_a_file(signed_in, order):
    answer = signed_in.post("/tai-khoan/du-lieu/tai-ve/")

    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    assert order.code in zipfile.ZipFile(BytesIO(answer.content)).read("data.html").decode()
    assert signed_in.get("/tai-khoan/du-lieu/tai-ve/").status_code == 405


def test_erasing_says_what_is_in_the_way_and_then_ends_the_session(signed_in, order, person):
    words = pages.main(signed_in.get("/tai-khoan/xoa/"))
    assert f"Các đơn này chưa xong: {order.code}" in words
    assert signed_in.post("/tai-khoan/xoa/", {"password": SECRET}).status_code == 422

    hand_over(order.parcels.get().code, actor_id=None)
    assert signed_in.post("/tai-khoan/xoa/", {"password": "x"}).status_code == 422
    answer = signed_in.post("/tai-khoan/xoa/", {"password": SECRET}, follow=True)

    assert "Tài khoản của bạn đã được xóa" in pages.words(answer)
    assert Login.objects.get(user=person).phone is None
    assert signed_in.get("/tai-khoan/").status_code == 302
    assert ShopOrder.objects.get().name == ""


@pytest.mark.parametrize("odd", ["\0", "x" * 5000, "🙂", "%00", "-1"])
def test_odd_input_is_answered_in_words(signed_in, order, odd):
    fields = (
        *("username", "password", "who", "code", "old", "phone", "name", "province", "unit"),
        *("address", "reason", "next"),
    )
    for address in (
        *("dang-nhap/", "dang-ky/", "quen-mat-khau/", "ma/", "mat-khau-moi/", "mat-khau/"),
        *("dia-chi/them/", "xoa/", "don-hang/them/"),
    ):
        answer = signed_in.post(f"/tai-khoan/{address}", dict.fromkeys(fields, odd), follow=True)
        assert answer.status_code in (200, 404, 422), address
    assert signed_in.get("/tai-khoan/", {"trang": odd}).status_code == 200


def test_the_list_costs_the_same_however_many(signed_in, shop, person, django_assert_num_queries):
    for _ in range(3):
        mine.join(person.pk, place_order(factories.checkout(shop.tea)).code)

    with django_assert_num_queries(9):
        signed_in.get("/tai-khoan/")
