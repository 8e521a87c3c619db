import pytest
from django.test import RequestFactory

from marketplace.accounts.sign_in_limits import anonymous, client_address, typed_name


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("0912 345 678", "phone:+84912345678"),
        ("+84912345678", "phone:+84912345678"),
        (" Admin ", "name:admin"),
        ("A@Example.com", "email:a@example.com"),
        ("Nguyễn Văn", "nguyễn văn"),
        ("", None),
    ],
)
def test_spellings_of_one_name_count_as_one(typed, counted):
    request = RequestFactory().post("/", {"username": typed})

    assert typed_name(request) == counted


def test_the_name_in_the_form_counts_before_the_address_saleor_keeps():
    request = RequestFactory().post("/", {"username": "admin"})

    assert typed_name(request, {"username": "0a1b@person.invalid"}) == "name:admin"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.9", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_a_client_can_not_choose_the_address_it_is_counted_by(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    request = RequestFactory(headers=headers).post("/", REMOTE_ADDR="10.0.0.1")

    assert client_address(request) == address


def test_the_log_line_names_nobody():
    assert anonymous("admin", "10.0.0.1", "agent", "/path", None) == "a client"
