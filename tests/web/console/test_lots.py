"""Stock by lot: what stands at one's own places, found by name, code, lot, place, condition."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.conditions import change_condition
from tests import factories
from tests.inventory.transfers.goods import more

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(shops, set_clock):
    set_clock("2026-11-22T12:00:00+07:00")
    return factories.listing(
        factories.certified("Mật ong cà phê"), at=shops.centre, best_before=date(2027, 5, 1)
    )


@pytest.fixture
def clerk(signed_in, shops, honey):
    return signed_in(Role.CLERK, place=shops.centre)


def shown(client, **asked):
    response = client.get(reverse("console:stock_lots"), asked)
    assert response.status_code == 200
    return [(row["balance"].lot.code, row["balance"].quantity) for row in response.context["rows"]]


def test_lots_stand_by_article_first_expiry_first(clerk, shops, honey):
    tea = factories.listing(factories.certified("Trà"), at=shops.centre, quantity=3)
    more(shops.centre, honey, "SOON", 2, date(2026, 12, 1))
    more(shops.centre, honey, "NEVER", 1)
    more(shops.foreign, tea, "ELSEWHERE", 5)

    assert shown(clerk) == [("SOON", 2), ("L1", 10), ("NEVER", 1), ("L1", 3)]


def test_filters_narrow_and_nonsense_finds_nothing(clerk, shops, honey):
    factories.listing(factories.certified("Trà"), at=shops.centre, quantity=3)
    more(shops.centre, honey, "MO-7", 2)
    picked = factories.picked(honey, 1)
    change_condition(
        shops.centre, [picked], "damaged", note="Nắp bị vỡ", actor_id=None, client_key="broken"
    )

    assert shown(clerk, q="mat ong") == [("L1", 10), ("MO-7", 1), ("MO-7", 1)]
    assert shown(clerk, q="mo-7", condition="good") == [("MO-7", 1)]
    assert shown(clerk, q=honey.code.lower()) == [("L1", 10), ("MO-7", 1), ("MO-7", 1)]
    assert shown(clerk, condition="damaged") == [("MO-7", 1)]
    assert shown(clerk, place=shops.centre.code, q="trà") == [("L1", 3)]
    assert shown(clerk, q="zzz") == []


def test_a_foreign_place_in_the_address_opens_nothing(clerk, shops, honey):
    more(shops.foreign, honey, "ELSEWHERE", 5)

    assert ("ELSEWHERE", 5) not in shown(clerk, place=shops.foreign.code)


def test_what_is_past_its_date_is_marked(clerk, honey, set_clock):
    set_clock("2027-05-01T23:59:59+07:00")
    fresh = clerk.get(reverse("console:stock_lots"))
    set_clock("2027-05-02T00:00:00+07:00")
    over = clerk.get(reverse("console:stock_lots"))

    assert [row["is_expired"] for row in fresh.context["rows"]] == [False]
    assert [row["is_expired"] for row in over.context["rows"]] == [True]


def test_the_file_holds_what_was_filtered(clerk, shops, honey):
    factories.listing(factories.certified("Trà"), at=shops.centre, quantity=3)

    response = clerk.get(reverse("console:stock_lots"), {"as": "xlsx", "q": "mật"})

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert [(row[0], row[1], row[3], row[6], row[9]) for row in rows[1:]] == [
        (honey.code, "Mật ong cà phê", "L1", "Trung tâm", 10)
    ]


def test_rows_cost_no_queries_of_their_own(clerk, shops, honey, django_assert_max_num_queries):
    address = reverse("console:stock_lots")
    clerk.get(address)
    with django_assert_max_num_queries(40) as one:
        clerk.get(address)
    for number in range(4):
        more(shops.centre, honey, f"LO-{number}", 2)

    with django_assert_max_num_queries(len(one)):
        assert len(shown(clerk)) == 5
