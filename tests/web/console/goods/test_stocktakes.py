"""Counting on the screen: without JavaScript, and what the script is answered."""

import uuid
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.inventory.models import Barcode, Count, Shelf, Stocktake
from tests import factories
from tests.inventory.stocktakes.counting import begin, see, take_in

pytestmark = pytest.mark.django_db

GTIN = "6291041500213"


@pytest.fixture
def manager(signed_in, shops):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=10)


@pytest.fixture
def stocktake(shops, honey):
    return begin(shops.centre)


def address(name, stocktake):
    return reverse(f"console:{name}", kwargs={"code": stocktake.code})


def scan(client, stocktake, typed, quantity="1", *, script=False, **more):
    body = {
        "client_key": uuid.uuid4().hex,
        "scan": typed,
        "quantity": quantity,
        "condition": "good",
    } | more
    headers = {"accept": "application/json"} if script else {}
    return client.post(address("stocktake_count", stocktake), body, headers=headers)


def text(response):
    return response.content.decode()


def test_it_begins_and_leads_to_the_shelf(manager, shops, honey):
    form = manager.get(reverse("console:stocktake_new")).context["form"]
    body = {"client_key": form["client_key"].value(), "place": shops.centre.code, "group": ""}

    for _press in range(2):
        response = manager.post(reverse("console:stocktake_new"), body)
        assert response.url == address("stocktake_count", Stocktake.objects.get())


def test_a_second_one_is_refused_beside_the_field(manager, shops, stocktake):
    body = {"client_key": uuid.uuid4(), "place": shops.centre.code, "group": "II"}

    response = manager.post(reverse("console:stocktake_new"), body)

    assert response.status_code == 422
    assert stocktake.code in response.context["form"].errors["group"][0]
    assert response.context["form"]["group"].value() == "II"


@pytest.mark.parametrize("spelled", ["code", "label", "gtin"])
def test_a_scan_counts_one(manager, stocktake, honey, spelled):
    Barcode.objects.create(variant=honey.variant, gtin=GTIN, added_at=clock.now())
    typed = {"code": honey.code.lower(), "label": f"{honey.code}/L1", "gtin": GTIN}[spelled]

    response = scan(manager, stocktake, typed)

    assert response.url == address("stocktake_count", stocktake)
    assert [one.quantity for one in Count.objects.all()] == [1]
    assert Count.objects.get().counted_by_id == manager.person.pk


def test_the_same_key_counts_once(manager, stocktake, honey):
    for _press in range(2):
        scan(manager, stocktake, honey.code, client_key="0" * 32)

    assert Count.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "quantity", "says"),
    [
        (GTIN, "1", "Chưa có mặt hàng nào mang mã vạch"),
        ("6291041500231", "1", "không phải mã của chợ"),
        ("", "1", "Hãy điền ô này"),
        ("HONEY", "0,5", "số nguyên"),
        ("HONEY", "1.5", "số nguyên"),
        ("HONEY", "nhiều", "số nguyên"),
        ("HONEY", "1000000000", "không quá 100.000"),
        ("HONEY", "-1", "không thể lấy lại nhiều hơn"),
        ("HONEY/L77", "1", "Chưa có lô L77"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(
    manager, stocktake, honey, typed, quantity, says
):
    response = scan(manager, stocktake, typed.replace("HONEY", honey.code), quantity)

    assert response.status_code == 422
    assert says in text(response)
    assert response.context["form"]["quantity"].value() == quantity
    assert Count.objects.count() == 0


def test_goods_of_another_group_are_refused(manager, shops, honey):
    response = scan(manager, begin(shops.centre, "II"), honey.code)

    assert response.status_code == 422
    assert "thuộc nhóm sản phẩm khác" in text(response)


def test_of_two_lots_a_person_chooses(manager, shops, stocktake, honey):
    take_in(shops.centre, honey, 5, lot="L2")

    response = scan(manager, stocktake, honey.code, "3")

    assert response.status_code == 422
    assert {one["label"] for one in response.context["asked"]} == {
        f"{honey.code}/L1",
        f"{honey.code}/L2",
    }
    assert Count.objects.count() == 0
    owner = response.context["asked"][1]["owner"].code
    scan(manager, stocktake, f"{honey.code}/L2", "3", owner=owner)
    assert [(one.lot.code, one.quantity) for one in Count.objects.all()] == [("L2", 3)]


def test_goods_that_the_books_have_elsewhere_count_only_after_a_question(manager, shops, stocktake):
    tea = factories.listing(factories.certified("Trà"), at=shops.foreign)

    response = scan(manager, stocktake, tea.code)
    assert response.status_code == 422
    assert "Theo sổ, hàng này không có ở đây" in text(response)
    assert Count.objects.count() == 0

    owner = response.context["asked"][0]["owner"].code
    scan(manager, stocktake, f"{tea.code}/L1", owner=owner)
    assert Count.objects.get().lot.variant_id == tea.variant_id


def test_the_counter_sees_no_expected_figure(manager, shops, honey):
    factories.listing(factories.certified("Trà"), at=shops.centre, quantity=7777)
    stocktake = begin(shops.centre)
    see(stocktake, honey, 4)

    page = text(manager.get(address("stocktake_count", stocktake)))

    assert "Trà" in page  # it waits to be seen
    assert "7.777" not in page and "7777" not in page


def test_what_is_not_there_is_said_with_one_press(manager, stocktake, honey):
    (waits,) = manager.get(address("stocktake_count", stocktake)).context["waiting"]

    scan(manager, stocktake, waits["label"], "0", owner=waits["owner"].code)

    assert manager.get(address("stocktake_count", stocktake)).context["waiting"] == []


def test_the_script_is_answered_with_the_parts_that_changed(manager, stocktake, honey):
    good = scan(manager, stocktake, honey.code, script=True)
    bad = scan(manager, stocktake, "xyz", script=True)

    assert "Mật ong" in good.json()["counted"]
    assert (bad.status_code, "không phải mã của chợ" in bad.json()["asked"]) == (422, True)


def test_the_screen_takes_as_many_queries_for_many_lots_as_for_few(manager, shops, stocktake):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            manager.get(address("stocktake_count", stocktake))
            manager.get(address("stocktake_review", stocktake))
        return len(captured)

    for _number in range(2):
        see(stocktake, factories.listing(at=shops.centre), 1)
    few = queries()
    for _number in range(4):
        see(stocktake, factories.listing(at=shops.centre), 1)

    assert queries() == few


# Review and post


def test_the_differences_are_posted_as_they_were_seen(manager, stocktake, honey):
    see(stocktake, honey, 8)
    page = manager.get(address("stocktake_review", stocktake)).context
    assert (page["sums"].short, page["sums"].over, page["sums"].value) == (2, 0, -250_000)
    body = {"client_key": page["client_key"], "agreed": page["agreed"]}

    for _press in range(2):
        response = manager.post(address("stocktake_post", stocktake), body)
        assert response.url == address("stocktake", stocktake)

    assert Shelf.objects.get().on_hand == 8
    shown = manager.get(address("stocktake", stocktake))
    assert [(one["row"].expected, one["row"].difference) for one in shown.context["rows"]] == [
        (10, -2)
    ]
    rows = list(load_workbook(BytesIO(sheet(manager, "stocktake", stocktake))).active.values)
    assert rows[1][1] == "Mật ong"
    assert rows[1][7:] == (10, 8, -2, -250_000)


def sheet(client, name, stocktake):
    return client.get(address(name, stocktake), {"as": "xlsx"}).content


def test_somebody_who_counts_meanwhile_stops_the_post(manager, stocktake, honey):
    see(stocktake, honey, 8)
    agreed = manager.get(address("stocktake_review", stocktake)).context["agreed"]
    see(stocktake, honey, 1)

    response = manager.post(
        address("stocktake_post", stocktake), {"client_key": uuid.uuid4(), "agreed": agreed}
    )

    assert response.status_code == 422
    assert "Hãy xem lại số liệu" in text(response)
    assert Shelf.objects.get().on_hand == 10


def test_a_second_post_says_that_it_was_posted(manager, stocktake, honey):
    see(stocktake, honey, 8)
    page = manager.get(address("stocktake_review", stocktake)).context
    body = {"client_key": page["client_key"], "agreed": page["agreed"]}
    manager.post(address("stocktake_post", stocktake), body)

    response = manager.post(
        address("stocktake_post", stocktake), body | {"client_key": uuid.uuid4()}, follow=True
    )

    assert "đã ghi sổ rồi" in text(response)
    assert Shelf.objects.get().on_hand == 8


def test_count_again_leads_back_to_the_differences(manager, stocktake, honey):
    see(stocktake, honey, 8)
    (row,) = manager.get(address("stocktake_review", stocktake)).context["rows"]

    response = scan(
        manager,
        stocktake,
        row["label"],
        str(row["back"]),
        owner=row["row"].owner.code,
        back="review",
    )

    assert response.url == address("stocktake_review", stocktake)
    (row,) = manager.get(address("stocktake_review", stocktake)).context["rows"]
    assert row["row"].counted is None


def test_the_list_says_what_was_found(manager, stocktake, honey):
    see(stocktake, honey, 8)
    page = manager.get(address("stocktake_review", stocktake)).context
    manager.post(
        address("stocktake_post", stocktake),
        {"client_key": page["client_key"], "agreed": page["agreed"]},
    )

    (row,) = manager.get(reverse("console:stocktakes")).context["rows"]
    assert (row["record"].code, row["record"].value) == (stocktake.code, -250_000)
    response = manager.get(reverse("console:stocktakes"), {"as": "xlsx"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1][0] == stocktake.code and rows[1][7] == -250_000
    assert not manager.get(reverse("console:stocktakes"), {"state": "counting"}).context["rows"]


def test_after_a_cancel_nothing_moved(manager, stocktake, honey):
    see(stocktake, honey, 8)

    response = manager.post(address("stocktake_cancel", stocktake), follow=True)

    assert "tồn kho không thay đổi" in text(response)
    assert Shelf.objects.get().on_hand == 10
