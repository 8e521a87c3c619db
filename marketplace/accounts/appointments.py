"""Giving a person a role somewhere."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership, Role
from marketplace.accounts.people import AccountRefused
from marketplace.audit.record import record
from marketplace.places.models import Level, Place, Unit
from marketplace.refusal import Problem

ROLES = tuple(Role.values)  # what one can be appointed to
_NEEDS_PLACE = {Role.CENTRE_MANAGER, Role.CLERK}


def appoint(
    user: Any,
    role: Role,
    *,
    since: date,
    until: date | None = None,
    place: Place | None = None,
    unit: Unit | None = None,
    actor_id: int | None = None,
) -> Membership:
    """The person holds the role from `since` to `until`, both included.

    An officer needs unit (a province of today), a centre manager or clerk needs place, an
    administrator neither. Raises AccountRefused: wrong_scope, not_a_province, wrong_days,
    already_appointed.
    """
    problems = _problems(role, place, unit, since, until)
    if problems:
        raise AccountRefused(problems)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, role=role, place=place, unit=unit, since=since, until=until
            )
            record(
                "accounts.appoint",
                actor_id=actor_id,
                subject=f"user:{user.pk}",
                data={
                    "role": str(role),
                    "place": place.code if place else None,
                    "unit": f"{unit.scheme}:{unit.code}" if unit else None,
                    "since": since.isoformat(),
                    "until": until.isoformat() if until else None,
                },
            )
    except IntegrityError:
        raise AccountRefused(
            Problem("already_appointed", _("This person holds that role there already."))
        ) from None
    return membership


def roles_on(asked: Collection[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """(person's id, day) → the roles held on that day, in words; "–" for none. One query."""
    held: dict[int, list[Membership]] = defaultdict(list)
    for one in Membership.objects.filter(user__in={user_id for user_id, _day in asked}):
        held[one.user_id].append(one)
    return {
        (user_id, day): ", ".join(
            sorted({str(Role(one.role).label) for one in held[user_id] if one.is_active_on(day)})
        )
        or "–"
        for user_id, day in asked
    }


def _problems(
    role: Role, place: Place | None, unit: Unit | None, since: date, until: date | None
) -> list[Problem]:
    problems = []
    if (place is not None) != (role in _NEEDS_PLACE) or (unit is not None) != (
        role == Role.OFFICER
    ):
        sentence = _("An officer needs a province, a manager or clerk a place, others neither.")
        problems.append(Problem("wrong_scope", sentence, data={"role": str(role)}))
    elif unit is not None and (unit.level != Level.PROVINCE or unit.valid_until is not None):
        sentence = _("An officer is appointed to a province that exists today.")
        problems.append(Problem("not_a_province", sentence, field="unit"))
    if until is not None and until < since:
        sentence = _("The last day comes before the first.")
        problems.append(Problem("wrong_days", sentence, field="until"))
    return problems
