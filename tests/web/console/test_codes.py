"""A code in an address is a code, or there is no such page."""

import pytest
from django.urls import URLPattern, get_resolver

from marketplace.accounts.models import Role
from marketplace.web.console.goods.urls import urlpatterns as of_goods
from marketplace.web.console.urls import urlpatterns
from tests import factories
from tests.whole.goods.changes import asked_for


def test_every_code_in_the_consoles_addresses_is_checked():
    shapes = [str(one.pattern) for one in (*urlpatterns, *of_goods) if isinstance(one, URLPattern)]

    assert any("<code:code>" in shape for shape in shapes)
    assert [shape for shape in shapes if "<str:" in shape or "<path:" in shape] == []
    assert get_resolver()  # the converter is known


@pytest.mark.parametrize("code", ["%00", "A%00BCDEFGHJ", "x" * 300, "%C3%28", "AAAAAAAAAAA"])
@pytest.mark.parametrize(
    "address",
    [
        "don-hang/{}/",
        "san-pham/{}/",
        "san-pham/{}/dua-len-ban/",
        "chung-nhan/{}/sua/",
        "chung-nhan/them/?of={}",
        "de-nghi/{}/",
        "nhap-danh-sach/{}/",
    ],
)
def test_what_is_no_code_is_no_page(signed_in, shops, address, code):
    client = signed_in(Role.ADMINISTRATOR)

    assert client.get("/quan-ly/" + address.format(code)).status_code == 404


def test_a_lot_code_that_no_database_takes_is_no_page(signed_in, shops):
    listing = factories.listing(at=shops.centre)
    page = f"/quan-ly/ton-kho/{listing.code}/lo/"
    client = signed_in(Role.ADMINISTRATOR)

    assert client.get(f"{page}L1/").status_code == 200
    assert client.get(f"{page}L1%00/").status_code == 404


@pytest.mark.parametrize("room", ["hao-hut", "nhap-hang"])
def test_a_digest_that_no_database_takes_is_no_page(signed_in, shops, room):
    listing = factories.listing(at=shops.centre)
    made = {
        "hao-hut": lambda: asked_for(shops.centre),
        "nhap-hang": lambda: factories.delivery(listing, at=shops.centre),
    }[room]()
    client = signed_in(Role.ADMINISTRATOR)

    assert client.get(f"/quan-ly/{room}/{made.code}/giay-to/%00/").status_code == 404
