from datetime import date

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.orders.place_order import place_order
from marketplace.orders.refuse import refuse
from marketplace.places.supply import set_supplier
from tests import factories
from tests.handing import confirmed, packed, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_22nd_of_november_2026(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.day_start(date(2026, 11, 22)))


@pytest.fixture
def work(shops):
    """Two orders at the centre, one at the foreign place; one product unsold, one expiring."""
    listing = factories.listing(factories.certified("Mật ong"), at=shops.centre)
    for _number in range(2):
        place_order(factories.checkout(listing))
    place_order(factories.checkout(factories.listing(at=shops.foreign)))
    factories.certified("Cà phê", decided_on=date(2024, 2, 1))


def tasks(client):
    context = client.get(reverse("console:home")).context
    return [(task.number, task.url) for task in context["waiting"]]


def test_a_clerk_sees_the_orders_of_the_own_place(signed_in, shops, work):
    clerk = signed_in(Role.CLERK, place=shops.centre)

    assert tasks(clerk) == [(2, "/quan-ly/don-hang/goi-xac-nhan/")]
    html = clerk.get("/quan-ly/").content.decode()
    assert "Nhân viên bán hàng · Trung tâm" in html


def test_each_number_leads_to_exactly_so_many_rows(signed_in, shops, work):
    officer = signed_in(Role.OFFICER, unit=shops.province)

    found = tasks(officer)

    assert [number for number, _url in found] == [2, 1, 1]
    for number, url in found:
        assert officer.get(url).context["page"].paginator.count == number


def test_parcels_of_every_step_have_their_line(signed_in, shops):
    set_supplier(shops.point, shops.centre, actor_id=None)
    listing = factories.listing(at=shops.centre, quantity=20)
    checkouts = [factories.checkout(listing) for _step in range(4)]
    waiting, packing, shipping, coming = (place_order(one).parcels.get() for one in checkouts)
    collected = factories.checkout(listing, how="collection", point=shops.point.code)
    place_order(collected)
    confirmed(packing)
    packed(shipping)
    shipped(coming)
    refuse(coming.code, reason="Khách không nhận", actor_id=None)
    clerk = signed_in(Role.CLERK, place=shops.centre)

    found = {url.removeprefix("/quan-ly/don-hang/"): number for number, url in tasks(clerk)}

    assert found == {
        "goi-xac-nhan/": 1,
        "gui-diem-ban/": 1,
        "?state=confirmed": 1,
        "?state=packed": 1,
        "hang-hoan/": 1,
    }


def test_a_day_without_work_says_so(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.point)

    assert tasks(clerk) == []
    assert "Không có việc nào đang chờ bạn" in clerk.get("/quan-ly/").content.decode()


def test_the_menu_holds_what_the_role_may_open(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.point)

    menu = clerk.get("/quan-ly/").context["menu"]

    assert [item.url for item in menu] == [
        "/quan-ly/",
        "/quan-ly/don-hang/",
        "/quan-ly/ton-kho/",
        "/quan-ly/dia-diem/",
    ]
    assert [item.is_here for item in menu] == [True, False, False, False]


def test_an_appointment_that_has_ended_opens_nothing(signed_in, shops, monkeypatch):
    from marketplace.accounts.models import Membership

    clerk = signed_in(Role.CLERK, place=shops.point)
    Membership.objects.update(until=date(2026, 11, 22))
    assert clerk.get("/quan-ly/").status_code == 200

    monkeypatch.setattr(clock, "now", lambda: clock.day_end(date(2026, 11, 22)))

    assert clerk.get("/quan-ly/").status_code == 403
