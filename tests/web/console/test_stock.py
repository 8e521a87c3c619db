from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.orders.place_order import place_order
from tests import factories

pytestmark = pytest.mark.django_db


def shown(response):
    return [
        (row.shelf.variant.product.name, row.shelf.on_hand, row.shelf.held, row.free)
        for row in response.context["rows"]
    ]


def test_a_shelf_shows_what_is_there_what_is_held_and_what_can_be_sold(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    honey = factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=10)
    place_order(factories.checkout(honey, quantity=3))
    factories.listing(factories.certified("Cà phê"), at=shops.point)

    assert shown(clerk.get(reverse("console:stock"))) == [("Mật ong", 10, 3, 7)]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "ca phe"}, ["Cà phê"]),
        ({"q": "Mật"}, ["Mật ong"]),
        ({"q": "%"}, []),
        ({"place": "nowhere"}, ["Cà phê", "Mật ong"]),
    ],
)
def test_the_address_says_what_is_shown(signed_in, shops, asked, names):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    for name in ("Mật ong", "Cà phê"):
        factories.listing(factories.certified(name), at=shops.centre)

    response = clerk.get(reverse("console:stock"), asked)

    assert [row[0] for row in shown(response)] == names


def test_with_several_places_one_can_be_chosen(signed_in, shops):
    officer = signed_in(Role.OFFICER, unit=shops.province)
    factories.listing(factories.certified("Mật ong"), at=shops.centre)
    factories.listing(factories.certified("Cà phê"), at=shops.point)
    factories.listing(factories.certified("Hạt điều"), at=shops.foreign)

    def names(**asked):
        return [row[0] for row in shown(officer.get(reverse("console:stock"), asked))]

    assert names() == ["Cà phê", "Mật ong"]
    assert names(place=shops.point.code) == ["Cà phê"]
    assert names(place=shops.foreign.code) == ["Cà phê", "Mật ong"]


def test_the_excel_file_has_the_same_figures(signed_in, shops):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    listing = factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=10)

    response = clerk.get(reverse("console:stock"), {"as": "xlsx"})

    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1:] == [(listing.code, "Mật ong", "hộp", "Trung tâm", 10, 0, 10)]
