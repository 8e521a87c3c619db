"""The list of documents: whose, which days, which kind, by whom."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory import adjustments, recalls
from marketplace.inventory.models import Document
from marketplace.inventory.receiving import Received, receive
from tests import factories
from tests.staff import make_person

pytestmark = pytest.mark.django_db

LIST = "console:documents"


@pytest.fixture
def manager(signed_in, shops):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=20)


def more(place, listing, units, lot="L2", **fields):
    values = {"actor_id": 7, "client_key": f"{place.pk} {lot}"} | fields
    goods = [Received(listing.variant_id, lot, units)]
    return receive(place, goods, owner_id=listing.producer.party_id, **values)


def write_off(place, listing, actor_id):
    goods = [factories.picked(listing, 2)]
    note = {"note": "Vỡ chai", "actor_id": actor_id, "client_key": "w"}
    return adjustments.ask(place, "broken", goods, **note).document


def shown(client, **asked):
    return [row.document for row in client.get(reverse(LIST), asked).context["rows"]]


def test_documents_of_my_places_and_of_no_other(manager, shops, honey):
    mine, foreign = more(shops.centre, honey, 5), more(shops.foreign, honey, 5)
    factories.transfer(shops.centre, shops.foreign, honey, quantity=3, sent=True)

    rows = manager.get(reverse(LIST)).context["rows"]

    assert foreign not in [row.document for row in rows]
    assert [(row.document.kind, row.units_in, row.units_out) for row in rows] == [
        ("sending", 0, 3),
        ("receiving", 5, 0),
        ("receiving", 20, 0),
    ]
    assert {row.places for row in rows} == {"Trung tâm"}
    links = [reverse("console:document", args=[row.document.code]) for row in rows]
    page = manager.get(reverse(LIST)).content.decode()
    assert all(link in page for link in links)
    assert manager.get(reverse("console:document", args=[mine.code])).status_code == 200


def test_by_kind_person_and_place(manager, shops, honey):
    thu = make_person("thu")
    off = write_off(shops.centre, honey, thu.pk)
    more(shops.centre, honey, 5)

    assert shown(manager, kind="adjustment") == shown(manager, person="thu") == [off]
    assert shown(manager, place=shops.centre.code, kind="adjustment") == [off]
    assert shown(manager, place=shops.foreign.code, kind="sale") == []
    page = manager.get(reverse(LIST), {"person": "nobody"})
    assert page.context["rows"] == []
    assert "Không ai đăng nhập bằng tên này" in page.content.decode()


def test_by_day_and_without_one_the_last_thirty(signed_in, shops, set_clock):
    set_clock("2026-10-01T08:00:00+07:00")
    honey = factories.listing(factories.certified("Mật ong"), at=shops.centre)
    old = Document.objects.get()
    manager = signed_in(Role.CENTRE_MANAGER, place=shops.centre)
    set_clock("2026-10-31T23:59:00+07:00")
    manager.force_login(manager.person)
    assert shown(manager) == [old]
    set_clock("2026-11-01T00:00:00+07:00")
    new = more(shops.centre, honey, 5)

    assert shown(manager) == [new]
    assert shown(manager, first="2026-10-01", last="2026-10-01") == [old]
    assert shown(manager, last="2026-10-31") == [old]
    assert shown(manager, first="nonsense") == [new]


def test_the_excel_file_has_what_the_filters_leave(manager, shops, honey):
    more(shops.centre, honey, 5)
    off = write_off(shops.centre, honey, 7)

    answer = manager.get(reverse(LIST), {"kind": "adjustment", "as": "xlsx"})

    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert len(rows) == 2
    assert rows[1][2:6] == (off.code, "Trung tâm", 0, 2)
    assert rows[1][9] == "Vỡ chai"


def test_as_many_queries_for_many_rows_as_for_few(manager, shops, honey):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            manager.get(reverse(LIST))
        return len(counted)

    more(shops.centre, honey, 1)
    queries()
    few = queries()
    for number in range(12):
        more(shops.centre, honey, 1, lot=f"L{number + 5}", actor_id=number + 1)

    assert len(shown(manager)) == 14
    assert queries() == few


def test_recalls_as_an_excel_file(signed_in, shops, honey):
    officer = signed_in(Role.OFFICER, unit=shops.province)
    note = {"note": "Nhiễm chì", "actor_id": officer.person.pk, "client_key": "r"}
    made = recalls.recall(factories.lot_of(honey), **note)
    recalls.lift(made.code, note="Mẫu đạt", actor_id=officer.person.pk)

    answer = officer.get(reverse("console:recalls"), {"as": "xlsx"})

    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert (rows[1][0], rows[1][1], rows[1][4]) == (made.code, "Mật ong", "Nhiễm chì")
    assert rows[1][6] == rows[1][8] == "nguoi-officer"
    clerk = signed_in(Role.CLERK, place=shops.foreign)
    answer = clerk.get(reverse("console:recalls"), {"as": "xlsx"})
    assert len(list(load_workbook(BytesIO(answer.content)).active.values)) == 1
