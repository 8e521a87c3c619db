"""Mã số thuế: 10 digits of an organisation, 13 of its branch, 12 of a person."""

import re

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_NOT_WRITTEN = re.compile(r"[\s.\u00a0]")
_ORGANISATION = re.compile(r"^([0-9]{10})(-[0-9]{3})?$")
_PERSON = re.compile(r"^0[0-9]{2}[0-9]{9}$")  # its number begins with the province: 001 to 096
LAST_PROVINCE = 96


def tidy(text: str) -> str:
    """As it is written on an invoice: a branch with its hyphen, no blanks, no dots."""
    bare = _NOT_WRITTEN.sub("", text)
    return f"{bare[:10]}-{bare[10:]}" if len(bare) == 13 and bare.isdigit() else bare


def is_tax_code(text: str) -> bool:
    """Whether the text, as tidy() gives it, can be one: check digit, or province of the person.

    >>> is_tax_code("0100109106")
    True
    """
    if _PERSON.match(text):
        return 1 <= int(text[:3]) <= LAST_PROVINCE
    written = _ORGANISATION.match(text)
    if written is None:
        return False
    digits = [int(digit) for digit in written[1]]
    total = sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=False))
    return digits[9] == 10 - total % 11
