"""The screens of write-offs, returns, changes, recalls and documents: what a person sees and gets."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from marketplace.accounts.models import Role
from marketplace.inventory.models import Adjustment, Balance, Shelf
from marketplace.orders.place_order import place_order
from tests import factories
from tests.web.console.picked_pages import beside, post, said
from tests.whole.goods.changes import asked_for, picked_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, price=100_000)


def test_what_fits_the_search_can_be_picked(clerk, shops, honey):
    factories.listing(factories.certified("Cà phê"), at=shops.centre)
    page = reverse("console:adjustment_new")

    def names(**asked):
        rows = clerk.get(page, asked).context["picking"].rows.forms
        return [row.goods.lot.variant.product.name for row in rows]

    assert names() == ["Cà phê", "Mật ong"]  # few enough to show all
    assert names(find="mat") == ["Mật ong"]
    assert names(find=f"{honey.code}/L1") == ["Mật ong"]
    assert names(find="zzz") == []
    for wrong in ("4006381333931", "4006381333932", f"{honey.code}/NOLOT"):
        response = clerk.get(page, {"find": wrong})
        assert response.context["picking"].problem
        assert response.context["picking"].rows.forms == []


def test_goods_of_another_place_are_not_found_here(clerk, shops):
    foreign = factories.listing(at=shops.foreign)
    found = clerk.get(reverse("console:adjustment_new"), {"find": f"{foreign.code}/L1"})
    assert found.context["picking"].rows.forms == []

    response = post(clerk, "adjustment_new", picked_body(shops.centre, foreign, reason="broken"))

    assert response.status_code == 422
    assert not Adjustment.objects.exists()
    assert response.context["picking"].problem


def test_finding_more_keeps_what_was_typed_and_writes_nothing(clerk, shops, honey):
    factories.listing(factories.certified("Cà phê"), at=shops.centre)
    body = picked_body(shops.centre, honey, units="3 cái", find="ca phe", do="find")

    response = post(clerk, "adjustment_new", body | {"reason": "broken"})

    assert response.status_code == 200
    rows = response.context["picking"].rows.forms
    shown = [(row.goods.lot.variant.product.name, row["units"].value()) for row in rows]
    assert shown == [("Mật ong", "3 cái"), ("Cà phê", None)]
    assert response.context["form"]["reason"].value() == "broken"
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize("units", ["0", "-1", "1,5", "1.5", "1000000000", "abc", "99"])
def test_a_figure_that_cannot_be_is_said_beside_it(clerk, shops, honey, units):
    response = post(
        clerk, "adjustment_new", picked_body(shops.centre, honey, units=units, reason="broken")
    )

    assert response.status_code == 422
    assert len(beside(response)) == 1
    assert units in response.content.decode()
    assert Shelf.objects.get().on_hand == 10


def test_nothing_picked_no_reason_and_no_note(clerk, shops, honey):
    body = picked_body(shops.centre, honey, units="", reason="broken", note="")

    response = post(clerk, "adjustment_new", body)

    assert response.status_code == 422
    assert len(said(response)) == 2
    assert len(said(post(clerk, "adjustment_new", body | {"reason": "", "row-0-units": "1"}))) == 1


def test_a_double_press_writes_one_adjustment(clerk, shops, honey):
    body = picked_body(shops.centre, honey, reason="sample")

    first, second = (post(clerk, "adjustment_new", body) for _ in range(2))

    assert first.url == second.url
    assert Shelf.objects.get().on_hand == 9


def test_a_photo_is_kept_and_comes_back(clerk, shops, honey):
    image = BytesIO()
    Image.new("RGB", (8, 8), "brown").save(image, "PNG")
    image.seek(0)
    image.name = "vo-chai.png"
    body = picked_body(shops.centre, honey, reason="broken", note="", papers=image)

    assert post(clerk, "adjustment_new", body).status_code == 302

    one = Adjustment.objects.get()
    page = clerk.get(reverse("console:adjustment", kwargs={"code": one.code}))
    assert "vo-chai.png" in page.content.decode()
    digest = one.papers.get().sha256
    paper = clerk.get(
        reverse("console:adjustment_paper", kwargs={"code": one.code, "digest": digest})
    )
    assert paper.content == image.getvalue()


def test_no_photo_at_all(clerk, shops, honey):
    broken = BytesIO(b"\xff\xd8\xff no picture")
    broken.name = "a.jpg"

    response = post(
        clerk, "adjustment_new", picked_body(shops.centre, honey, reason="broken", papers=broken)
    )

    assert response.status_code == 422
    assert any("a.jpg" in sentence for sentence in said(response))


def test_the_clerk_asks_the_manager_agrees(client, signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    post(clerk, "adjustment_new", picked_body(shops.centre, honey, units="6", reason="broken"))
    one = Adjustment.objects.get()
    page = clerk.get(reverse("console:adjustment", kwargs={"code": one.code}))
    assert not page.context["may_approve"]
    assert page.context["is_own"]

    manager = signed_in(Role.CENTRE_MANAGER, place=shops.centre)
    assert post(manager, "adjustment_approve", {}, code=one.code).status_code == 302

    one.refresh_from_db()
    assert (one.state, Shelf.objects.get().on_hand) == ("posted", 4)
    rows = manager.get(reverse("console:adjustments"), {"state": "posted"}).context["rows"]
    assert [row["one"].code for row in rows] == [one.code]


def test_the_list_of_adjustments_as_a_file(manager, shops):
    one = asked_for(shops.centre)

    response = manager.get(reverse("console:adjustments"), {"as": "xlsx"})

    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1][0] == one.code
    assert rows[1][3] == 1_000_000


def test_consigned_goods_are_bought(manager, shops, honey):
    body = picked_body(shops.centre, honey, units="4", **{"row-0-cost": "80.000"})

    assert post(manager, "owner_change", body | {"row-0-cost": ""}).status_code == 422
    assert post(manager, "owner_change", body).status_code == 302

    assert Balance.objects.get(owner=shops.centre.operator.party).quantity == 4


def test_blocked_goods_leave_their_order_to_a_person(clerk, shops, honey):
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    other = place_order(factories.checkout(honey, quantity=2)).parcels.get()
    body = picked_body(shops.centre, honey, units="6", target="blocked")

    assert post(clerk, "condition_change", body | {"target": ""}).status_code == 422
    assert post(clerk, "condition_change", body).status_code == 302

    listed = clerk.get(reverse("console:orders"), {"state": "attention"})
    assert [one.code for one in listed.context["page"]] == [other.code]
    pages = {
        one.code: clerk.get(reverse("console:order", kwargs={"code": one.code}))
        for one in (parcel, other)
    }
    assert {code: page.context["needs_a_person"] for code, page in pages.items()} == {
        parcel.code: False,
        other.code: True,
    }


@pytest.mark.parametrize("name", ["row-0-key", "row-0-units", "find", "note"])
def test_a_character_that_no_database_takes_is_no_crash(clerk, shops, honey, name):
    body = picked_body(shops.centre, honey, reason="broken") | {name: "a\0b"}

    for do in ("find", "post"):
        answer = post(clerk, "adjustment_new", body | {"do": do})
        assert answer.status_code in (200, 302, 422)
