"""Cho mượn người: for some days a clerk works at two places."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.access import Action, places_for
from marketplace.accounts.appointments import appoint
from marketplace.accounts.lending import end_lending, lend, lendings
from marketplace.accounts.models import Membership, Role
from marketplace.accounts.people import AccountRefused
from marketplace.audit.models import Line
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from marketplace.saleor_bridge import users
from tests.staff import make_person

pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 22)
DAYS = {"since": FIRST, "until": date(2026, 11, 24)}


@pytest.fixture
def staff(shops, set_clock):
    """A clerk of the point, and the manager of the centre that supplies it."""
    set_clock("2026-11-22T09:00:00+07:00")
    set_supplier(shops.point, shops.centre, actor_id=None)
    shops.clerk = make_person("nhanvien", Role.CLERK, place=shops.point)
    shops.manager = make_person("quanly", Role.CENTRE_MANAGER, place=shops.centre)
    shops.officer = make_person("canbo", Role.OFFICER, unit=shops.province)
    return shops


def seen(user):
    return {place.name for place in places_for(user, Action.SEE_STOCK)}


def codes(refusal):
    return refusal.value.codes


def test_a_lent_clerk_sees_both_places_until_midnight_of_the_last_day(staff, set_clock):
    lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **DAYS)

    assert seen(staff.clerk) == {"Điểm bán", "Trung tâm"}
    set_clock("2026-11-24T23:59:59+07:00")
    assert seen(staff.clerk) == {"Điểm bán", "Trung tâm"}
    set_clock("2026-11-25T00:00:00+07:00")
    assert seen(staff.clerk) == {"Điểm bán"}


def test_it_begins_on_its_first_day_and_is_written_down(staff, set_clock):
    later = {"since": FIRST + timedelta(1), "until": FIRST + timedelta(1)}
    lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **later)

    assert seen(staff.clerk) == {"Điểm bán"}
    set_clock("2026-11-23T00:00:00+07:00")
    assert seen(staff.clerk) == {"Điểm bán", "Trung tâm"}
    line = Line.objects.get(action="accounts.lend")
    assert line.actor_id == staff.manager.pk
    assert line.subject == f"user:{staff.clerk.pk}"
    assert line.data == {
        "from": staff.point.code,
        "to": staff.centre.code,
        "since": "2026-11-23",
        "until": "2026-11-23",
    }


def test_the_same_form_sent_twice_lends_once(staff):
    first = lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **DAYS)

    assert lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **DAYS) == first
    assert Line.objects.filter(action="accounts.lend").count() == 1


def test_it_can_end_today(staff, set_clock):
    lent = lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **DAYS)

    end_lending(lent, actor=staff.manager)

    assert seen(staff.clerk) == {"Điểm bán", "Trung tâm"}
    set_clock("2026-11-23T00:00:00+07:00")
    assert seen(staff.clerk) == {"Điểm bán"}
    assert Line.objects.get(action="accounts.lending_ends").data["until"] == "2026-11-22"


def test_one_that_has_not_begun_is_taken_back(staff):
    later = {"since": FIRST + timedelta(5), "until": FIRST + timedelta(6)}
    lent = lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **later)

    assert end_lending(lent, actor=staff.manager) is None
    assert end_lending(lent, actor=staff.manager) is None

    assert not Membership.objects.filter(lent_from__isnull=False).exists()
    assert Line.objects.filter(action="accounts.lending_taken_back").count() == 1


def test_only_whoever_may_lend_at_both_places_does(staff):
    stranger = make_person("khac", Role.CENTRE_MANAGER, place=staff.foreign)

    for actor, target in ((staff.manager, staff.foreign), (stranger, staff.foreign)):
        with pytest.raises(AccountRefused) as refused:
            lend(staff.clerk.pk, staff.point, target, actor=actor, **DAYS)
        assert codes(refused) == ["foreign_place"]
    with pytest.raises(AccountRefused) as refused:
        lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.clerk, **DAYS)
    assert codes(refused) == ["foreign_place"]
    lent = lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.officer, **DAYS)
    assert not lendings(stranger).exists()
    with pytest.raises(AccountRefused):
        end_lending(lent, actor=stranger)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"since": FIRST - timedelta(1)}, "wrong_days"),
        ({"until": FIRST - timedelta(1)}, "wrong_days"),
        ({"until": FIRST + timedelta(60)}, "wrong_days"),
    ],
)
def test_days_that_cannot_be_are_refused(staff, change, code):
    with pytest.raises(AccountRefused) as refused:
        lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **DAYS | change)

    assert code in codes(refused)
    assert seen(staff.clerk) == {"Điểm bán"}


def test_who_is_no_clerk_there_cannot_be_lent(staff):
    Membership.objects.filter(user=staff.clerk).update(until=FIRST + timedelta(1))
    gone = make_person("nghi", Role.CLERK, place=staff.point)
    users.close(gone)

    for person in (staff.clerk, staff.manager, gone):
        with pytest.raises(AccountRefused) as refused:
            lend(person.pk, staff.point, staff.centre, actor=staff.officer, **DAYS)
        assert codes(refused) == ["not_a_clerk_there"]


def test_a_lent_clerk_is_not_lent_on_and_not_twice_on_a_day(staff):
    lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **DAYS)

    with pytest.raises(AccountRefused) as onward:
        lend(staff.clerk.pk, staff.centre, staff.point, actor=staff.manager, **DAYS)
    with pytest.raises(AccountRefused) as twice:
        days = {"since": DAYS["until"], "until": DAYS["until"] + timedelta(3)}
        lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.manager, **days)
    with pytest.raises(AccountRefused) as home:
        lend(staff.clerk.pk, staff.point, staff.point, actor=staff.manager, **DAYS)

    assert codes(onward) == ["not_a_clerk_there"]
    assert codes(twice) == ["lent_already"]
    assert codes(home) == ["same_place"]


def test_nobody_is_lent_to_a_closed_place(staff):
    Place.objects.filter(pk=staff.centre.pk).update(closed_on=date(2026, 11, 1))
    staff.centre.refresh_from_db()

    with pytest.raises(AccountRefused) as refused:
        lend(staff.clerk.pk, staff.point, staff.centre, actor=staff.officer, **DAYS)

    assert codes(refused) == ["place_closed"]


def test_the_database_lends_for_days_and_once_a_day(staff):
    lent = {
        "user": staff.clerk,
        "place": staff.centre,
        "role": Role.CLERK,
        "lent_from": staff.point,
    }
    Membership.objects.create(**lent, **DAYS)
    wrong = (
        {**lent, "since": FIRST + timedelta(1), "until": FIRST + timedelta(9)},
        {**lent, "since": FIRST + timedelta(20), "until": None},
        {**lent, "since": FIRST, "until": FIRST, "role": Role.CENTRE_MANAGER},
        {**lent, "since": FIRST, "until": FIRST, "place": staff.point},
    )

    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(**values)


def test_an_appointment_there_is_no_lending(staff):
    appoint(staff.clerk, Role.CLERK, place=staff.centre, since=FIRST)

    assert not lendings(staff.officer).exists()
