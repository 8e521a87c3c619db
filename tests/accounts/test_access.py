from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from marketplace import clock
from marketplace.accounts.access import (
    AT_THE_SHELF,
    AccessRefused,
    Action,
    actions_of,
    allows,
    places_for,
    require,
)
from marketplace.accounts.appointments import appoint
from marketplace.accounts.models import Role
from marketplace.accounts.people import create_person
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from marketplace.saleor_bridge import users
from tests import factories
from tests.staff import make_person

pytestmark = pytest.mark.django_db

REGISTER = {
    Action.IMPORT_REGISTER,
    Action.CONFIRM_REGISTER,
    Action.SEE_IMPORTS,
    Action.SEE_REGISTER,
}
SYSTEM = {Action.MANAGE_SOURCES, Action.SEE_OUTBOX, Action.MANAGE_WEBHOOKS}


def person(role=None, **scope):
    return make_person("kho", role, **scope)


def names(places):
    return {place.name for place in places}


def test_an_administrator_may_do_everything_everywhere(shops):
    user = person(Role.ADMINISTRATOR)

    assert actions_of(user) == set(Action)
    for action in Action:
        assert names(places_for(user, action)) == {"Trung tâm", "Điểm bán", "Nơi khác"}
        assert allows(user, action, shops.foreign)


def test_an_officer_runs_the_register_and_sees_the_places_of_the_province(shops):
    user = person(Role.OFFICER, unit=shops.province)

    at_places = {
        Action.PUBLISH_LISTING,
        Action.SEE_STOCK,
        Action.SEE_ORDERS,
        Action.MANAGE_AGREEMENTS,
        Action.MANAGE_PLACE,
        Action.OPEN_PLACE,
        Action.LEND_STAFF,
    }
    assert actions_of(user) == REGISTER | at_places | {Action.RECALL_LOT}
    for action in at_places:
        assert names(places_for(user, action)) == {"Trung tâm", "Điểm bán"}
        assert allows(user, action, shops.point)
        assert not allows(user, action, shops.foreign)
    for action in set(Action) - REGISTER - at_places - SYSTEM - {Action.RECALL_LOT}:
        assert names(places_for(user, action)) == set()
        assert not allows(user, action, shops.centre)
        assert not allows(user, action)


def test_a_manager_runs_the_own_place(shops):
    user = person(Role.CENTRE_MANAGER, place=shops.centre)

    assert actions_of(user) == set(Action) - {
        Action.IMPORT_REGISTER,
        Action.CONFIRM_REGISTER,
        Action.SEE_IMPORTS,
        *SYSTEM,
        Action.OPEN_PLACE,
        Action.RECALL_LOT,
    }
    for action in actions_of(user) - REGISTER:
        assert names(places_for(user, action)) == {"Trung tâm"}
        assert not allows(user, action, shops.point)


@pytest.fixture
def chain(shops):
    """centre → district → point → booth, each supplying the next."""
    seller = shops.centre.operator
    shops.district = factories.place("Khu vực", seller=seller, kind=Place.Kind.DISTRICT_CENTRE)
    shops.booth = factories.place("Gian hàng", seller=seller, kind=Place.Kind.FAIR_BOOTH)
    set_supplier(shops.district, shops.centre, actor_id=None)
    set_supplier(shops.point, shops.district, actor_id=None)
    set_supplier(shops.booth, shops.point, actor_id=None)
    return shops


def test_a_manager_also_acts_at_all_that_the_centre_supplies_at_any_depth(chain):
    everything = {"Trung tâm", "Khu vực", "Điểm bán", "Gian hàng"}
    manager = person(Role.CENTRE_MANAGER, place=chain.centre)
    below = make_person("khuvuc", Role.CENTRE_MANAGER, place=chain.district)

    assert names(places_for(manager, Action.TRANSFER_STOCK)) == everything
    assert names(places_for(below, Action.TRANSFER_STOCK)) == everything - {"Trung tâm"}
    assert allows(manager, Action.FULFIL_ORDER, chain.booth)
    assert not allows(manager, Action.FULFIL_ORDER, chain.foreign)
    assert not allows(below, Action.FULFIL_ORDER, chain.centre)


def test_what_is_no_longer_supplied_is_foreign_again(chain):
    manager = person(Role.CENTRE_MANAGER, place=chain.centre)

    set_supplier(chain.point, None, actor_id=None)

    assert names(places_for(manager, Action.SEE_STOCK)) == {"Trung tâm", "Khu vực"}


def test_a_clerk_of_a_supplying_centre_stays_in_the_centre(chain):
    clerk = person(Role.CLERK, place=chain.centre)

    assert names(places_for(clerk, Action.SEE_STOCK)) == {"Trung tâm"}
    assert not allows(clerk, Action.FULFIL_ORDER, chain.point)


def test_the_depth_of_supply_costs_no_query(chain, django_assert_num_queries):
    manager = person(Role.CENTRE_MANAGER, place=chain.centre)

    with django_assert_num_queries(1):
        assert len(places_for(manager, Action.SEE_STOCK)) == 4
    with django_assert_num_queries(1):
        assert allows(manager, Action.SEE_STOCK, chain.booth)


def test_a_clerk_works_at_the_shelf_of_the_own_place(shops):
    user = person(Role.CLERK, place=shops.point)

    assert actions_of(user) == AT_THE_SHELF
    assert Action.APPROVE_ADJUSTMENT not in AT_THE_SHELF
    for action in AT_THE_SHELF:
        assert names(places_for(user, action)) == {"Điểm bán"}
        assert not allows(user, action, shops.centre)
    assert not allows(user, Action.PUBLISH_LISTING, shops.point)
    assert not allows(user, Action.SEE_REGISTER)


def test_two_roles_add_up_and_each_stays_in_its_scope(shops):
    user = person(Role.OFFICER, unit=shops.province)
    appoint(user, Role.CLERK, place=shops.foreign, since=clock.today())

    assert names(places_for(user, Action.SEE_ORDERS)) == {"Trung tâm", "Điểm bán", "Nơi khác"}
    assert names(places_for(user, Action.FULFIL_ORDER)) == {"Nơi khác"}
    assert names(places_for(user, Action.PUBLISH_LISTING)) == {"Trung tâm", "Điểm bán"}


def test_saleors_flags_and_permissions_give_nothing(shops):
    user = person()
    user.is_staff = user.is_superuser = True  # as it would be read from the row

    assert actions_of(user) == set()
    assert names(places_for(user, Action.SEE_ORDERS)) == set()
    assert not allows(user, Action.SEE_REGISTER)


def test_a_guest_and_a_closed_account_may_do_nothing(shops):
    closed = person(Role.ADMINISTRATOR)
    users.close(closed)

    for user in (AnonymousUser(), closed):
        assert actions_of(user) == set()
        assert names(places_for(user, Action.SEE_ORDERS)) == set()
        assert not allows(user, Action.SEE_ORDERS, shops.centre)


@pytest.mark.parametrize(
    ("today", "may"),
    [
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_an_appointment_counts_by_the_day_in_viet_nam(shops, monkeypatch, today, may):
    user = create_person(name="kho")
    appoint(
        user,
        Role.CLERK,
        place=shops.centre,
        since=date(2026, 11, 22),
        until=date(2026, 11, 30),
    )

    monkeypatch.setattr(clock, "now", lambda: clock.day_start(today))

    assert allows(user, Action.FULFIL_ORDER, shops.centre) is may


def test_asking_costs_one_query(shops, django_assert_num_queries):
    user = person(Role.OFFICER, unit=shops.province)

    with django_assert_num_queries(1):
        allows(user, Action.SEE_ORDERS, shops.centre)
    with django_assert_num_queries(1):
        list(places_for(user, Action.SEE_ORDERS))
    with django_assert_num_queries(1):
        actions_of(user)


def test_require_tells_a_foreign_place_from_a_missing_right(shops):
    user = person(Role.CLERK, place=shops.point)

    require(user, Action.FULFIL_ORDER, shops.point)
    with pytest.raises(AccessRefused) as foreign:
        require(user, Action.FULFIL_ORDER, shops.centre)
    with pytest.raises(AccessRefused) as missing:
        require(user, Action.PUBLISH_LISTING, shops.point)

    assert foreign.value.codes == ["foreign_place"]
    assert missing.value.codes == ["not_allowed"]
