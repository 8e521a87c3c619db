"""Into an account: by a code, by a password, by a code again; and never a word about who has one."""

import pytest

from marketplace.accounts.models import Login, Membership, Role
from marketplace.accounts.people import find_person
from marketplace.accounts.sign_in import STAFF_SESSION_SECONDS
from tests.staff import PASSWORD, make_person
from tests.web.shop import pages
from tests.web.shop.account.conftest import PHONE, SECRET

pytestmark = pytest.mark.django_db
SIGN_UP, CODE, NEW = "/tai-khoan/dang-ky/", "/tai-khoan/ma/", "/tai-khoan/mat-khau-moi/"
SIGN_IN = "/tai-khoan/dang-nhap/"


def test_three_steps_make_an_account_and_the_basket_stays(shop, client, put, code_sent):
    put(shop.tea)
    assert client.post(SIGN_UP, {"who": "0912 345 678"})["Location"] == CODE
    words = pages.main(client.get(CODE))
    assert "•••• 678" in words
    assert "0912" not in words

    assert client.post(CODE, {"code": code_sent()})["Location"] == NEW
    answer = client.post(NEW, {"password": SECRET}, follow=True)

    assert answer.redirect_chain == [("/tai-khoan/", 302)]
    assert "Chưa có đơn hàng nào" in pages.main(answer)
    assert Login.objects.get().phone == PHONE
    assert "Trà Bí đao" in pages.main(client.get("/gio-hang/"))
    assert client.session.get_expiry_age() > STAFF_SESSION_SECONDS


def test_a_wrong_code_is_said_beside_the_field(client, code_sent):
    client.post(SIGN_UP, {"who": "0912 345 678"})
    right = code_sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    answer = client.post(CODE, {"code": wrong})

    assert answer.status_code == 422
    assert "Đây không phải sáu chữ số đã gửi" in pages.main(answer)
    assert f'value="{wrong}"' in answer.content.decode()
    assert client.post(CODE, {"code": right})["Location"] == NEW


def test_the_password_page_is_closed_to_who_has_no_code(client):
    assert "Không có mã nào đang chờ" in pages.main(client.get(NEW))
    client.post(SIGN_UP, {"who": "0912 345 678"})

    answer = client.post(NEW, {"password": SECRET})

    assert "Không có mã nào đang chờ" in pages.main(answer)
    assert not Login.objects.exists()


def test_another_code_ends_the_first(client, code_sent):
    client.post(SIGN_UP, {"who": "0912 345 678"})
    first = code_sent()
    assert client.post(CODE, {"again": "1"})["Location"] == CODE
    second = code_sent()

    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second})["Location"] == NEW


def test_no_page_tells_who_has_an_account(client, person, code_sent):
    def told(who):
        client.cookies.clear()
        seen = []
        for address in (SIGN_UP, "/tai-khoan/quen-mat-khau/"):
            answer = client.post(address, {"who": who})
            seen += [answer.status_code, answer["Location"], pages.main(client.get(CODE))]
        answer = client.post(SIGN_IN, {"username": who, "password": "wrong"})
        return [*seen, answer.status_code, pages.main(answer)]

    assert told("0912 345 678") == told("0987 654 678")  # the first one has


def test_a_forgotten_password_is_a_code_away(client, person, code_sent):
    client.post("/tai-khoan/quen-mat-khau/", {"who": "0912345678"})
    client.post(CODE, {"code": code_sent()})
    client.post(NEW, {"password": "một câu khác hẳn"})

    assert client.session["_auth_user_id"] == str(person.pk)
    assert find_person(PHONE).check_password("một câu khác hẳn")


def test_a_weak_password_keeps_the_code(client, code_sent):
    client.post(SIGN_UP, {"who": "0912 345 678"})
    client.post(CODE, {"code": code_sent()})

    answer = client.post(NEW, {"password": "12345"})

    assert answer.status_code == 422
    assert "quá ngắn" in pages.main(answer)
    assert "12345" not in answer.content.decode()
    assert client.post(NEW, {"password": SECRET}).status_code == 302


@pytest.mark.parametrize("typed", ["0912 345 678", "+84912345678"])
def test_signing_in_leads_where_one_was_going(client, person, typed):
    assert client.get("/tai-khoan/dia-chi/")["Location"] == f"{SIGN_IN}?next=/tai-khoan/dia-chi/"

    right = {"username": typed, "password": SECRET, "next": "/tai-khoan/dia-chi/"}
    assert client.post(SIGN_IN, right)["Location"] == "/tai-khoan/dia-chi/"


@pytest.mark.parametrize("asked", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_signing_in_leads_nowhere_else(client, person, asked):
    right = {"username": PHONE, "password": SECRET, "next": asked}

    assert client.post(SIGN_IN, right)["Location"] == "/tai-khoan/"


def test_ten_wrong_tries_are_enough_and_the_shop_says_so(client, person):
    for _ in range(10):
        answer = client.post(SIGN_IN, {"username": PHONE, "password": "wrong"})
    assert answer.status_code == 429
    assert "Chợ OCOP" in pages.words(answer)
    assert "Đăng ký tài khoản" in pages.main(answer)

    right = {"username": PHONE, "password": SECRET}
    assert client.post(SIGN_IN, right).status_code == 429


def test_staff_who_sign_in_at_the_shop_have_a_working_day(shop, client):
    clerk = make_person("nguoi-kho", Role.CLERK, place=shop.place)

    client.post(SIGN_IN, {"username": "nguoi-kho", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(clerk.pk)
    assert client.session.get_expiry_age() == STAFF_SESSION_SECONDS
    assert Membership.objects.filter(user=clerk).exists()


def test_signing_out_leaves_nothing_behind(shop, signed_in, put):
    put(shop.tea)
    assert "Trà Bí đao" in pages.main(signed_in.get("/gio-hang/"))

    signed_in.post("/tai-khoan/dang-xuat/")

    assert signed_in.get("/tai-khoan/").status_code == 302
    assert "Trà Bí đao" not in pages.main(signed_in.get("/gio-hang/"))


def test_the_account_stands_in_the_header(db, client):
    assert 'href="/tai-khoan/"' in client.get("/").content.decode()
