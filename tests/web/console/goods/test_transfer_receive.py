import pytest

from marketplace.accounts.models import Role
from marketplace.inventory.models import Shelf
from marketplace.places.models import Place
from tests import factories
from tests.inventory.transfers.goods import nothing_is_nowhere, standing
from tests.web.console.goods.transfer_pages import counts, key, url, way

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, stocked):
    return signed_in(Role.CLERK, place=stocked.point)


@pytest.fixture
def transfer(stocked):
    return factories.transfer(stocked.centre, stocked.point, stocked.honey, quantity=5, sent=True)


def receive(clerk, transfer, follow=False, **fields):
    body = way(transfer) | counts(transfer.sent.get(), **fields)
    return clerk.post(url("transfer_receive", transfer), key() | body, follow=follow)


def test_a_part_comes_today_and_the_rest_is_lost(clerk, stocked, transfer):
    response = receive(clerk, transfer, received="2", follow=True)
    assert "3" in response.content.decode()
    assert transfer.sent.get().on_the_way == 3

    receive(clerk, transfer, received="1", lost="2", loss_reason="lost_on_the_way")

    transfer.refresh_from_db()
    assert transfer.state == "received"
    assert standing(stocked.point) == {("L1", "good"): 3}
    nothing_is_nowhere()


def test_everything_comes_with_one_press_and_only_once(clerk, stocked, transfer):
    body = key(all="1", **way(transfer))

    clerk.post(url("transfer_receive", transfer), body)
    response = clerk.post(url("transfer_receive", transfer), body)

    assert response.url == url("transfer", transfer)
    assert Shelf.objects.get(place=stocked.point).on_hand == 5


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"received": "6"}, "received"),
        ({"received": "-1"}, "received"),
        ({"received": "1,5"}, "received"),
        ({"received": "1000000000"}, "received"),
        ({"damaged": "1"}, "damage_reason"),
        ({"lost": "1"}, "loss_reason"),
        ({"lost": "1", "loss_reason": "sold"}, "loss_reason"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(clerk, stocked, transfer, fields, field):
    response = receive(clerk, transfer, **fields)

    assert response.status_code == 422
    ((_row, form),) = response.context["rows"]
    assert list(form.errors) == [field]
    for typed in fields.values():
        assert typed == "sold" or f'value="{typed}"' in response.content.decode()
    assert transfer.sent.get().on_the_way == 5


def test_nothing_written_is_told(clerk, transfer):
    response = receive(clerk, transfer)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_a_row_of_another_transfer_counts_for_nothing(clerk, stocked, transfer):
    other = factories.transfer(
        stocked.centre, stocked.foreign, stocked.honey, quantity=1, sent=True
    )

    response = clerk.post(
        url("transfer_receive", transfer),
        key() | way(transfer) | counts(other.sent.get(), received="1"),
    )

    assert response.status_code == 422
    assert other.sent.get().received == 0


def test_what_another_clerk_has_received_is_not_received_again(clerk, stocked, transfer):
    clerk.post(url("transfer_receive", transfer), key(all="1", **way(transfer)))

    response = clerk.post(url("transfer_receive", transfer), key(all="1"), follow=True)

    assert response.redirect_chain == [(url("transfer", transfer), 302)]
    assert "đã kết thúc" in response.content.decode()
    assert Shelf.objects.get(place=stocked.point).on_hand == 5


def test_a_closed_place_receives_nothing(clerk, stocked, transfer):
    Place.objects.filter(pk=stocked.point.pk).update(closed_on="2026-01-01")

    response = receive(clerk, transfer, received="5")

    assert response.status_code == 422
    assert stocked.centre.name in response.context["form"].non_field_errors()[0]


def test_the_rest_goes_back_from_the_origin(signed_in, stocked, transfer, clerk):
    receive(clerk, transfer, received="2")
    manager = signed_in(Role.CENTRE_MANAGER, place=stocked.centre)

    assert manager.get(url("transfer", transfer)).context["may_bring_back"]
    manager.post(url("transfer_bring_back", transfer), key())

    transfer.refresh_from_db()
    assert (transfer.state, Shelf.objects.get(place=stocked.centre).on_hand) == ("received", 8)
    nothing_is_nowhere()


@pytest.mark.parametrize("pressed", [{}, {"all": "1"}])
def test_what_another_clerk_has_received_in_part_is_shown_before_it_is_received(
    clerk, stocked, transfer, pressed
):
    page = key(**way(transfer)) | counts(transfer.sent.get(), received="2") | pressed
    receive(clerk, transfer, received="2")

    response = clerk.post(url("transfer_receive", transfer), page)

    assert response.status_code == 422
    assert Shelf.objects.get(place=stocked.point).on_hand == 2
    ((row, form),) = response.context["rows"]
    assert (row.sent.on_the_way, form["received"].value()) == (3, "2")
    assert "Somebody" not in response.content.decode()
    again = page | {"seen": response.context["seen"]}
    clerk.post(url("transfer_receive", transfer), again)
    came = 5 if pressed else 4
    assert Shelf.objects.get(place=stocked.point).on_hand == came


def test_a_page_that_does_not_say_what_it_showed_receives_nothing(clerk, stocked, transfer):
    body = key() | counts(transfer.sent.get(), received="2")

    assert clerk.post(url("transfer_receive", transfer), body).status_code == 422
    assert transfer.sent.get().on_the_way == 5
