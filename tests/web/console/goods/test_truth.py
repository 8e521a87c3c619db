"""The check's page, for staff and for everybody; and what stood there at a moment."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.inventory.models import StockCheck
from marketplace.inventory.tasks import check_stock
from marketplace.outbox import deliver
from tests import factories

pytestmark = pytest.mark.django_db


def broken(place, **key):
    return {
        "relation": "saleor_is_the_shelf",
        "table": "warehouse_stock",
        "key": {"place": place.code, "article": "8QK4TD7M2X"} | key,
        "says": 99,
        "should": 10,
    }


def kept(*rows, more=0):
    return StockCheck.objects.create(
        started_at=clock.now(),
        ended_at=clock.now(),
        counts=dict.fromkeys(
            ("entries", "documents", "balances", "shelves", "units", "holds", "sent", "places"), 1
        ),
        broken=list(rows),
        broken_count=len(rows) + more,
    )


def test_it_says_when_and_that_all_agrees(signed_in, shops, client, set_clock):
    set_clock("2026-11-22T10:42:00+07:00")
    factories.listing(at=shops.centre, quantity=12)
    check_stock()

    staff = signed_in(Role.CLERK, place=shops.centre).get(reverse("console:truth"))
    client.logout()
    public = client.get(reverse("shop:truth"))

    for page in (staff.content.decode(), public.content.decode()):
        assert "Sự thật lúc 10:42" in page
        assert "đều khớp" in page


def test_details_are_for_those_whose_places_they_are(signed_in, shops, client):
    kept(broken(shops.centre), broken(shops.foreign), more=5)

    page = signed_in(Role.CLERK, place=shops.centre).get(reverse("console:truth"))
    assert [row["key"][0][1] for row in page.context["rows"]] == [shops.centre.code]
    assert page.context["elsewhere"] == 6
    client.logout()

    admin = signed_in(Role.ADMINISTRATOR).get(reverse("console:truth"))
    assert len(admin.context["rows"]) == 2
    client.logout()

    public = client.get(reverse("shop:truth")).content.decode()
    assert "7 số liệu không khớp" in public
    for inside in (shops.centre.code, "warehouse_stock", "8QK4TD7M2X"):
        assert inside not in public


def test_run_now_asks_the_worker_once(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.centre)

    for _press in range(2):
        assert clerk.post(reverse("console:truth_check")).url == reverse("console:truth")
    waiting = clerk.get(reverse("console:truth"))
    assert "Đang so mọi số liệu" in waiting.content.decode()
    again = clerk.get(reverse("console:truth"), headers={"HX-Request": "true"})
    assert "Đang so mọi số liệu" in again.content.decode()

    assert deliver.sweep() == 2  # the stock, and the orders

    done = clerk.get(reverse("console:truth"), headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert clerk.get(reverse("console:truth")).context["last"].broken_count == 0


def test_before_the_first_check_both_pages_say_so(signed_in, shops, client):
    assert "Chưa kiểm tra lần nào" in (
        signed_in(Role.CLERK, place=shops.centre).get(reverse("console:truth")).content.decode()
    )
    assert "Lần kiểm tra đầu tiên" in client.get(reverse("shop:truth")).content.decode()


def test_the_checks_are_listed_and_exported(signed_in, shops):
    kept()
    kept(broken(shops.centre))
    clerk = signed_in(Role.CLERK, place=shops.centre)

    assert len(clerk.get(reverse("console:truth"), {"result": "bad"}).context["page"]) == 1
    response = clerk.get(reverse("console:truth"), {"as": "xlsx"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[-1] for row in rows[1:]] == [1, 0]


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        ({"day": "2026-11-20"}, [10]),
        ({"day": "20/11/2026", "time": "08:00"}, [10]),
        ({"day": "2026-11-20", "time": "07:59"}, []),
        ({"day": "2026-11-19"}, []),
    ],
)
@pytest.mark.parametrize("by", ["business_at", "recorded_at"])
def test_what_stood_there_at_a_moment(signed_in, shops, set_clock, asked, units, by):
    set_clock("2026-11-20T08:00:30+07:00")
    factories.listing(at=shops.centre, quantity=10)
    clerk = signed_in(Role.CLERK, place=shops.centre)
    asked = asked | {"place": shops.centre.code, "by": by}

    page = clerk.get(reverse("console:past_stock"), asked)
    assert [row["stood"].quantity for row in page.context["rows"]] == units
    response = clerk.get(reverse("console:past_stock"), asked | {"as": "xlsx"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[-1] for row in rows[1:]] == units


def test_another_place_is_no_choice(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.centre)

    page = clerk.get(
        reverse("console:past_stock"),
        {"place": shops.foreign.code, "day": "2026-11-20", "by": "recorded_at"},
    )

    assert "place" in page.context["form"].errors
    assert "rows" not in page.context


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beyond_all_sense_is_said_beside_the_field(signed_in, shops, day):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    asked = {"place": shops.centre.code, "day": day, "by": "recorded_at"}

    page = clerk.get(reverse("console:past_stock"), asked)

    assert page.status_code == 200
    assert "day" in page.context["form"].errors
