"""Whoever knows an order's code and its phone number may see it; guessing is stopped."""

from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.accounts import phones, tries
from marketplace.orders.models import Booking, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

# Wrong numbers on one order within TRIES_FORGOTTEN_AFTER seconds: from one address, so that a
# stranger does not lock the owner out; and from all together, far above what people mistype. And
# wrong codes from one address.
MOST_TRIES, MOST_TRIES_OF_ALL, MOST_CODES, TRIES_FORGOTTEN_AFTER = 10, 200, 30, 3600


def prove(order: ShopOrder | Booking, phone: str, *, address: str) -> None:
    """Nothing where the phone, in any spelling, is the order's or the booking's.

    address: the client's, for the limits alone. Raises OrderRefused: wrong_phone, too_many.
    """
    of_all = f"order-tries:{order.code}"
    limits = {of_all: MOST_TRIES_OF_ALL, f"{of_all}:{tries.hidden(address)}": MOST_TRIES}
    if tries.is_spent(limits):
        raise OrderRefused(
            Problem(
                "too_many",
                _("Too many wrong numbers. Try again in an hour, or call the seller."),
                "phone",
            )
        )
    if phones.is_phone(phone) and order.phone and phones.e164(phone) == order.phone:
        return
    tries.count(limits, TRIES_FORGOTTEN_AFTER)
    raise OrderRefused(
        Problem(
            "wrong_phone",
            _("This is not the number of the order. Check it and try again."),
            "phone",
        )
    )


def find(code: str, phone: str, *, address: str) -> ShopOrder:
    """The order of this code, typed with or without blanks, and this phone.

    An order that is not there and a wrong number are one answer. Raises OrderRefused: bad_code,
    bad_phone, not_found, too_many.
    """
    code = codes.clean(code)
    problems = []
    if not codes.is_code(code):
        sentence = _("An order code has ten letters and digits; it stands in our message to you.")
        problems.append(Problem("bad_code", sentence, "code"))
    if not phones.is_phone(phone):
        sentence = _("Write a Vietnamese phone number, for example 0912 345 678.")
        problems.append(Problem("bad_phone", sentence, "phone"))
    if problems:
        raise OrderRefused(problems)
    limits = {f"order-codes:{tries.hidden(address)}": MOST_CODES}
    if tries.is_spent(limits):
        raise OrderRefused(Problem("too_many", _("Too many tries. Try again in an hour.")))
    order = ShopOrder.objects.filter(code=code).first()
    try:
        if order is not None:
            prove(order, phone, address=address)
            return order
    except OrderRefused as refused:
        if "wrong_phone" not in refused.codes:
            raise
    tries.count(limits, TRIES_FORGOTTEN_AFTER)
    raise OrderRefused(not_found())


def not_found() -> Problem:
    """What is said where there is no such order, or it is not theirs."""
    return Problem("not_found", _("There is no order with this code and this phone number."))
