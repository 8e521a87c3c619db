"""Agreements on screen: found, made, ended."""

import uuid
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory import agreements
from marketplace.inventory.models import ConsignmentAgreement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(set_clock):
    set_clock("2026-11-22T09:00:00+07:00")


def url(name, *codes):
    return reverse(f"console:{name}", args=codes)


def terms(shops, **changed):
    return {
        "client_key": uuid.uuid4(),
        "operator": shops.centre.operator.code,
        "number": "05/2026/HĐKG",
        "commission": "12,5 %",
        "loss_bearer": "producer",
        "payment_days": "15",
        "since": "2026-12-01",
        "until": "",
    } | changed


def test_a_producer_is_found_and_an_agreement_made(manager, shops):
    producer = factories.producer("Hợp tác xã Tuy Đức")

    found = manager.get(url("agreement_producer"), {"q": "tuy duc"})
    answer = manager.post(url("agreement_new", producer.code), terms(shops))

    assert found.context["producers"] == [producer]
    made = ConsignmentAgreement.objects.get()
    assert answer.url == url("agreement", made.code)
    assert (str(made.commission), made.payment_days, made.number) == ("12.50", 15, "05/2026/HĐKG")
    assert made.recorded_by_id == manager.person.pk
    assert "12,5\u00a0%" in manager.get(answer.url).content.decode()


def test_pressing_twice_makes_one(manager, shops):
    page, form = url("agreement_new", factories.producer().code), terms(shops)

    assert [manager.post(page, form).status_code for _press in range(2)] == [302, 302]
    assert ConsignmentAgreement.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("commission", "100"),
        ("commission", "-1"),
        ("commission", "mười"),
        ("commission", ""),
        ("payment_days", "366"),
        ("loss_bearer", "nobody"),
        ("since", ""),
        ("since", "30/02/2026"),
        ("until", "2026-11-30"),
        ("operator", "nonsense"),
        ("number", "x" * 61),
    ],
)
def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(manager, shops, field, typed):
    page = url("agreement_new", factories.producer().code)

    response = manager.post(page, terms(shops, number="06/HĐ") | {field: typed})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert field == "number" or 'value="06/HĐ"' in response.content.decode()
    assert not ConsignmentAgreement.objects.exists()


def test_an_overlap_is_said_with_the_days_of_the_other(manager, shops):
    producer = factories.producer()
    factories.agreement(producer, shops.centre.operator)

    response = manager.post(url("agreement_new", producer.code), terms(shops))

    assert "01/01/2020" in response.context["form"].errors["since"][0]


def test_it_is_ended_and_the_list_says_so(manager, shops):
    one = factories.agreement(factories.producer(), shops.centre.operator)
    end = url("agreement_end", one.code)

    late = manager.post(end, {"until": "2026-11-21"})
    answer = manager.post(end, {"until": "2026-12-01"})

    assert late.status_code == 422
    assert "22/11/2026" in late.context["form"].errors["until"][0]
    assert answer.status_code == 302
    rows = manager.get(url("agreements") + "?state=ending").context["rows"]
    assert [(row[0].pk, row[1]) for row in rows] == [(one.pk, "ending")]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-11-22", "in_force"),
        ("2026-12-01", "ending"),
        ("2026-12-31", "ending"),
        ("2027-01-01", "ended"),
    ],
)
def test_each_state_is_found_by_its_name(manager, shops, set_clock, day, state):
    set_clock("2025-06-01T09:00:00+07:00")
    one = factories.agreement(
        factories.producer(),
        shops.centre.operator,
        since=date(2026, 1, 1),
        until=date(2026, 12, 31),
    )
    set_clock(f"{day}T09:00:00+07:00")

    lists = {
        name: [
            row[0].pk for row in manager.get(f"{url('agreements')}?state={name}").context["rows"]
        ]
        for name in ("in_force", "ending", "coming", "ended")
    }

    assert lists[state] == [one.pk]
    allowed = {state, "in_force"} if state == "ending" else {state}
    assert {name for name, found in lists.items() if found} == allowed


def test_one_that_begins_later_is_found_by_that(manager, shops):
    later = factories.agreement(
        factories.producer(), shops.centre.operator, since=date(2026, 11, 23)
    )

    rows = manager.get(url("agreements") + "?state=coming").context["rows"]

    assert [row[0].pk for row in rows] == [later.pk]
    assert manager.get(url("agreements") + "?state=in_force").context["rows"] == []


def test_another_operators_agreement_is_not_there(manager, shops):
    mine = factories.agreement(factories.producer(), shops.centre.operator)
    other = factories.agreement(factories.producer(), factories.operator())

    shown = manager.get(url("agreements")).context["rows"]
    book = load_workbook(BytesIO(manager.get(url("agreements") + "?as=xlsx").content))

    assert [row[0].pk for row in shown] == [mine.pk]
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == [mine.producer.name]
    assert manager.get(url("agreement", other.code)).status_code == 404


def test_a_clerk_has_no_part_in_it(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.centre)

    assert clerk.get(url("agreements")).status_code == 403


def test_going_on_sale_makes_the_agreement_where_none_is_in_force(manager, shops):
    product = factories.certified()
    page = reverse("console:publish", args=[product.code])
    offer = {
        "client_key": uuid.uuid4(), "price": "125.000", "unit_name": "hộp", "net_weight_g": "500",
        "vat_rate": "8", "way": "parcel", "place": shops.centre.code, "quantity": "3",
    }  # fmt: skip

    asks = manager.get(page).content.decode()
    without = manager.post(page, offer)
    half = manager.post(page, offer | {"commission": "15"})
    whole = {"commission": "15", "loss_bearer": "operator", "payment_days": "30"}
    answer = manager.post(page, offer | whole)

    assert 'name="commission"' in asks
    assert set(without.context["form"].errors) == {"commission"}
    assert set(half.context["form"].errors) == {"loss_bearer", "payment_days"}
    assert answer.status_code == 302
    made = agreements.in_force(product.producer_id, shops.centre.operator_id, date(2026, 11, 22))
    assert (made.loss_bearer, made.payment_days) == ("operator", 30)
    assert 'name="commission"' not in manager.get(page).content.decode()
