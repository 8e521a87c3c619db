"""What is to be invoiced, as the seller's people see it and take it to their tax software."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.orders.checkout import Invoice
from marketplace.orders.place_order import place_order
from marketplace.places.models import Operator
from tests import factories, handing, money
from tests.web.shop.pages import main

pytestmark = pytest.mark.django_db
FIRM = Invoice("0100109106", "Công ty Thử", "12 đường Thử", "ke.toan@example.com")


@pytest.fixture
def manager(signed_in, shops, set_clock):
    set_clock("2026-11-22T12:00:00+07:00")
    Operator.objects.update(tax_code="5800000001")
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(at=shops.centre, quantity=50, price=108_000)


def brought(listing, **fields):
    order = place_order(factories.checkout(listing, **fields))
    handing.hand_over(order.parcels.get().code, actor_id=None)
    return order


def url(query=""):
    return reverse("console:invoices") + query


def cells(response):
    sheet = load_workbook(BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_parcel_with_its_net_tax_and_buyer(manager, honey):
    brought(honey, quantity=2, invoice=FIRM)

    words = main(manager.get(url()))

    for text in ("Công ty Thử", "0100109106", "227.778\u00a0₫", "18.222\u00a0₫", "246.000\u00a0₫"):
        assert text in words
    assert "8%" in words


def test_the_file_has_a_row_for_each_line_and_adds_up(manager, honey):
    order = brought(honey, quantity=2, invoice=FIRM)
    brought(honey, name="Người mua hai")

    rows = cells(manager.get(url("?as=xlsx")))

    assert len(rows) == 1 + 4
    head, first, fee, other, _fee = rows
    assert len(head) == len(first) == 21
    assert first[1] == order.code
    assert first[3] == "5800000001"
    assert first[5:10] == [
        "0100109106",
        "Công ty Thử",
        "Người mua hàng",
        "12 đường Thử",
        "ke.toan@example.com",
    ]
    assert first[10:19] == [1, honey.product.name, "hộp", 2, 100_000, 200_000, 8, 16_000, 216_000]
    assert fee[10:19] == [2, "Phí giao hàng", "chuyến", 1, 27_778, 27_778, 8, 2_222, 30_000]
    assert other[7:9] == ["Người mua hai", "Thôn 2, Xã Lạc Dương, Tỉnh Lâm Đồng"]
    assert not other[5] and not other[6]
    for row in rows[1:]:
        assert row[15] + row[17] == row[18]
    assert sum(row[18] for row in rows[1:]) == 246_000 + 138_000


def test_the_same_as_csv_with_nothing_that_a_spreadsheet_would_run(manager, honey):
    brought(honey, name="=HYPERLINK(1)")

    answer = manager.get(url("?as=csv"))

    assert answer["Content-Type"] == "text/csv"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == "2026-11-22"
    assert rows[1][7] == "'=HYPERLINK(1)"
    assert rows[1][14:19] == ["100000.00", "100000", "8.00", "8000", "108000"]


def test_what_was_paid_back_stands_once_a_parcel(manager, honey):
    money.refund(money.delivered(honey), 10_000)

    assert [row[20] for row in cells(manager.get(url("?as=xlsx")))[1:]] == [10_000, 0]
    assert "10.000\u00a0₫" in main(manager.get(url()))


def test_by_days_and_companies(manager, honey):
    brought(honey, name="Người mua hai")
    firm = brought(honey, invoice=FIRM)

    assert "Những ngày này chưa giao kiện nào" in main(
        manager.get(url("?first=2026-11-01&last=2026-11-21"))
    )
    words = main(manager.get(url("?first=2026-11-22&last=2026-11-22&company=on")))
    assert firm.code in words and "Người mua hai" not in words


@pytest.mark.parametrize("query", ["?first=hôm qua", "?first=2026-11-22&last=2026-11-01"])
def test_days_that_cannot_be_say_so_and_give_no_file(manager, honey, query):
    for asked in (query, query + "&as=xlsx"):
        answer = manager.get(url(asked))
        assert answer.status_code == 422
        assert answer["Content-Type"].startswith("text/html")


def test_another_sellers_goods_are_not_there(manager, honey):
    foreign = factories.listing(at=factories.place("Nơi của người khác"))
    brought(foreign, name="Người mua khác")
    brought(honey)

    assert "Người mua khác" not in main(manager.get(url()))
    assert len(cells(manager.get(url("?as=xlsx")))) == 1 + 2


def test_a_seller_without_a_tax_code_is_named(manager, honey):
    Operator.objects.update(tax_code="")

    assert "chưa có mã số thuế" in main(manager.get(url()))


def test_more_parcels_cost_no_query_more(manager, honey):
    brought(honey)
    with CaptureQueriesContext(connection) as few:
        manager.get(url())
    for _order in range(4):
        brought(honey)
    with CaptureQueriesContext(connection) as many:
        manager.get(url())

    assert len(many) == len(few)
