from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.appointments import appoint
from marketplace.accounts.models import Membership, Role
from marketplace.accounts.people import AccountRefused, create_person
from marketplace.audit.models import Line

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


@pytest.fixture
def person():
    return create_person(name="kho")


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.ADMINISTRATOR, ["place"]),
        (Role.ADMINISTRATOR, ["unit"]),
        (Role.OFFICER, []),
        (Role.OFFICER, ["place"]),
        (Role.OFFICER, ["place", "unit"]),
        (Role.CENTRE_MANAGER, []),
        (Role.CENTRE_MANAGER, ["unit"]),
        (Role.CLERK, []),
        (Role.CLERK, ["unit", "place"]),
    ],
)
def test_a_scope_that_does_not_fit_the_role_is_refused_twice(person, shops, role, scope):
    given = {"place": shops.centre, "unit": shops.province}
    wrong = {name: given[name] for name in scope}

    with pytest.raises(AccountRefused) as refused:
        appoint(person, role, since=DAY, **wrong)
    with (
        pytest.raises(IntegrityError, match="ocop_membership_scope_fits_role"),
        transaction.atomic(),
    ):
        Membership.objects.create(user=person, role=role, since=DAY, **wrong)

    assert refused.value.codes == ["wrong_scope"]


def test_a_role_nobody_knows_is_refused_by_the_database(person):
    with (
        pytest.raises(IntegrityError, match="ocop_membership_scope_fits_role"),
        transaction.atomic(),
    ):
        Membership.objects.create(user=person, role="emperor", since=DAY)


def test_an_officer_is_appointed_to_a_province_not_to_a_commune(person, shops):
    with pytest.raises(AccountRefused) as refused:
        appoint(person, Role.OFFICER, since=DAY, unit=shops.centre.unit)

    assert refused.value.codes == ["not_a_province"]


def test_days_out_of_order_are_refused_twice(person, shops):
    with pytest.raises(AccountRefused) as refused:
        appoint(person, Role.CLERK, place=shops.centre, since=DAY, until=date(2026, 11, 21))
    with (
        pytest.raises(IntegrityError, match="ocop_membership_days_in_order"),
        transaction.atomic(),
    ):
        Membership.objects.create(
            user=person,
            role=Role.CLERK,
            place=shops.centre,
            since=DAY,
            until=date(2026, 11, 21),
        )

    assert refused.value.codes == ["wrong_days"]


@pytest.mark.parametrize("until", [None, date(2026, 12, 31)])
def test_the_same_appointment_twice_is_refused(person, shops, until):
    appoint(person, Role.CLERK, place=shops.centre, since=DAY, until=until)

    with pytest.raises(AccountRefused) as refused:
        appoint(person, Role.CLERK, place=shops.centre, since=DAY, until=until)

    assert refused.value.codes == ["already_appointed"]
    assert Membership.objects.count() == 1


def test_an_administrator_is_appointed_once_though_no_scope_tells_two_apart(person):
    appoint(person, Role.ADMINISTRATOR, since=DAY)

    with pytest.raises(AccountRefused):
        appoint(person, Role.ADMINISTRATOR, since=date(2026, 12, 1))


def test_a_person_may_come_back_and_may_work_at_two_places(person, shops):
    appoint(person, Role.CLERK, place=shops.centre, since=date(2026, 1, 1), until=date(2026, 6, 30))

    appoint(person, Role.CLERK, place=shops.centre, since=DAY)
    appoint(person, Role.CLERK, place=shops.point, since=DAY)

    assert Membership.objects.active_on(DAY).count() == 2


@pytest.mark.parametrize(
    ("day", "active"),
    [
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_an_appointment_holds_from_its_first_day_to_its_last(person, shops, day, active):
    held = appoint(person, Role.CLERK, place=shops.centre, since=DAY, until=date(2026, 11, 30))

    assert held.is_active_on(day) is active
    assert Membership.objects.active_on(day).exists() is active


def test_the_audit_line_names_role_and_scope(person, shops):
    appoint(person, Role.OFFICER, since=DAY, unit=shops.province, actor_id=7)

    line = Line.objects.get(action="accounts.appoint")
    assert line.actor_id == 7
    assert line.subject == f"user:{person.pk}"
    assert line.data == {
        "role": "officer",
        "place": None,
        "unit": "qd19:68",
        "since": "2026-11-22",
        "until": None,
    }
