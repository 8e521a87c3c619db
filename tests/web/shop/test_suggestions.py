"""What the search field offers while one types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.web.shop import pages

ADDRESS = "/san-pham/goi-y/"


def offered(client, typed):
    """(name, where it leads) of each option."""
    import html
    import re

    source = client.get(ADDRESS, {"q": typed}).content.decode()
    found = re.findall(r'data-url="([^"]*)" aria-selected="false">(.*?)<br>', source)
    return [(html.unescape(name), url) for url, name in found]


def test_products_and_producers_by_name_without_marks(shop, client):
    maker = f"/nha-san-xuat/{shop.maker.slug}-{shop.maker.code}/"

    assert offered(client, "hat di") == [("Hạt Điều rang muối", shop.address(shop.nuts))]
    assert offered(client, "hop tac xa che") == [("Hợp tác xã Chè Lạc Dương", maker)]
    # By another name of the same thing too; the co-operative's honey is no tea.
    assert offered(client, "tea") == [
        ("Trà Bí đao", shop.address(shop.tea)),
        ("Hợp tác xã Chè Lạc Dương", maker),
    ]


@pytest.mark.parametrize("typed", ["", "h", "%", "🍵", "lam dong", "zzzz", "a\0"])
def test_nothing_is_offered_for_what_is_no_name(shop, client, typed):
    answer = client.get(ADDRESS, {"q": typed})

    assert answer.status_code == 200
    assert "option" not in answer.content.decode()


def test_at_most_eight_and_always_two_queries(shop, client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS, {"q": "tra"})
        return len(captured)

    few = queries()
    for number in range(12):
        factories.listing(factories.certified(f"Trà số {number}"), at=shop.place)

    assert len(offered(client, "tra so")) == 8
    assert queries() == few == 2


def test_a_star_that_ended_takes_its_unsold_product_along(shop, client, set_clock):
    assert [name for name, url in offered(client, "mat ong")] == ["Mật ong Bảo Lộc"]

    set_clock("2029-08-06T00:00:01+07:00")

    assert offered(client, "mat ong") == []


def test_the_header_names_the_address(shop, client):
    assert pages.attribute(client.get("/"), 'data-suggest="(.*?)"') == ADDRESS
    assert pages.attribute(client.get("/en/"), 'data-suggest="(.*?)"') == f"/en{ADDRESS}"


def test_names_cannot_become_markup(shop, client):
    factories.listing(factories.certified('<b>Bánh</b> "tráng"'), at=shop.place)

    source = client.get(ADDRESS, {"q": "banh"}).content.decode()

    assert "&lt;b&gt;Bánh" in source
    assert "<b>" not in source
