"""What a shopper writes at checkout, checked in full before anything is locked."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import phones
from marketplace.accounts.receiver import contact_problems, destination_problems
from marketplace.orders import tax_code
from marketplace.orders.models import ShopOrder
from marketplace.orders.payments import METHODS
from marketplace.orders.payments.at_the_counter import METHOD as AT_THE_COUNTER
from marketplace.orders.payments.cash_on_delivery import METHOD as ON_DELIVERY
from marketplace.places.models import Level, Scheme, Unit
from marketplace.refusal import Problem

How = ShopOrder.How
LONGEST_EMAIL = 254  # what the column holds, and what mail allows

# What a promise needs of it; written out, because every order asks for it.
COMMUNE = """
SELECT id, parent_id, full_name, latitude, longitude FROM ocop_places_unit
WHERE id = %s AND scheme = %s AND level = %s
  AND (valid_from IS NULL OR valid_from <= %s) AND (valid_until IS NULL OR valid_until >= %s)
"""


@dataclass(frozen=True)
class Invoice:
    """Whom the invoice is for, where it is a company."""

    tax_code: str
    company: str
    address: str
    email: str


@dataclass(frozen=True)
class Checkout:
    """agreed_total: the đồng that stood on the button; agreed: the digest of the plan beside it.

    client_key: the form's own key. unit_id, address: where a delivery goes; point: the code of
    the place where it is collected. payment: a name of orders.payments, "" for the one that goes
    with the way. device: the browser's mark, hashed.
    """

    basket_token: str
    name: str
    phone: str
    unit_id: int | None
    address: str
    client_key: str
    agreed_total: int
    agreed: str
    email: str = ""
    note: str = ""
    language: str = "vi"
    how: str = How.DELIVERY
    point: str = ""
    payment: str = ""
    device: str = ""
    user_id: int | None = None
    invoice: Invoice | None = None


def cleaned(checkout: Checkout) -> tuple[Checkout, Unit | None, list[Problem]]:
    """The same with blanks trimmed and the phone as E.164, the commune of a delivery, and every
    problem of the fields. One query."""
    is_delivery = checkout.how == How.DELIVERY
    tidy = replace(
        checkout,
        name=" ".join(checkout.name.split()),
        unit_id=checkout.unit_id if is_delivery else None,
        address=" ".join(checkout.address.split()) if is_delivery else "",
        email=checkout.email.strip(),
        note=checkout.note.strip(),
        payment=checkout.payment or (ON_DELIVERY if is_delivery else AT_THE_COUNTER),
        invoice=_tidy(checkout.invoice),
    )
    commune = _commune(tidy.unit_id) if tidy.unit_id is not None else None
    problems = _contact(tidy)
    if is_delivery:
        problems += destination_problems(is_commune=commune is not None, address=tidy.address)
    if tidy.how not in How.values:
        problems.append(Problem("bad_how", _("Choose delivery or collection."), "how"))
    if tidy.payment not in METHODS:
        problems.append(Problem("bad_payment", _("Choose how you pay."), "payment"))
    if tidy.invoice is not None:
        problems += _invoice_problems(tidy.invoice)
    if phones.is_phone(tidy.phone):
        tidy = replace(tidy, phone=phones.e164(tidy.phone))
    return tidy, commune, problems


def _contact(checkout: Checkout) -> list[Problem]:
    problems = contact_problems(checkout.name, checkout.phone)
    if checkout.email and not _is_email(checkout.email):
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


def _commune(unit_id: int) -> Unit | None:
    day = clock.today()
    return next(
        iter(Unit.objects.raw(COMMUNE, [unit_id, Scheme.QD19, Level.COMMUNE, day, day])), None
    )


def _tidy(invoice: Invoice | None) -> Invoice | None:
    """None where nothing was written: the invoice is for the shopper then."""
    if invoice is None:
        return None
    said = Invoice(
        tax_code=tax_code.tidy(invoice.tax_code),
        company=" ".join(invoice.company.split()),
        address=" ".join(invoice.address.split()),
        email=invoice.email.strip(),
    )
    return said if any((said.tax_code, said.company, said.address, said.email)) else None


def _invoice_problems(invoice: Invoice) -> list[Problem]:
    problems = []
    if not tax_code.is_tax_code(invoice.tax_code):
        sentence = _("This is no tax code: 10 digits, 10 and 3 for a branch, or 12 of a person.")
        problems.append(Problem("bad_tax_code", sentence, "tax_code"))
    if not 2 <= len(invoice.company) <= 200:
        sentence = _("Write the company's name as it stands in its registration.")
        problems.append(Problem("bad_company", sentence, "company"))
    if not 3 <= len(invoice.address) <= 300:
        sentence = _("Write the company's address.")
        problems.append(Problem("bad_company_address", sentence, "company_address"))
    if not _is_email(invoice.email):
        sentence = _("Write the e-mail address that the invoice is sent to.")
        problems.append(Problem("bad_company_email", sentence, "company_email"))
    return problems


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
        MaxLengthValidator(LONGEST_EMAIL)(address)
    except ValidationError:
        return False
    return True
