"""The screens of documents, recalls and of what ends soon."""

import uuid
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory import deliveries
from marketplace.inventory import recalls as rules
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Balance, Document, Recall
from marketplace.inventory.receiving import Received, receive
from tests import factories
from tests.inventory.incoming import counts
from tests.staff import make_person
from tests.web.console.picked_pages import post, said
from tests.whole.goods.changes import asked_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, price=100_000)


def test_a_document_tells_what_moved_and_is_taken_back(manager, shops, honey):
    change = {"note": "Nắp phồng", "actor_id": 7, "client_key": "c"}
    first = change_condition(shops.centre, [factories.picked(honey, 4)], "blocked", **change)
    page = manager.get(reverse("console:document", kwargs={"code": first.code}))
    line = page.context["movements"][0]
    assert (line.product, line.lot, line.units) == ("Mật ong", "L1", 4)
    assert line.origin.where == line.target.where == "Trung tâm"
    assert page.context["may_reverse"]

    body = {"client_key": uuid.uuid4(), "note": "Nhầm lô"}
    assert (
        post(manager, "document_reverse", body | {"note": ""}, code=first.code).status_code == 422
    )
    response = post(manager, "document_reverse", body, code=first.code)

    mirror = Document.objects.get(reverses=first)
    assert response.url == reverse("console:document", kwargs={"code": mirror.code})
    assert post(manager, "document_reverse", body, code=first.code).url == response.url
    again = {"client_key": uuid.uuid4(), "note": "Nhầm lô"}
    assert len(said(post(manager, "document_reverse", again, code=first.code))) == 1
    page = manager.get(reverse("console:document", kwargs={"code": first.code}))
    assert page.context["mirror"] == mirror
    assert not page.context["may_reverse"]


def test_first_goods_lead_nowhere_a_delivery_to_its_page(clerk, shops, honey):
    first = Document.objects.get(kind="receiving")
    delivery = factories.delivery(honey, at=shops.centre)
    deliveries.receive(delivery, counts(delivery, 5), actor_id=8)
    delivery.refresh_from_db()

    def belongs_to(document):
        page = clerk.get(reverse("console:document", kwargs={"code": document.code}))
        return page.context["belongs_to"]

    assert belongs_to(first) == ""
    assert clerk.get(belongs_to(delivery.document)).status_code == 200


def test_a_recall_tells_of_transfers_between_other_places_only_how_many(client, shops, honey):
    factories.transfer(shops.centre, shops.point, honey, quantity=2, sent=True)
    batch = Received(honey.variant_id, "L1", 3)
    owner = honey.producer.party_id
    receive(shops.foreign, [batch], owner_id=owner, actor_id=7, client_key="abroad")
    made = rules.recall(factories.lot_of(honey), note="Nhiễm chì", actor_id=7, client_key="r")

    def shown_to(place):
        client.force_login(make_person(f"nguoi-{place.pk}", Role.CLERK, place=place))
        page = client.get(reverse("console:recall", kwargs={"code": made.code}))
        named = [one.units for one in page.context["on_the_way"]]
        return named, page.context["on_the_way_elsewhere"], "Điểm bán" in page.content.decode()

    assert shown_to(shops.centre) == ([2], 0, True)
    assert shown_to(shops.foreign) == ([], 2, False)


def test_what_ends_soon_with_a_suggestion(clerk, shops, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    tea = factories.certified("Trà")
    factories.listing(tea, at=shops.centre, best_before=date(2026, 11, 28))
    factories.listing(at=shops.centre, best_before=date(2027, 11, 28))
    factories.listing(at=shops.foreign, best_before=date(2026, 11, 28))
    page = reverse("console:ending")

    rows = clerk.get(page).context["rows"]

    assert [row["one"].balance.lot.variant.product.name for row in rows] == ["Trà"]
    assert rows[0]["one"].markdown.percent == 30
    assert len(clerk.get(page, {"days": "365"}).context["rows"]) == 1
    assert len(clerk.get(page, {"show": "ended"}).context["rows"]) == 0
    set_clock("2026-11-29T00:00:00+07:00")
    assert len(clerk.get(page, {"show": "ended"}).context["rows"]) == 1
    sheet = load_workbook(BytesIO(clerk.get(page, {"as": "xlsx"}).content)).active
    assert [row[0] for row in sheet.values][1:] == ["Trà"]
    form = clerk.get(rows[0]["write_off"])
    assert [row.goods.lot.code for row in form.context["picking"].rows.forms] == ["L1"]


def test_an_officer_recalls_a_lot_everywhere_and_lifts_it(signed_in, shops, honey):
    officer = signed_in(Role.OFFICER, unit=shops.province)
    new = reverse("console:recall_new")
    assert officer.get(new, {"lot": honey.code}).context["lot"] is None
    label = {"lot": f"{honey.code}/L1"}
    page = officer.get(new, label)
    assert (page.context["good"], page.context["places_count"]) == (10, 1)

    body = {"client_key": uuid.uuid4(), "note": "Nhiễm chì"}
    response = officer.post(f"{new}?lot={honey.code}/L1", body)

    made = Recall.objects.get()
    assert response.url == reverse("console:recall", kwargs={"code": made.code})
    assert officer.get(response.url).status_code == 200
    assert Balance.objects.get(condition="blocked").quantity == 10
    lift = {"client_key": uuid.uuid4(), "note": "Mẫu đạt"}
    assert post(officer, "recall_lift", lift, code=made.code).status_code == 302
    made.refresh_from_db()
    assert made.lifted_at


@pytest.mark.parametrize("name", ["adjustments", "ending"])
def test_a_list_costs_the_same_however_long(
    clerk, shops, name, set_clock, django_assert_max_num_queries
):
    set_clock("2026-11-22T08:00:00+07:00")
    for _ in range(4):
        if name == "adjustments":
            asked_for(shops.centre)
        else:
            factories.listing(at=shops.centre, best_before=date(2026, 11, 28))

    with django_assert_max_num_queries(14):
        response = clerk.get(reverse(f"console:{name}"))

    assert len(response.context["rows"]) == 4
