"""The shopper says a commune once, by any of its names; promises follow it."""

import pytest

from marketplace.places.models import Unit
from tests import factories
from tests.web.shop import pages

WHERE = "/xa-cua-toi/"


@pytest.fixture
def communes(shop):
    da_nang = factories.province("48", "Đà Nẵng")
    found = [
        factories.commune("20194", "Hải Châu", da_nang),
        factories.commune("20197", "Hải Vân", da_nang),
    ]
    for unit, names in zip(
        found, (" phuong hai chau da nang", " phuong hai van da nang"), strict=True
    ):
        Unit.objects.filter(pk=unit.pk).update(search_names=names)
    return found


def test_the_promise_speaks_of_the_commune(shop, client, communes):
    there = shop.address(shop.tea)

    answer = client.post(WHERE, {"commune_text": "hai chau", "next": there})

    assert answer["Location"] == there
    assert "Giao đến Xã Hải Châu:" in pages.main(client.get(there))
    client.post("/gio-hang/them/", {"listing": shop.tea.code, "quantity": 1})
    assert "Giao đến Xã Hải Châu:" in pages.main(client.get("/gio-hang/"))
    assert '<option value="20194" selected>' in client.get("/dat-hang/").content.decode()


def test_the_code_of_a_suggestion_goes_before_the_words(shop, client, communes):
    client.post(WHERE, {"commune": "20197", "commune_text": "hai", "next": "/gio-hang/"})

    assert client.session["commune"] == "20197"


def test_several_are_asked_about(shop, client, communes):
    answer = client.post(WHERE, {"commune_text": "hai", "next": "/gio-hang/"})

    assert answer.status_code == 200
    source = answer.content.decode()
    assert 'name="commune" value="20194"' in source and 'value="20197"' in source
    assert "commune" not in client.session


def test_none_is_said_so_and_nothing_forgets(shop, client, communes):
    answer = client.post(WHERE, {"commune_text": "khong co", "next": "/gio-hang/"}, follow=True)
    assert "Không có xã, phường nào tên “khong co”" in pages.main(answer)

    client.post(WHERE, {"commune": "20194"})
    client.post(WHERE, {"commune_text": " "})
    assert client.session["commune"] == ""


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com/", "x", ""])
def test_nobody_is_sent_to_another_site(shop, client, communes, address):
    answer = client.post(WHERE, {"commune": "20194", "next": address})

    assert answer["Location"] == "/gio-hang/"


def test_the_terms_say_their_days(shop, client):
    words = pages.main(client.get("/dieu-kien/"))

    assert "Trong vòng 7 ngày" in words and "giữ thêm 3 ngày" in words


@pytest.mark.parametrize("field", ["commune", "commune_text", "next"])
def test_a_byte_that_no_text_has_is_no_fault(shop, client, communes, field):
    answer = client.post(WHERE, {field: "a\0"})

    assert answer.status_code == 302
    assert client.get("/dat-hang/xa/", {"province": "\0", "q": "\0"}).status_code == 200
