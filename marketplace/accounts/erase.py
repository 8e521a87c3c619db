"""A person's account, emptied: the number stays, which is all that append-only lines know."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from marketplace.accounts.access import memberships_of
from marketplace.accounts.models import Address, Login, SignUpCode
from marketplace.accounts.people import AccountRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge import users


def lock_person(user_id: int) -> Any:
    """The person's row: nothing is ordered in their name before the transaction ends."""
    return get_user_model().objects.select_for_update().get(pk=user_id)


def open_account(user_id: int | None) -> int | None:
    """The number again, of an account that is not erased before the transaction ends; None for a
    guest, and for one whose account was erased a moment ago.

    Asked by whatever writes in the person's name, before its other locks. No query for a guest.
    """
    if user_id is None:
        return None
    people = get_user_model().objects.select_for_update(no_key=True)
    return people.filter(pk=user_id, is_active=True).values_list("pk", flat=True).first()


def staff_problems(user: Any) -> list[Problem]:
    """is_staff: whoever works for the shop is taken off the list of its people first."""
    if not memberships_of(user).exists():
        return []
    sentence = _(
        "You work for the shop: an administrator ends that first, then you can erase this."
    )
    return [Problem("is_staff", sentence)]


def erase_account(user: Any) -> None:
    """Sign-in, address book and codes are gone; nobody signs in by it and open sessions end.

    Called inside a transaction, with the person's row locked (orders.erase_shopper decides whether
    it may). Consents stay: they name the number alone.
    """
    problems = staff_problems(user)
    if problems:
        raise AccountRefused(problems)
    login = Login.objects.select_for_update().get(user=user)
    known_by = [known for known in (login.phone, login.email) if known]
    SignUpCode.objects.filter(target__in=known_by).delete()
    Address.objects.filter(user=user).delete()
    login.name = login.phone = login.email = login.phone_verified_at = None
    login.save()
    users.set_password(user, None)
    users.close(user)
