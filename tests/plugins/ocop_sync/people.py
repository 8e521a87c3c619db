from datetime import date
from typing import Any

from marketplace.accounts.appointments import appoint
from marketplace.accounts.models import Role
from marketplace.accounts.people import create_person


def administrator() -> Any:
    user = create_person(name="admin")
    appoint(user, Role.ADMINISTRATOR, since=date(2026, 1, 1))
    return user


def nobody_in_particular(name: str) -> Any:
    """Somebody who signs in and has no role."""
    return create_person(name=name)
