"""A shopper's address book: where goods go, and whom to call there."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.accounts.models import Address, Login
from marketplace.accounts.people import AccountRefused
from marketplace.accounts.receiver import Receiver, cleaned
from marketplace.audit.record import record
from marketplace.refusal import Problem

MOST = 20


def addresses(user_id: int) -> QuerySet[Address]:
    """The default first, then the newest. One query when read."""
    return Address.objects.filter(user=user_id).select_related("unit__parent")


def default_for(user_id: int) -> Address | None:
    """Where to, unless said otherwise: the default, else the newest. One query."""
    return addresses(user_id).first()


def save(
    user_id: int, receiver: Receiver, *, code: str | None = None, is_default: bool = False
) -> Address:
    """Add an address, or write the one with this code anew; the first is the default.

    The same address a second time is the first one. Raises AccountRefused: the problems of a
    Receiver, unknown_address, too_many. Locks: the person's sign-in.
    """
    receiver, problems = cleaned(receiver)
    if problems:
        raise AccountRefused(problems)
    with transaction.atomic():
        mine = _locked(user_id)
        written: dict[str, Any] = {
            "name": receiver.name,
            "phone": receiver.phone,
            "unit_id": receiver.unit_id,
            "address": receiver.address,
        }
        if code is not None:
            address = _of(mine, code)
        else:
            same = [one for one in mine if all(getattr(one, k) == v for k, v in written.items())]
            if not same and len(mine) >= MOST:
                raise AccountRefused(
                    Problem("too_many", _("An address book has at most 20 addresses."))
                )
            address = same[0] if same else Address(user_id=user_id, code=codes.new_code())
        for name, value in written.items():
            setattr(address, name, value)
        address.saved_at = clock.now()
        if is_default or not any(one.is_default for one in mine):
            _take_default(mine)
            address.is_default = True
        address.save()
        _noted("accounts.save_address", user_id, address)
        return address


def make_default(user_id: int, code: str) -> None:
    """Goods go there from now on, unless said otherwise. Raises AccountRefused unknown_address."""
    with transaction.atomic():
        mine = _locked(user_id)
        address = _of(mine, code)
        _take_default(mine)
        address.is_default = True
        address.save(update_fields=["is_default"])


def delete(user_id: int, code: str) -> None:
    """Out of the book; the newest of the others becomes the default where this one was it.

    An address that is gone already changes nothing.
    """
    with transaction.atomic():
        mine = _locked(user_id)
        gone = next((one for one in mine if one.code == code), None)
        if gone is None:
            return
        gone.delete()
        _noted("accounts.delete_address", user_id, gone)
        others = [one for one in mine if one.code != code]
        if gone.is_default and others:
            others[0].is_default = True
            others[0].save(update_fields=["is_default"])


def _locked(user_id: int) -> list[Address]:
    """The person's addresses; nobody else changes the book before the transaction ends.

    Raises AccountRefused erased where the account was emptied a moment ago.
    """
    login = Login.objects.select_for_update().get(user=user_id)
    if not (login.name or login.phone or login.email):
        raise AccountRefused(Problem("erased", _("This account was erased.")))
    return list(Address.objects.filter(user=user_id))


def _of(mine: list[Address], code: str) -> Address:
    for one in mine:
        if one.code == code:
            return one
    raise AccountRefused(Problem("unknown_address", _("This address is not in your book.")))


def _noted(action: str, user_id: int, address: Address) -> None:
    record(action, actor_id=user_id, subject=f"address:{address.code}", data={})


def _take_default(mine: list[Address]) -> None:
    Address.objects.filter(pk__in=[one.pk for one in mine], is_default=True).update(
        is_default=False
    )
    for one in mine:
        one.is_default = False
