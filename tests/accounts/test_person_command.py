import io

import pytest
from django.core.management import CommandError, call_command

from marketplace.accounts.access import Action, allows, places_for
from marketplace.accounts.models import Login, Membership, Role
from marketplace.accounts.people import find_person

pytestmark = pytest.mark.django_db

GOOD = "ba con voi di bo"


def run(monkeypatch, *arguments, typed=GOOD):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    call_command("ocop_person", *arguments, "--password-stdin", stdout=io.StringIO())


def test_the_first_administrator_of_a_shop_of_ones_own(monkeypatch):
    run(monkeypatch, "Ha.PT", "--role", "administrator")

    person = find_person("ha.pt")
    assert person.check_password(GOOD)
    assert allows(person, Action.IMPORT_REGISTER)


def test_a_second_role_is_added_and_the_password_stays(monkeypatch, shops):
    run(monkeypatch, "ha", "--role", "clerk", "--place", shops.centre.code)
    run(monkeypatch, "ha", "--role", "officer", "--province", "48", typed="")

    person = find_person("ha")
    assert person.check_password(GOOD)
    assert set(Membership.objects.values_list("role", flat=True)) == {Role.CLERK, Role.OFFICER}
    places = {place.name for place in places_for(person, Action.SEE_ORDERS)}
    assert places == {"Trung tâm", "Nơi khác"}


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (["ha", "--role", "administrator"], "12345"),
        (["ha", "--role", "administrator"], "password12"),
        (["ha", "--role", "clerk"], GOOD),
        (["ha", "--role", "clerk", "--place", "NOWHERE"], GOOD),
        (["ha", "--role", "officer", "--province", "00"], GOOD),
        (["Hà", "--role", "administrator"], GOOD),
    ],
)
def test_what_would_not_work_makes_nobody(monkeypatch, arguments, typed):
    with pytest.raises(CommandError):
        run(monkeypatch, *arguments, typed=typed)

    assert not Login.objects.exists()
    assert not Membership.objects.exists()
