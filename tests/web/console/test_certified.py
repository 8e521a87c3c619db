from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.certification.models import Certificate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_22nd_of_november_2026(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.day_start(date(2026, 11, 22)))


@pytest.fixture
def page(signed_in):
    client = signed_in(Role.ADMINISTRATOR)

    def get(**asked):
        return client.get(reverse("console:certified"), asked)

    return get


def names(response):
    return [row.product.name for row in response.context["rows"]]


@pytest.fixture
def products(shops):
    honey = factories.certified("Mật ong Đắk Nông", stars=4)
    factories.certified("Cà phê", decided_on=date(2024, 2, 1))  # until 01/02/2027
    factories.certified("Hạt điều", decided_on=date(2023, 1, 1))  # until 01/01/2026
    factories.certified("Rượu cần", stars=2)
    waiting = factories.certified("Măng khô", decided_on=date(2022, 1, 1))
    Certificate.objects.create(
        certified_product=waiting,
        stars=3,
        state=Certificate.State.PENDING,
        source_level=Certificate.Level.PROPOSAL,
        recorded_at=clock.now(),
    )
    factories.listing(honey, at=shops.centre)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["Cà phê", "Hạt điều", "Măng khô", "Mật ong Đắk Nông", "Rượu cần"]),
        ({"state": "starred"}, ["Cà phê", "Mật ong Đắk Nông"]),
        ({"state": "expiring"}, ["Cà phê"]),
        ({"state": "pending"}, ["Măng khô"]),
        ({"state": "unstarred"}, ["Hạt điều", "Măng khô", "Rượu cần"]),
        ({"on_sale": "yes"}, ["Mật ong Đắk Nông"]),
        ({"state": "starred", "on_sale": "no"}, ["Cà phê"]),
        ({"q": "mat ong"}, ["Mật ong Đắk Nông"]),
        ({"q": "ĐẮK"}, ["Mật ong Đắk Nông"]),
        ({"q": "không có"}, []),
        ({"state": "nonsense"}, ["Cà phê", "Hạt điều", "Măng khô", "Mật ong Đắk Nông", "Rượu cần"]),
    ],
)
def test_the_address_says_what_is_shown(products, page, asked, shown):
    assert names(page(**asked)) == shown


def test_a_decision_is_found_by_its_number(products, page):
    number = Certificate.objects.get(certified_product__name="Rượu cần").number

    assert names(page(q=number)) == ["Rượu cần"]


def test_each_row_says_what_state_its_certificate_is_in(products, page):
    found = {row.product.name: row for row in page().context["rows"]}

    states = {name: (row.stars, row.standing.code) for name, row in found.items()}
    assert states == {
        "Mật ong Đắk Nông": (4, "active"),
        "Cà phê": (3, "expiring"),
        "Hạt điều": (None, "expired"),
        "Rượu cần": (None, "not_starred"),
        "Măng khô": (None, "pending"),
    }


def test_only_a_product_with_a_valid_star_can_be_put_on_sale_from_here(products, page):
    html = page().content.decode()

    assert html.count("dua-len-ban") == 2  # coffee, and honey in another unit
    assert "Đưa lên bán" in html


def test_a_long_list_has_pages_and_costs_the_same(
    page, django_assert_max_num_queries, settings, monkeypatch
):
    monkeypatch.setattr("marketplace.web.console.paging.ROWS", 3)
    maker = factories.producer()
    for number in range(7):
        factories.certified(f"Trà {number}", of=maker)

    with django_assert_max_num_queries(12):
        second = page(page=2)

    assert names(second) == ["Trà 3", "Trà 4", "Trà 5"]
    assert names(page(page=99)) == ["Trà 6"]
    assert 'href="?page=1"' in second.content.decode()


def test_the_list_goes_along_as_an_excel_file(products, page):
    response = page(state="starred", **{"as": "xlsx"})

    assert response["Content-Disposition"] == 'attachment; filename="certified-products.xlsx"'
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[1] for row in rows] == ["Sản phẩm", "Cà phê", "Mật ong Đắk Nông"]
    assert rows[2][4] == 4


def test_a_name_that_looks_like_a_formula_stays_text_in_the_file(page):
    factories.certified('=HYPERLINK("x")')

    sheet = load_workbook(BytesIO(page(**{"as": "xlsx"}).content)).active

    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("x")', "s")


def test_an_empty_list_says_what_to_do(page):
    assert "Danh bạ còn trống" in page().content.decode()
    assert "Bỏ bớt bộ lọc" in page(q="zzz").content.decode()
