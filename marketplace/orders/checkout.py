"""What a shopper writes at checkout, checked in full before anything is locked."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import phones
from marketplace.places.models import Level, Scheme, Unit
from marketplace.refusal import Problem

LONGEST_EMAIL = 254  # what the column holds, and what mail allows


@dataclass(frozen=True)
class Checkout:
    """agreed_total: the đồng that stood on the button. client_key: the form's own key."""

    basket_token: str
    name: str
    phone: str
    unit_id: int | None
    address: str
    client_key: str
    agreed_total: int
    email: str = ""
    note: str = ""
    language: str = "vi"


def cleaned(checkout: Checkout) -> tuple[Checkout, list[Problem]]:
    """The same with blanks trimmed and the phone as E.164, and every problem of its fields."""
    tidy = replace(
        checkout,
        name=" ".join(checkout.name.split()),
        address=" ".join(checkout.address.split()),
        email=checkout.email.strip(),
        note=checkout.note.strip(),
    )
    problems = [*_contact(tidy), *_destination(tidy)]
    if phones.is_phone(tidy.phone):
        tidy = replace(tidy, phone=phones.e164(tidy.phone))
    return tidy, problems


def _contact(checkout: Checkout) -> list[Problem]:
    problems = []
    if not phones.is_phone(checkout.phone):
        problems.append(
            Problem(
                "bad_phone",
                _("Write a Vietnamese phone number, for example 0912 345 678."),
                "phone",
            )
        )
    if not 2 <= len(checkout.name) <= 120:
        problems.append(Problem("bad_name", _("Write the name of who receives the goods."), "name"))
    if checkout.email:
        try:
            validate_email(checkout.email)
            MaxLengthValidator(LONGEST_EMAIL)(checkout.email)
        except ValidationError:
            problems.append(
                Problem(
                    "bad_email",
                    _("This e-mail address is not complete; leave it out or mend it."),
                    "email",
                )
            )
    if len(checkout.note) > 500:
        problems.append(Problem("bad_note", _("Keep the note under 500 characters."), "note"))
    return problems


def _destination(checkout: Checkout) -> list[Problem]:
    problems = []
    communes = Unit.objects.valid_on(clock.today()).filter(
        scheme=Scheme.QD19, level=Level.COMMUNE, pk=checkout.unit_id
    )
    if checkout.unit_id is None or not communes.exists():
        problems.append(Problem("bad_unit", _("Choose the commune or ward."), "unit"))
    if not 3 <= len(checkout.address) <= 300:
        problems.append(
            Problem(
                "bad_address", _("Write house number and street, or the hamlet's name."), "address"
            )
        )
    return problems
