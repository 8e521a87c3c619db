"""Cash with carriers and their statements, as whoever reconciles sees them."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.orders.models import CarrierStatement, CarrierStatementLine, Payment
from tests import factories, money
from tests.web.shop.pages import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in, shops):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(at=shops.centre, quantity=50)


def url(name, **arguments):
    return reverse(f"console:{name}", kwargs=arguments)


def cells(response):
    sheet = load_workbook(BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def upload(client, carrier, content, name="ky-1.csv"):
    file = BytesIO(content)
    file.name = name
    return client.post(url("statement_new"), {"carrier": carrier.code, "file": file})


def test_what_each_carrier_owes_stands_with_its_sum(manager, honey):
    post = money.carrier(honey.seller, "Bưu cục Mẫu")
    money.delivered(honey, by=post)
    money.delivered(honey, 2, by=post)
    money.shipped(honey, by=post)

    words = main(manager.get(url("cod")))

    assert "2 kiện, 435.000\u00a0₫" in words
    assert "Bưu cục Mẫu" in words
    rows = cells(manager.get(url("cod") + "?as=xlsx"))
    assert rows[1][0] == "Bưu cục Mẫu" and rows[1][2:4] == [2, 435_000]


def test_the_parcels_of_one_carrier(manager, honey):
    parcel = money.delivered(honey, tracking="VD-77")
    carrier = parcel.shipment.carrier

    words = main(manager.get(url("cod_carrier", code=carrier.code)))
    rows = cells(manager.get(url("cod_carrier", code=carrier.code) + "?as=xlsx"))

    assert parcel.code in words and "VD-77" in words
    assert rows[1][:2] == [parcel.code, "VD-77"] and rows[1][4] == 155_000


def test_a_foreign_sellers_carrier_is_none_of_mine(manager):
    other = money.carrier(factories.operator("Đơn vị khác"))
    money.delivered(factories.listing(at=factories.place(seller=other.operator)), by=other)

    assert other.name not in main(manager.get(url("cod")))
    for name in ("cod_carrier", "cod_hand_in"):
        address = url(name, code=other.code)
        answer = manager.post(address) if name == "cod_hand_in" else manager.get(address)
        assert answer.status_code == 404
    content = money.csv(("VD1", 1000, 0))
    assert upload(manager, other, content).status_code == 422
    statement = money.statement(other, content)
    assert manager.get(url("statement", code=statement.code)).status_code == 404
    take = url("statement_take", code=other.code, digest=statement.digest)
    assert manager.post(take, {"name": ""}).status_code == 404
    settle = url("statement_settle", code=statement.code, row=2)
    assert manager.post(settle, {"note": "Đã hỏi hãng"}).status_code == 404


def test_a_rider_hands_in_what_stands_on_the_button(manager, honey, shops):
    parcel = money.delivered(honey)
    address = url("cod_carrier", code=parcel.shipment.carrier.code)
    page = manager.get(address).content.decode()
    counted = re.search(r'name="counted" value="(\d+)"', page)[1]
    body = {"place": shops.centre.code, "counted": counted}
    hand_in = url("cod_hand_in", code=parcel.shipment.carrier.code)

    first = manager.post(hand_in, body, follow=True)
    second = manager.post(hand_in, body, follow=True)

    assert "Đã nhận 155.000\u00a0₫ tiền mặt" in main(first)
    assert "đã nhận trước đó" in main(second)
    assert Payment.objects.get().remitted_at is not None
    assert manager.post(hand_in, {"place": shops.centre.code}, follow=True).status_code == 200


def test_a_statement_is_looked_at_then_taken_in(manager, honey):
    post = money.carrier(honey.seller)
    good, other = (money.delivered(honey, by=post) for _ in range(2))
    content = money.csv(
        (good.shipment.tracking_code, 155_000, 20_000),
        (other.shipment.tracking_code, 150_000, 20_000),
        ("VD-LẠ", "?", 0),
    )

    preview = upload(manager, post, content)
    words = main(manager.get(preview.url))

    assert "Chưa có gì được ghi" in words
    assert "Khớp" in words and "Lệch số tiền" in words
    assert "1 dòng không đọc được" in words and "Tiền thu hộ (đồng)" in words
    assert CarrierStatement.objects.count() == 0
    digest = preview.url.split("/")[-2]
    taken = manager.post(
        url("statement_take", code=post.code, digest=digest), {"name": "ky-1.csv"}, follow=True
    )
    words = main(taken)
    assert "1 dòng chờ người xử lý" in words and "ky-1.csv" in words
    assert "1 dòng không đọc được" in words
    assert [one.parcel for one in Payment.objects.exclude(remitted_at=None)] == [good]

    again = upload(manager, post, content)
    assert manager.get(again.url).url == url("statement", code=CarrierStatement.objects.get().code)


def test_a_difference_is_settled_with_a_note_and_what_was_typed_stays(manager, honey):
    parcel = money.delivered(honey)
    content = money.csv((parcel.shipment.tracking_code, 150_000, 0), ("LẠ", 1, 0))
    statement = money.statement(parcel.shipment.carrier, content)
    settle = url("statement_settle", code=statement.code, row=2)

    short = manager.post(settle, {"note": " a "})
    assert short.status_code == 422 and "3 đến 300 ký tự" in main(short)
    strange = manager.post(
        url("statement_settle", code=statement.code, row=3),
        {"note": "Gọi hãng", "is_remitted": "on"},
    )
    assert strange.status_code == 422 and "Gọi hãng" in strange.content.decode()
    done = manager.post(settle, {"note": "Khách trả thiếu", "is_remitted": "on"})

    assert done.url.endswith("?which=open")
    assert CarrierStatementLine.objects.get(row=2).settled_note == "Khách trả thiếu"
    assert Payment.objects.get().remitted_at is not None
    words = main(manager.get(url("statement", code=statement.code)))
    assert "Khách trả thiếu" in words and "1 dòng chờ người xử lý" in words
    assert manager.post(url("statement_settle", code=statement.code, row=99)).status_code == 404


def test_what_was_settled_as_owed_can_still_be_handed_on(manager, honey):
    parcel = money.delivered(honey)
    content = money.csv((parcel.shipment.tracking_code, 150_000, 0))
    statement = money.statement(parcel.shipment.carrier, content)
    settle = url("statement_settle", code=statement.code, row=2)
    manager.post(settle, {"note": "Hãng sẽ sửa"})

    page = manager.get(url("statement", code=statement.code))
    assert "Đã nộp sau đó" in main(page)
    manager.post(settle, {"note": "Hãng đã bù", "is_remitted": "on"})

    assert Payment.objects.get().remitted_at is not None
    assert "Đã nộp sau đó" not in main(manager.get(url("statement", code=statement.code)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp trống"),
        (b"Ten;Tuoi\nAn;5\n", "Không thấy cột mã vận đơn"),
        (b"PK\x03\x04 broken", "không phải tệp CSV hay XLSX"),
    ],
)
def test_what_is_no_statement_is_said_beside_the_field(manager, honey, content, said):
    answer = upload(manager, money.carrier(honey.seller), content)

    assert answer.status_code == 422
    assert said in main(answer)


def test_the_lists_cost_the_same_queries_however_long(manager, honey):
    post = money.carrier(honey.seller)
    addresses = [url("cod"), url("cod_carrier", code=post.code), url("statements")]

    def counted():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert manager.get(address).status_code == 200
            found.append(len(captured))
        return found

    def more(many):
        rows = [
            (money.delivered(honey, by=post).shipment.tracking_code, 1, many) for _ in range(many)
        ]
        money.statement(post, money.csv(*rows))

    more(1)
    few = counted()
    more(4)
    assert counted() == few


def test_statements_are_listed_with_what_is_open(manager, honey):
    parcel = money.delivered(honey)
    carrier = parcel.shipment.carrier
    money.statement(carrier, money.csv((parcel.shipment.tracking_code, 155_000, 0)), "xong.csv")
    money.statement(carrier, money.csv(("LẠ", 1, 0)), "mo.csv")

    everything = main(manager.get(url("statements")))
    open_ones = main(manager.get(url("statements") + "?open=on"))

    assert "xong.csv" in everything and "155.000\u00a0₫" in everything
    assert "mo.csv" in open_ones and "xong.csv" not in open_ones
    rows = cells(manager.get(url("statements") + "?as=xlsx"))
    assert [row[2] for row in rows[1:]] == ["mo.csv", "xong.csv"]
