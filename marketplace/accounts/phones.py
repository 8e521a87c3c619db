"""Phone numbers: any spelling in, one spelling kept.

Kept as E.164 ("+84912345678"). Read with Viet Nam as the country where none is written, so that
0912 345 678, 0912.345.678, +84 (0) 912-345-678, 0084912345678 and 84912345678 are one number.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

COUNTRY = "VN"
_VIET_NAM = 84
_SPELLED = re.compile(r"(?:tel:)?[\s\d()+./\-\u00a0\u2010-\u2015]+")


def e164(text: str) -> str:
    """The number as it is kept. ValueError when nobody could be called on it."""
    number = _parse(text)
    if number is None:
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_phone(text: str) -> bool:
    """Whether somebody could be called on it, in whatever spelling."""
    return _parse(text) is not None


def spoken(kept: str) -> str:
    """As people in Viet Nam write it: "0912 345 678"; foreign numbers with their country."""
    number = _parse(kept)
    if number is None:
        return kept
    home = number.country_code == _VIET_NAM
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def masked(kept: str) -> str:
    """All but the last three digits hidden, for screens where the number is not needed."""
    return "•" * 4 + " " + kept[-3:] if kept else ""


def _parse(text: str) -> phonenumbers.PhoneNumber | None:
    # The library would look for a number among words.
    if not _SPELLED.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except NumberParseException:
        return None
    # An extension would be lost silently, and two people of one office would become one.
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return number
