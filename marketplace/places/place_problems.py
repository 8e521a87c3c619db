"""What can be wrong with what is said of a place; shared by opening and editing one."""

from decimal import Decimal

import phonenumbers
from django.utils.translation import gettext as _

from marketplace.places.models import EAST, NORTH, SOUTH, WEST
from marketplace.refusal import Problem

LONGEST_NAME = 150
LONGEST_ADDRESS = 250  # Saleor's street line holds 256


def name_problems(name: str) -> list[Problem]:
    """bad_name: shorter than 3 or longer than 150 characters."""
    if 3 <= len(name) <= LONGEST_NAME:
        return []
    return [Problem("bad_name", _("Write the name of the place."), "name")]


def contact_problems(address: str, phone: str) -> list[Problem]:
    """bad_address, bad_phone."""
    problems = []
    if len(address) > LONGEST_ADDRESS:
        problems.append(
            Problem("bad_address", _("Keep the address under 250 characters."), "address")
        )
    if phone and not e164(phone):
        problems.append(
            Problem(
                "bad_phone",
                _("Write a Vietnamese phone number, for example 0912 345 678."),
                "phone",
            )
        )
    return problems


def coordinate_problems(latitude: Decimal | None, longitude: Decimal | None) -> list[Problem]:
    """bad_coordinates: degrees, both or none."""
    if (latitude is None) != (longitude is None) or (
        latitude is not None
        and longitude is not None
        and not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST)
    ):
        return [
            Problem(
                "bad_coordinates",
                _("Give latitude and longitude of a point in Viet Nam, in this order."),
                "latitude",
            )
        ]
    return []


def e164(phone: str) -> str:
    """The number as +84…; "" for none, and for what is no number."""
    try:
        number = phonenumbers.parse(phone, "VN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
