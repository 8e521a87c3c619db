"""Producers whose commune is open, and where a person settles it."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(signed_in, shops):
    return signed_in(Role.OFFICER, unit=shops.province)


def left_open(name="Cơ sở =Mẫu", remark="split", address="Thôn 2, xã Lát, tỉnh Lâm Đồng"):
    one = factories.certified(of=factories.producer(name)).producer
    Producer.objects.filter(pk=one.pk).update(
        address=address, address_remark=remark, unit=None, province=factories.province()
    )
    one.refresh_from_db()
    return one


def page(one):
    return reverse("console:address", kwargs={"code": one.code})


def test_only_open_addresses_are_listed_by_what_is_open(officer):
    split, unknown = left_open(), left_open("Cơ sở B", "unknown_commune")
    factories.producer("Rõ ràng")

    every = officer.get(reverse("console:addresses"))
    some = officer.get(reverse("console:addresses"), {"remark": "unknown_commune"})

    assert [one for one, _open in every.context["rows"]] == [split, unknown]
    assert [one for one, _open in some.context["rows"]] == [unknown]


def test_the_home_says_how_many_there_are(officer):
    left_open()

    tasks = officer.get(reverse("console:home")).context["waiting"]

    assert (1, reverse("console:addresses")) in [(task.number, task.url) for task in tasks]


def test_as_many_questions_for_many_as_for_one(officer):
    counts = []
    for names in (["A"], [f"B{number}" for number in range(9)]):
        for name in names:
            left_open(name)
        with CaptureQueriesContext(connection) as queries:
            officer.get(reverse("console:addresses"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_excel_file_holds_text_and_no_formula(officer):
    left_open("=1+1")

    file = officer.get(reverse("console:addresses"), {"as": "xlsx"})

    rows = list(load_workbook(BytesIO(file.content)).active.iter_rows())
    assert [rows[1][0].value, rows[1][0].data_type] == ["=1+1", "s"]


def test_a_commune_is_chosen_and_who_chose_it_is_told(officer):
    one, commune = left_open(), factories.commune()

    asked = officer.get(page(one))
    answer = officer.post(page(one), {"commune": commune.code, "address": one.address})

    assert "Xã Lạc Dương" in asked.content.decode()
    assert answer.url == reverse("console:addresses")
    one.refresh_from_db()
    assert (one.unit, one.address_remark) == (commune, "")
    told = officer.get(page(one)).context["placed"]
    assert [line[1:] for line in told] == [("nguoi-officer", "Xã Lạc Dương")]


def test_another_province_brings_its_own_communes(officer):
    one, there = left_open(), factories.province("48", "Đà Nẵng")
    factories.commune("20194", "Hải Châu", there)

    asked = officer.get(page(one), {"province": "48"})
    officer.post(page(one), {"commune": "20194", "address": one.address, "province": "48"})

    assert "Xã Hải Châu" in asked.content.decode()
    one.refresh_from_db()
    assert one.province == there


def test_nothing_chosen_is_said_beside_the_field(officer):
    one = left_open()

    answer = officer.post(page(one), {"commune": "", "address": one.address})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["commune"])


def test_a_manager_sees_and_settles_nothing(signed_in, shops):
    client, one = signed_in(Role.CENTRE_MANAGER, place=shops.centre), left_open()

    assert b"<select" not in client.get(page(one)).content
    answer = client.post(page(one), {"commune": factories.commune().code, "address": one.address})
    assert answer.status_code == 403
