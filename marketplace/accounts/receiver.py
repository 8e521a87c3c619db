"""Who receives goods and where: checked the same way wherever it is written."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import phones
from marketplace.places.models import Level, Scheme, Unit
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Receiver:
    """unit_id: a commune of today; address: house number and street, or hamlet."""

    name: str
    phone: str
    unit_id: int | None
    address: str


def cleaned(receiver: Receiver) -> tuple[Receiver, list[Problem]]:
    """The same with blanks trimmed and the phone as E.164, and every problem of its fields."""
    tidy = replace(
        receiver,
        name=" ".join(receiver.name.split()),
        address=" ".join(receiver.address.split()),
    )
    problems = [*contact_problems(tidy.name, tidy.phone), *_destination(tidy)]
    if phones.is_phone(tidy.phone):
        tidy = replace(tidy, phone=phones.e164(tidy.phone))
    return tidy, problems


def contact_problems(name: str, phone: str) -> list[Problem]:
    """bad_phone, bad_name."""
    problems = []
    if not phones.is_phone(phone):
        problems.append(
            Problem(
                "bad_phone",
                _("Write a Vietnamese phone number, for example 0912 345 678."),
                "phone",
            )
        )
    if not 2 <= len(name) <= 120:
        problems.append(Problem("bad_name", _("Write the name of who receives the goods."), "name"))
    return problems


def destination_problems(*, is_commune: bool, address: str) -> list[Problem]:
    """bad_unit, bad_address. is_commune: whether a commune of today was chosen."""
    problems = []
    if not is_commune:
        problems.append(Problem("bad_unit", _("Choose the commune or ward."), "unit"))
    if not 3 <= len(address) <= 300:
        problems.append(
            Problem(
                "bad_address", _("Write house number and street, or the hamlet's name."), "address"
            )
        )
    return problems


def _destination(receiver: Receiver) -> list[Problem]:
    communes = Unit.objects.valid_on(clock.today()).filter(
        scheme=Scheme.QD19, level=Level.COMMUNE, pk=receiver.unit_id
    )
    is_commune = receiver.unit_id is not None and communes.exists()
    return destination_problems(is_commune=is_commune, address=receiver.address)
