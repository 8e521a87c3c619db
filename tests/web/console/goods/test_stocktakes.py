"""Counting on the screen: without JavaScript, and what the script is answered."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace import clock
from marketplace.inventory.models import Barcode, Count, Stocktake
from marketplace.inventory.receiving import Received, receive
from tests import factories
from tests.inventory.stocktakes.counting import begin, see, take_in
from tests.web.console.goods.stocktake_pages import address, scan, text

pytestmark = pytest.mark.django_db

GTIN = "6291041500213"


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


@pytest.fixture
def bought(shops, stocktake, honey):
    """The operator's own units of the producer's lot stood at the foreign place alone."""
    owner = shops.centre.operator.party
    batch = Received(honey.variant_id, "L1", 4)
    receive(shops.foreign, [batch], owner_id=owner.pk, actor_id=7, client_key="bought")
    return owner


@pytest.mark.parametrize("script", [True, False])
def test_goods_of_the_owner_chosen_count_though_others_stand_here(
    manager, stocktake, honey, bought, script
):
    response = scan(manager, stocktake, f"{honey.code}/L1", "2", owner=bought.code, script=script)

    assert response.status_code == (200 if script else 302)
    assert [(one.owner, one.quantity) for one in Count.objects.all()] == [(bought, 2)]


@pytest.mark.parametrize("more", [{}, {"back": "review", "quantity": "0"}, {"script": True}])
def test_goods_the_owner_chosen_never_had_are_said_not_counted(manager, stocktake, honey, more):
    owner = factories.party().code

    response = scan(manager, stocktake, f"{honey.code}/L1", **({"owner": owner} | more))

    assert response.status_code == 422
    shown = response.json()["asked"] if "script" in more else text(response)
    assert "Mặt hàng này chưa từng được nhập" in shown
    assert Count.objects.count() == 0


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
