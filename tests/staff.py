"""Places of two provinces and people with roles there, for tests of access and of the console."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from marketplace import clock
from marketplace.accounts.appointments import appoint
from marketplace.accounts.models import Role
from marketplace.accounts.people import create_person
from marketplace.places.models import Place
from marketplace.places.open_place import open_place
from tests import factories

PASSWORD = "one long secret 9"


def make_shops() -> SimpleNamespace:
    """province with centre and point of one seller, and a place of another province."""
    province = factories.province()
    seller = factories.operator()
    return SimpleNamespace(
        province=province,
        centre=factories.place("Trung tâm", seller=seller),
        point=factories.place("Điểm bán", seller=seller, kind=Place.Kind.SALES_POINT),
        foreign=open_place(
            operator=seller,
            name="Nơi khác",
            unit=factories.commune("20194", "Hải Châu", factories.province("48", "Đà Nẵng")),
            kind=Place.Kind.PROVINCIAL_CENTRE,
            sells_online=True,
            ships=True,
            opened_on=date(2025, 7, 1),
        ),
    )


def make_person(name: str, role: Role | None = None, **scope: Any) -> Any:
    """A person with a password, appointed since yesterday where a role is given."""
    user = create_person(name=name, password=PASSWORD)
    if role is not None:
        appoint(user, role, since=clock.today() - timedelta(days=1), **scope)
    return user
