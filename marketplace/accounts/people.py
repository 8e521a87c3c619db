"""Making people and finding them."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts import phones
from marketplace.accounts.models import Login
from marketplace.audit.record import record
from marketplace.refusal import Problem, Refusal
from marketplace.saleor_bridge import users

NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


class AccountRefused(Refusal):
    """A person can't be made or appointed like this."""


def create_person(
    *,
    name: str = "",
    phone: str = "",
    email: str = "",
    password: str | None = None,
    actor_id: int | None = None,
) -> Any:
    """A new person who signs in by any of name, phone (in any spelling) and e-mail.

    password: as typed; None lets nobody sign in until one is set. actor_id: who made the
    account, None for the command line. Returns Saleor's user, whose own address is random.
    Raises AccountRefused with every problem: none_given, bad_*, taken_*.
    """
    kept, problems = _readable(name, phone, email)
    problems += _taken(kept)
    if problems:
        raise AccountRefused(problems)
    try:
        with transaction.atomic():
            user = users.create_user(password=password)
            Login.objects.create(user=user, **kept)
            record("accounts.create_person", actor_id=actor_id, subject=f"user:{user.pk}", data={})
    except IntegrityError:  # taken by somebody a moment ago
        problems = _taken(kept)
        if not problems:
            raise
        raise AccountRefused(problems) from None
    return user


def find_person(typed: str) -> Any | None:
    """Who signs in by this name, phone in any spelling, or e-mail; None when nobody does."""
    kept = sign_in_key(typed)
    if kept is None:
        return None
    field, value = kept
    login = Login.objects.select_related("user").filter(**{field: value}).first()
    return login.user if login else None


def sign_in_key(typed: str) -> tuple[str, str] | None:
    """Which field of Login the text belongs to, and how it is kept there."""
    typed = typed.strip()
    if "@" in typed:
        return "email", typed.lower()
    if NAME.fullmatch(typed.lower()):
        return "name", typed.lower()
    if phones.is_phone(typed):
        return "phone", phones.e164(typed)
    return None


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """What to call people on staff screens, by id: their name, or a phone that says little.

    One query. A person without either (erased, or known by e-mail alone) is "#id".
    """
    wanted = {user_id for user_id in user_ids if user_id is not None}
    named = {
        login.user_id: login.name or phones.masked(login.phone or "")
        for login in Login.objects.filter(user__in=wanted)
    }
    return {user_id: named.get(user_id) or f"#{user_id}" for user_id in wanted}


def _readable(name: str, phone: str, email: str) -> tuple[dict[str, str], list[Problem]]:
    kept: dict[str, str] = {}
    problems = []
    if not (name or phone or email):
        problems.append(
            Problem("none_given", _("Give a name, a phone number or an e-mail address."))
        )
    if name:
        kept["name"] = name.strip().lower()
        if not NAME.fullmatch(kept["name"]):
            problems.append(
                Problem(
                    "bad_name",
                    _(
                        "A sign-in name has 2 to 32 letters without marks, digits, dots or"
                        " hyphens, and begins with a letter."
                    ),
                    field="name",
                )
            )
    if phone:
        try:
            kept["phone"] = phones.e164(phone)
        except ValueError:
            sentence = _("This is not a phone number. Write it like 0912 345 678.")
            problems.append(Problem("bad_phone", sentence, field="phone"))
    if email:
        kept["email"] = email.strip().lower()
        try:
            validate_email(kept["email"])
        except ValidationError:
            sentence = _("This is not an e-mail address.")
            problems.append(Problem("bad_email", sentence, field="email"))
    return kept, problems


def _taken(kept: dict[str, str]) -> list[Problem]:
    sentences = {
        "name": _("Somebody signs in by this name already."),
        "phone": _("Somebody signs in by this phone number already."),
        "email": _("Somebody signs in by this e-mail address already."),
    }
    return [
        Problem(f"taken_{field}", sentences[field], field=field)
        for field, value in kept.items()
        if Login.objects.filter(**{field: value}).exists()
    ]
