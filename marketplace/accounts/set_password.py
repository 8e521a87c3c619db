"""A password for whoever proved that a phone or an e-mail address is theirs, or knows the old one."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import memberships_of
from marketplace.accounts.check_code import is_proved, old_code
from marketplace.accounts.models import Login, SignUpCode
from marketplace.accounts.people import AccountRefused, create_person
from marketplace.audit.record import record
from marketplace.refusal import Problem
from marketplace.saleor_bridge import users

LONGEST = 128


def set_by_code(key: str, password: str) -> Any:
    """A new account for the target of a checked code, or a new password for the one there is.

    The code is used up; other sessions of the person end. Returns Saleor's user. Raises
    AccountRefused: old_code, bad_password; is_staff and closed, whom an administrator lets in: a
    code in a short message opens no console. Locks: the code's row.
    """
    _refuse_bad(password)
    with transaction.atomic():
        code = SignUpCode.objects.select_for_update().filter(key=key).first()
        if code is None or not is_proved(code) or code.until <= clock.now():
            raise old_code()
        field = "email" if "@" in code.target else "phone"
        login = Login.objects.select_related("user").filter(**{field: code.target}).first()
        if login is None:
            user = create_person(**{field: code.target}, password=password)
            login = user.login
        else:
            user = login.user
            _refuse_whom_others_let_in(user)
            users.set_password(user, password)
            record("accounts.new_password", actor_id=user.pk, subject=f"user:{user.pk}", data={})
        if field == "phone":
            login.phone_verified_at = clock.now()
            login.save(update_fields=["phone_verified_at"])
        code.delete()
        return user


def change(user: Any, old: str, new: str) -> None:
    """Another password for the person; sessions elsewhere end.

    Raises AccountRefused: wrong_password, bad_password.
    """
    problems = _password_problems(new)
    if not check_password(old, user.password):
        problems.insert(0, wrong_password("old"))
    if problems:
        raise AccountRefused(problems)
    with transaction.atomic():
        users.set_password(user, new)
        record("accounts.new_password", actor_id=user.pk, subject=f"user:{user.pk}", data={})


def wrong_password(field: str) -> Problem:
    """What is said of a present password that is not it."""
    return Problem("wrong_password", _("This is not your present password."), field)


def _refuse_whom_others_let_in(user: Any) -> None:
    if not user.is_active:
        raise AccountRefused(Problem("closed", _("This account is closed.")))
    if memberships_of(user).exists():
        raise AccountRefused(
            Problem(
                "is_staff",
                _("You work for the shop: an administrator sets your new password."),
            )
        )


def _refuse_bad(password: str) -> None:
    problems = _password_problems(password)
    if problems:
        raise AccountRefused(problems)


def _password_problems(password: str) -> list[Problem]:
    if len(password) > LONGEST:
        return [Problem("bad_password", _("A password has at most 128 characters."), "password")]
    try:
        validate_password(password)
    except ValidationError as error:
        return [Problem("bad_password", sentence, "password") for sentence in error.messages]
    return []
