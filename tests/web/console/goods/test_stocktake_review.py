"""What a stocktake found on screen, and posting it."""

import uuid
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.inventory.models import Document, Shelf, Stocktake
from tests.inventory.stocktakes.counting import begin, see
from tests.web.console.goods.stocktake_pages import address, scan, text

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("key", ["", "a\0b", "not-a-key"])
def test_a_post_without_its_key_posts_nothing(manager, stocktake, honey, key):
    see(stocktake, honey, 8)
    agreed = manager.get(address("stocktake_review", stocktake)).context["agreed"]

    response = manager.post(
        address("stocktake_post", stocktake), {"client_key": key, "agreed": agreed}
    )

    assert response.status_code == 422
    assert "tải lại trang" in text(response)
    assert Shelf.objects.get().on_hand == 10


def test_the_key_of_one_stocktake_is_not_that_of_another(manager, shops, stocktake, honey):
    key = uuid.uuid4()

    for _number in range(2):
        running = Stocktake.objects.filter(state="counting").first() or begin(shops.centre)
        see(running, honey, 10)
        page = manager.get(address("stocktake_review", running)).context
        body = {"client_key": key, "agreed": page["agreed"]}
        manager.post(address("stocktake_post", running), body)

    assert Document.objects.filter(kind="stocktake").count() == 2


def test_where_all_agreed_no_document_is_offered_that_nobody_can_open(manager, stocktake, honey):
    def post_what_was_seen(running, quantity):
        see(running, honey, quantity)
        agreed = manager.get(address("stocktake_review", running)).context["agreed"]
        body = {"client_key": uuid.uuid4(), "agreed": agreed}
        shown = manager.post(address("stocktake_post", running), body, follow=True)
        running.refresh_from_db()
        link = reverse("console:document", args=[running.document.code])
        return link in text(shown), manager.get(link).status_code

    assert post_what_was_seen(stocktake, 10) == (False, 404)
    assert post_what_was_seen(begin(stocktake.place), 8) == (True, 200)


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
