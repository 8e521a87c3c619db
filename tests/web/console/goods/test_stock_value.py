"""The lists of what the stock is worth, on screen and in Excel."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.orders.place_order import place_order
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(signed_in, shops):
    """Of the province: sees centre and point, not the place of another province."""
    for place in (shops.centre, shops.point, shops.foreign):
        factories.listing(at=place, quantity=10, price=100_000)
    return signed_in(Role.OFFICER, unit=shops.province)


def url(name, asked=""):
    return reverse(f"console:{name}") + asked


def excel(client, name, asked="?as=xlsx"):
    book = load_workbook(BytesIO(client.get(url(name, asked)).content))
    return [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]


@pytest.mark.parametrize("name", ["stock_value", "consignment_age"])
def test_only_my_places_count_and_one_of_them_where_asked(officer, shops, name):
    both = officer.get(url(name)).context["page"].object_list
    one = officer.get(url(name, f"?place={shops.point.code}")).context["page"].object_list
    foreign = officer.get(url(name, f"?place={shops.foreign.code}")).context["page"].object_list

    assert {row["place__name"] for row in both} == {"Trung tâm", "Điểm bán"}
    assert {row["place__name"] for row in one} == {"Điểm bán"}
    assert {row["place__name"] for row in foreign} <= {"Trung tâm", "Điểm bán"}
    assert sorted(row[-1] for row in excel(officer, name)) == [1_000_000, 1_000_000]


def test_an_age_is_a_filter_and_its_sum_stands_beside_it(officer):
    fresh = officer.get(url("consignment_age", "?age=0"))
    old = officer.get(url("consignment_age", "?age=3"))

    assert [(one.units, one.value) for one in fresh.context["buckets"]][0] == (20, 2_000_000)
    assert len(fresh.context["rows"]) == 2
    assert old.context["rows"] == []
    assert excel(officer, "consignment_age", "?age=3&as=xlsx") == []


def test_what_an_order_holds_is_found_by_its_code_and_product(officer, shops):
    listing = factories.listing(factories.certified("Trà Bí đao"), at=shops.centre)
    order = place_order(factories.checkout(listing, quantity=3))

    by_code = officer.get(url("blocked", f"?q={order.code}")).context["rows"]
    by_name = officer.get(url("blocked", "?q=Bí đao")).context["rows"]
    nothing = officer.get(url("blocked", "?q=zzz")).context["rows"]

    parcel = order.parcels.get()
    assert [(code, of_parcel) for _hold, code, of_parcel in by_code] == [(order.code, parcel.code)]
    assert len(by_name) == 1
    assert nothing == []
    assert [row[:4] for row in excel(officer, "blocked")] == [
        [order.code, "Trung tâm", "Trà Bí đao", 3]
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "?first=nonsense&last=2026-13-01",
        "?first=2099-01-01&last=2020-01-01",
        "?first=0001-01-01&last=0001-01-01",
        "?first=9999-12-31&last=9999-12-31",
        "?place=nonsense&page=99&as=pdf",
    ],
)
def test_an_address_that_means_nothing_is_no_crash(officer, asked):
    for name in ("stock_value", "consignment_age", "losses", "blocked"):
        assert officer.get(url(name, asked)).status_code == 200, name
