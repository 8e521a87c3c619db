import logging

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.test import RequestFactory

from marketplace.accounts import backend
from marketplace.accounts.people import create_person
from marketplace.saleor_bridge import users

pytestmark = pytest.mark.django_db

SECRET = "đúng mật khẩu 9"


def sign_in(username, password=SECRET):
    request = RequestFactory().post("/", {"username": username, "password": password})
    return authenticate(request, username=username, password=password)


@pytest.fixture
def person():
    return create_person(name="kho", phone="0912345678", email="kho@example.com", password=SECRET)


@pytest.mark.parametrize(
    "typed", ["kho", " Kho ", "0912 345 678", "+84912345678", "84912345678", "KHO@example.com"]
)
def test_a_person_signs_in_by_name_phone_or_address(person, typed):
    assert sign_in(typed) == person


def test_a_wrong_password_is_refused(person):
    assert sign_in("kho", SECRET + " ") is None
    assert sign_in("kho", "") is None


def test_saleors_own_address_is_no_way_in(person):
    assert sign_in(person.email) is None


def test_a_closed_account_is_refused_and_its_session_ends(person):
    users.close(person)

    assert sign_in("kho") is None
    assert backend.LoginBackend().get_user(person.pk) is None


def test_an_account_without_a_password_lets_nobody_in():
    create_person(name="kho")

    assert sign_in("kho", "") is None
    assert sign_in("kho", "!") is None


def test_an_unknown_name_costs_one_hashing_as_a_wrong_password_does(person, monkeypatch):
    hashed = []
    monkeypatch.setattr(backend, "make_password", lambda password: hashed.append(password))

    assert sign_in("nobody") is None
    assert sign_in("0900000000") is None

    assert hashed == [SECRET, SECRET]


def test_a_password_hashed_the_old_way_is_hashed_anew_at_sign_in(settings):
    old, new = (f"django.contrib.auth.hashers.{way}PasswordHasher" for way in ("MD5", "PBKDF2"))
    settings.PASSWORD_HASHERS = [old]
    person = create_person(name="kho", password=SECRET)
    assert person.password.startswith("md5$")

    settings.PASSWORD_HASHERS = [new, old]
    assert sign_in("kho", "wrong") is None
    person.refresh_from_db()
    assert person.password.startswith("md5$")
    assert sign_in("kho") == person

    person.refresh_from_db()
    assert person.password.startswith("pbkdf2_sha256$")


def test_signing_in_gives_no_django_permission(person):
    assert person.get_all_permissions() == set()
    assert not person.has_perm("order.manage_orders")


def test_the_logs_name_nobody(person, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in("0912 345 678", "wrong")
        sign_in("kho@example.com", "wrong")
        sign_in("kho")

    for personal in ("912", "kho", "example.com", "127.0.0.1", "wrong", SECRET):
        assert personal not in caplog.text


def test_signing_in_writes_nothing_into_saleors_row(person, client):
    client.force_login(person, backend="marketplace.accounts.backend.LoginBackend")

    assert get_user_model().objects.get(pk=person.pk).last_login is None
