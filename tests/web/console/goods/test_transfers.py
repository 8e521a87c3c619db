from io import BytesIO

import pytest
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.models import Document, Shelf
from marketplace.places.models import Place
from tests import factories
from tests.web.console.goods.transfer_pages import key, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def moves(stocked):
    """One transfer of each state between the centre and the point, and a foreign one."""
    ways = {
        "draft": factories.transfer(stocked.centre, stocked.point, stocked.honey, quantity=1),
        "sent": factories.transfer(
            stocked.centre, stocked.point, stocked.honey, quantity=2, sent=True
        ),
    }
    listing = factories.listing(at=stocked.foreign)
    other = factories.place("Nơi xa", seller=stocked.foreign.operator)
    Place.objects.filter(pk=other.pk).update(unit=stocked.foreign.unit)
    ways["foreign"] = factories.transfer(stocked.foreign, other, listing, quantity=3, sent=True)
    return ways


def listed(response):
    return {(one.code, one.units, one.on_the_way) for one in response.context["page"]}


def test_the_list_shows_what_concerns_my_places_and_nothing_else(signed_in, stocked, moves):
    clerk = signed_in(Role.CLERK, place=stocked.point)

    assert listed(clerk.get(url("transfers"))) == {
        (moves["draft"].code, 1, 0),
        (moves["sent"].code, 2, 2),
    }


@pytest.mark.parametrize(
    ("at", "which", "names"),
    [
        ("centre", "to_send", {"draft"}),
        ("centre", "going", {"sent"}),
        ("centre", "coming", set()),
        ("point", "coming", {"sent"}),
        ("point", "to_send", set()),
        ("point", "ended", set()),
    ],
)
def test_the_filter_asks_from_my_side(signed_in, stocked, moves, at, which, names):
    clerk = signed_in(Role.CLERK, place=getattr(stocked, at))

    shown = listed(clerk.get(url("transfers", which=which)))

    assert {code for code, _units, _way in shown} == {moves[name].code for name in names}


def test_the_excel_file_has_the_same_rows(signed_in, stocked, moves):
    clerk = signed_in(Role.CLERK, place=stocked.centre)

    content = clerk.get(url("transfers", **{"as": "xlsx", "which": "going"})).content

    rows = list(load_workbook(BytesIO(content)).active.values)
    assert [row[:6] for row in rows[1:]] == [
        (moves["sent"].code, "Trung tâm", "Điểm bán", "Đang trên đường", 2, 2)
    ]


def test_a_long_list_takes_no_more_queries(signed_in, stocked, django_assert_max_num_queries):
    clerk = signed_in(Role.CLERK, place=stocked.centre)
    for _number in range(5):
        factories.transfer(stocked.centre, stocked.point, stocked.honey, quantity=1, sent=True)

    with django_assert_max_num_queries(12):
        assert len(listed(clerk.get(url("transfers")))) == 5


def test_both_ends_may_do_what_is_theirs(signed_in, stocked, moves):
    at_centre = signed_in(Role.CLERK, place=stocked.centre).get(url("transfer", moves["sent"]))
    assert at_centre.context["may_cancel"] and not at_centre.context["may_receive"]

    clerk = signed_in(Role.CENTRE_MANAGER, place=stocked.point)
    at_point = clerk.get(url("transfer", moves["sent"])).context
    assert at_point["may_receive"] and not at_point["may_cancel"]
    assert not clerk.get(url("transfer", moves["draft"])).context["may_change"]


def test_goods_of_a_cancelled_transfer_are_back_and_said_so(signed_in, stocked, moves):
    clerk = signed_in(Role.CLERK, place=stocked.centre)

    response = clerk.post(url("transfer_cancel", moves["sent"]), key(), follow=True)

    assert response.redirect_chain == [(url("transfer", moves["sent"]), 302)]
    assert Shelf.objects.get(place=stocked.centre).on_hand == 10
    assert "đã về" in response.content.decode()


@pytest.mark.parametrize("name", ["transfer_cancel", "transfer_bring_back"])
def test_without_its_key_nothing_turns_round(signed_in, stocked, moves, name):
    clerk = signed_in(Role.CLERK, place=stocked.centre)

    response = clerk.post(url(name, moves["sent"]), follow=True)

    assert not Document.objects.filter(kind="sending_back").exists()
    assert "quá cũ" in response.content.decode()


def test_a_closed_destination_is_told_on_every_page(signed_in, stocked, moves, set_clock):
    clerk = signed_in(Role.CENTRE_MANAGER, place=stocked.point)
    Place.objects.filter(pk=stocked.point.pk).update(closed_on="2026-01-01")

    for name in ("transfer", "transfer_receive"):
        assert "01/01/2026" in clerk.get(url(name, moves["sent"])).content.decode()
