"""What is short, the draft of it, and the figures behind both."""

import uuid
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.models import StockTarget, Transfer
from marketplace.inventory.targets import Wanted, set_targets
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(shops):
    """Nine at the centre, which supplies the point; the point should have four."""
    set_supplier(shops.point, shops.centre, actor_id=None)
    listing = factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=9)
    set_targets(shops.point, [Wanted(listing.variant_id, 2, 4)], actor_id=None)
    return listing


@pytest.fixture
def manager(signed_in, shops, honey):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


def short_in(response):
    return [(need.target.place.name, need.short) for need in response.context["page"]]


def test_a_centre_sees_what_its_points_are_short_of(manager, shops, honey):
    set_targets(shops.foreign, [Wanted(honey.variant_id, 7, 7)], actor_id=None)

    response = manager.get(reverse("console:refill"))

    assert short_in(response) == [("Điểm bán", 4)]
    [one] = response.context["sendable"]
    assert (one["place"], one["supplier"], one["lines"], one["units"]) == (
        *(shops.point, shops.centre),
        *(1, 4),
    )


def test_what_is_full_is_shown_only_when_asked_for(manager, shops, honey):
    set_targets(shops.centre, [Wanted(honey.variant_id, 1, 9)], actor_id=None)
    address = reverse("console:refill")

    assert short_in(manager.get(address)) == [("Điểm bán", 4)]
    assert short_in(manager.get(address, {"show": "all"})) == [("Điểm bán", 4), ("Trung tâm", 0)]
    assert short_in(manager.get(address, {"show": "all", "place": shops.centre.code})) == [
        ("Trung tâm", 0)
    ]


def test_the_list_goes_along_as_a_file(manager, honey):
    response = manager.get(reverse("console:refill"), {"as": "xlsx"})

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1] == ("Điểm bán", honey.code, "Mật ong", 2, 4, 0, 0, 0, 4, "Trung tâm", 4, 0)


def test_a_double_click_makes_one_draft(manager, shops, honey):
    address = reverse("console:refill_draft", args=[shops.point.code])

    key = uuid.uuid4()

    first = manager.post(address, {"client_key": key})
    second = manager.post(address, {"client_key": key})

    draft = Transfer.objects.get()
    assert first["Location"] == second["Location"]
    assert first["Location"] == reverse("console:transfer", args=[draft.code])
    assert list(draft.lines.values_list("variant", "quantity")) == [(honey.variant_id, 4)]


@pytest.mark.parametrize("key", ["", "a\0b", "one"])
def test_without_the_pages_key_no_draft_is_made(manager, shops, honey, key):
    address = reverse("console:refill_draft", args=[shops.point.code])

    response = manager.post(address, {"client_key": key}, follow=True)

    assert "tải lại trang" in response.content.decode()
    assert not Transfer.objects.exists()


def test_one_key_makes_a_draft_for_each_place(manager, shops, honey):
    other = factories.place("Điểm hai", seller=shops.centre.operator)
    set_supplier(other, shops.centre, actor_id=None)
    set_targets(other, [Wanted(honey.variant_id, 1, 1)], actor_id=None)
    key = uuid.uuid4()

    for place in (shops.point, other):
        manager.post(reverse("console:refill_draft", args=[place.code]), {"client_key": key})

    assert {one.destination for one in Transfer.objects.all()} == {shops.point, other}


def test_what_stands_in_a_draft_is_not_asked_for_again(manager, shops, honey):
    address = reverse("console:refill_draft", args=[shops.point.code])
    manager.post(address, {"client_key": uuid.uuid4()})

    again = manager.post(address, {"client_key": uuid.uuid4()}, follow=True)

    assert Transfer.objects.count() == 1
    assert "notice-bad" in again.content.decode()


def test_the_points_own_clerk_may_not_take_from_a_foreign_place(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.point)
    set_targets(shops.foreign, [Wanted(honey.variant_id, 7, 7)], actor_id=None)

    foreign = clerk.post(reverse("console:refill_draft", args=[shops.foreign.code]))

    assert foreign.status_code == 404
    assert short_in(clerk.get(reverse("console:refill"))) == [("Điểm bán", 4)]


def figures(listing, minimum, target):
    return {f"minimum-{listing.code}": minimum, f"target-{listing.code}": target}


def test_wrong_figures_are_said_at_their_row_and_nothing_is_kept(manager, shops, honey):
    tea = factories.listing(factories.certified("Trà"), at=shops.centre)
    address = reverse("console:targets", args=[shops.point.code])

    unread = manager.post(address, figures(honey, "5", "8") | figures(tea, "hai", "1,5"))
    refused = manager.post(address, figures(honey, "9", "8") | figures(tea, "1", "1.200"))

    for response, wrong in ((unread, tea), (refused, honey)):
        assert response.status_code == 422
        errors = {row.listing: row.error for row in response.context["rows"] if row.error}
        assert list(errors) == [wrong]
        assert str(errors[wrong]) in response.content.decode()
    typed = {row.listing: (row.minimum, row.target) for row in refused.context["rows"]}
    assert typed == {honey: ("9", "8"), tea: ("1", "1.200")}
    assert list(StockTarget.objects.values_list("minimum", "target")) == [(2, 4)]


def test_a_row_that_was_emptied_is_no_longer_kept_full(manager, shops, honey):
    address = reverse("console:targets", args=[shops.point.code])

    saved = manager.post(address, figures(honey, "", ""))

    assert saved.status_code == 302
    assert not StockTarget.objects.exists()


def test_rows_cost_no_queries_of_their_own(manager, shops, honey, django_assert_max_num_queries):
    address = reverse("console:refill")
    manager.get(address)
    with django_assert_max_num_queries(40) as one:
        manager.get(address)
    for _more in range(4):
        listing = factories.listing(at=shops.centre)
        set_targets(shops.point, [Wanted(listing.variant_id, 2, 4)], actor_id=None)

    with django_assert_max_num_queries(len(one)):
        assert len(short_in(manager.get(address))) == 5
