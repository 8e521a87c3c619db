"""One sign-in per role for the demo shop. Role names only: nobody is invented."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password

from marketplace import clock
from marketplace.accounts.appointments import appoint
from marketplace.accounts.models import Membership, Role
from marketplace.accounts.people import create_person, find_person
from marketplace.places.models import Place, Unit
from marketplace.saleor_bridge import users


@dataclass(frozen=True)
class SignIn:
    name: str
    password: str
    role: Role


def make_people(places: Sequence[Place], password_for: Callable[[str], str]) -> list[SignIn]:
    """admin, canbo, quanly and nhanvien; made once, brought back to their passwords after.

    places: of one province, the provincial centre among them: officer of that province,
    manager and clerk of that centre. password_for(name): the password the caller keeps.
    """
    centre = next(place for place in places if place.kind == Place.Kind.PROVINCIAL_CENTRE)
    scopes: list[tuple[str, Any, dict[str, Any]]] = [
        ("admin", Role.ADMINISTRATOR, {}),
        ("canbo", Role.OFFICER, {"unit": _province(centre.unit)}),
        ("quanly", Role.CENTRE_MANAGER, {"place": centre}),
        ("nhanvien", Role.CLERK, {"place": centre}),
    ]
    return [_make(SignIn(name, password_for(name), role), scope) for name, role, scope in scopes]


def _make(sign_in: SignIn, scope: dict[str, Any]) -> SignIn:
    user = find_person(sign_in.name)
    if user is None:
        user = create_person(name=sign_in.name, password=sign_in.password)
    elif not check_password(sign_in.password, user.password):
        users.set_password(user, sign_in.password)
    if not Membership.objects.filter(user=user, role=sign_in.role, **scope).exists():
        appoint(user, sign_in.role, since=clock.today(), **scope)
    return sign_in


def _province(unit: Unit) -> Unit:
    while unit.parent is not None:
        unit = unit.parent
    return unit
