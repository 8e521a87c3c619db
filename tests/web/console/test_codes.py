"""A code in an address is a code, or there is no such page."""

import pytest
from django.urls import URLPattern, get_resolver

from marketplace.accounts.models import Role
from marketplace.web.console.urls import urlpatterns


def test_every_code_in_the_consoles_addresses_is_checked():
    shapes = [str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern)]

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
