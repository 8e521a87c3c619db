"""The list: filters, counts, order, search, pages, and how many queries it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.orders.place_order import place_order
from marketplace.web.shop import products
from tests import factories
from tests.web.shop import pages

LIST = "/san-pham/"


def found(client, query=""):
    return pages.card_names(client.get(LIST + query))


def test_all_that_is_shown_offers_first(shop, client):
    assert found(client) == ["Hạt Điều rang muối", "Trà Bí đao", "Mật ong Bảo Lộc"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?nhom=do-uong", ["Trà Bí đao"]),
        ("?sao=4", ["Hạt Điều rang muối"]),
        ("?sao=5", []),
        ("?tinh=lam-dong&nhom=thuc-pham&sao=3", ["Mật ong Bảo Lộc"]),
        ("?xep=gia", ["Trà Bí đao", "Hạt Điều rang muối", "Mật ong Bảo Lộc"]),
        ("?xep=ten", ["Hạt Điều rang muối", "Mật ong Bảo Lộc", "Trà Bí đao"]),
        ("?q=hat+dieu", ["Hạt Điều rang muối"]),
        ("?q=TRÀ", ["Trà Bí đao", "Mật ong Bảo Lộc"]),  # honey of a co-operative called Chè
        ("?q=cashew", ["Hạt Điều rang muối"]),
        ("?ban=dang-ban", ["Hạt Điều rang muối", "Trà Bí đao"]),
        ("?q=che+lac+duong", ["Trà Bí đao", "Mật ong Bảo Lộc"]),
    ],
)
def test_the_address_says_what_is_chosen(shop, client, query, names):
    assert found(client, query) == names


def test_every_choice_has_its_count(shop, client):
    answer = client.get(LIST + "?nhom=thuc-pham")

    assert pages.facet(answer, "nhom") == {"thuc-pham": 2, "do-uong": 1}
    assert pages.facet(answer, "sao") == {"4": 1, "3": 1}
    assert pages.facet(answer, "tinh") == {"lam-dong": 2}


def test_choosing_keeps_the_other_choices_and_starts_at_page_one(shop, client):
    answer = client.get(LIST + "?q=a&nhom=thuc-pham&sao=3&xep=gia")

    assert pages.attribute(answer, r'href="([^"]*)" id="tinh-lam-dong"') == (
        "/san-pham/?q=a&nhom=thuc-pham&tinh=lam-dong&sao=3&xep=gia"
    )
    # What is chosen is given back by choosing it once more.
    assert pages.attribute(answer, r'href="([^"]*)" id="sao-3"') == (
        "/san-pham/?q=a&nhom=thuc-pham&xep=gia"
    )


@pytest.mark.parametrize(
    "query",
    [
        "?nhom=khong-co",
        "?sao=9",
        "?sao=x",
        "?tinh=zz",
        "?ban=la",
        "?gia=abc",
        "?xep=la",
        "?trang=0",
        "?trang=-1",
        "?trang=1e3",
    ],
)
def test_a_choice_that_does_not_exist_is_left_out(shop, client, query):
    answer = client.get(LIST + query)

    assert answer.status_code == 200
    assert len(pages.card_names(answer)) == 3
    assert pages.attribute(answer, r'rel="canonical" href="[^"]*?(/san-pham/[^"]*)"') == LIST


def test_nothing_found_says_what_to_do(shop, client):
    words = pages.main(client.get(LIST + "?q=zzzzqqq"))

    assert "Không tìm thấy sản phẩm nào" in words
    assert "gõ không dấu" in words


def test_an_unknown_place_says_so_beside_the_field_and_hides_nothing(shop, client):
    answer = client.get(LIST + "?tinh=Xứ+Không+Có")

    assert "Không có tỉnh, huyện hay xã nào tên “Xứ Không Có”." in pages.main(answer)
    assert 'aria-describedby="place-problem"' in answer.content.decode()
    assert len(pages.card_names(answer)) == 3


def test_an_old_province_name_finds_the_new_province(shop, client):
    from marketplace.places.models import Level, Scheme, Unit, UnitSuccession

    old = Unit.objects.create(
        scheme=Scheme.GSO, level=Level.PROVINCE, code="67", name="Đắk Nông", kind="tỉnh",
        full_name="Tỉnh Đắk Nông", folded="tinh dak nong", sort_key="x", valid_until="2025-06-30",
    )  # fmt: skip
    UnitSuccession.objects.create(old=old, new=factories.province(), is_default=True, source="x")

    answer = client.get(LIST, {"tinh": "dak nong"})

    assert "“dak nong” nay thuộc Tỉnh Lâm Đồng." in pages.main(answer)
    assert len(pages.card_names(answer)) == 3
    assert 'id="tinh-lam-dong" rel="nofollow" aria-current="true"' in answer.content.decode()


def test_what_was_typed_cannot_become_markup(shop, client):
    source = client.get(LIST, {"q": '"><script>alert(1)</script>', "tinh": "<b>x"}).content.decode()

    assert "<script>alert" not in source
    assert "<b>x" not in source
    assert client.get(LIST, {"q": "a\0b"}).status_code == 200


def test_a_page_past_the_end_leads_to_the_last(shop, client):
    answer = client.get(LIST + "?trang=9&nhom=thuc-pham")

    assert answer.status_code == 302
    assert answer["Location"] == "/san-pham/?nhom=thuc-pham"


def test_the_star_is_gone_from_list_and_counts_the_second_it_ends(shop, client, set_clock):
    set_clock("2029-08-05T23:59:59+07:00")
    assert "OCOP 4 sao" in pages.main(client.get(LIST))

    set_clock("2029-08-06T00:00:01+07:00")
    answer = client.get(LIST)
    assert "sao" not in pages.main(answer).replace("Nhiều sao trước", "").replace(
        "Hạng sao OCOP", ""
    )
    assert pages.facet(answer, "sao") == {}
    # Offers stay on sale without their star; what nobody sells is shown no more.
    assert pages.card_names(answer) == ["Hạt Điều rang muối", "Trà Bí đao"]


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_however_long_it_is(shop, client):
    few = queries(client, LIST)
    for _ in range(8):
        factories.listing(at=shop.place)

    assert queries(client, LIST) == few
    assert few <= 14


def test_more_than_a_page_has_page_links(shop, client, monkeypatch):
    monkeypatch.setattr("marketplace.catalogue.search.PAGE", 2)

    first, second = client.get(LIST), client.get(LIST + "?trang=2")

    assert len(pages.card_names(first)) == 2
    assert pages.card_names(second) == ["Mật ong Bảo Lộc"]
    assert 'href="/san-pham/?trang=2"' in first.content.decode()
    assert products.page_links(5, 20, str)[1].is_gap


@pytest.mark.parametrize("typed", ["%", "_", "🍵", "?!"])
def test_only_signs_find_nothing_and_the_page_says_so(shop, client, typed):
    answer = client.get(LIST, {"q": typed})

    assert pages.card_names(answer) == []
    assert "Không có chữ hay số nào để tìm" in pages.main(answer)


def test_an_empty_shop_says_so_and_leads_elsewhere(db, client):
    answer = client.get(LIST)

    words = pages.main(answer)
    assert "Chưa có sản phẩm nào" in words
    assert "Hãy thử ít từ hơn" not in words
    assert 'class="button" href="/"' in answer.content.decode()


def test_what_is_on_sale_and_in_stock_can_be_chosen_and_is_counted(shop, client):
    place_order(factories.checkout(shop.tea, quantity=10))  # all there is

    answer = client.get(LIST + "?ban=con-hang")

    assert pages.card_names(answer) == ["Hạt Điều rang muối"]
    assert pages.facet(answer, "ban") == {"dang-ban": 2, "con-hang": 1}
    assert pages.facet(answer, "sao") == {"4": 1}
    assert pages.facet(client.get(LIST + "?sao=4"), "ban") == {"dang-ban": 1, "con-hang": 1}
    # The province form carries it on.
    assert '<input type="hidden" name="ban" value="con-hang">' in answer.content.decode()
