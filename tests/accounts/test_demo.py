import pytest

from marketplace.accounts.access import Action, places_for
from marketplace.accounts.demo import make_people
from marketplace.accounts.models import Login, Membership, Role
from marketplace.accounts.people import find_person

pytestmark = pytest.mark.django_db


def test_there_is_one_sign_in_per_role(shops):
    people = make_people([shops.point, shops.centre], lambda name: f"secret of {name}")

    assert [(p.name, p.role, p.password) for p in people] == [
        ("admin", Role.ADMINISTRATOR, "secret of admin"),
        ("canbo", Role.OFFICER, "secret of canbo"),
        ("quanly", Role.CENTRE_MANAGER, "secret of quanly"),
        ("nhanvien", Role.CLERK, "secret of nhanvien"),
    ]
    assert {p.role for p in people} == set(Role)
    assert find_person("nhanvien").check_password("secret of nhanvien")
    handing = places_for(find_person("nhanvien"), Action.FULFIL_ORDER)
    assert [place.name for place in handing] == ["Trung tâm"]
    ordering = places_for(find_person("canbo"), Action.SEE_ORDERS)
    assert {place.name for place in ordering} == {"Trung tâm", "Điểm bán"}


def test_a_second_run_makes_nobody_new_and_follows_the_kept_passwords(shops):
    make_people([shops.centre], lambda name: "first")

    make_people([shops.centre], lambda name: "second")

    assert Login.objects.count() == 4
    assert Membership.objects.count() == 4
    assert find_person("admin").check_password("second")
