"""Opening a place: our row and Saleor's warehouse, in one transaction."""

from datetime import date
from decimal import Decimal

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes, text
from marketplace.audit.record import record
from marketplace.places.models import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    Level,
    Operator,
    Place,
    Scheme,
    Unit,
)
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge.warehouses import create_warehouse

LONGEST_NAME = 150
LONGEST_ADDRESS = 250  # Saleor's street line holds 256
MOST_FEE = 10_000_000  # đồng; more is a slip of the keyboard


def open_place(
    *,
    operator: Operator,
    name: str,
    kind: str,
    unit: Unit,
    address: str = "",
    phone: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    sells_online: bool = False,
    collects: bool = False,
    ships: bool = False,
    delivery_fee: int = 0,
    opened_on: date | None = None,
    actor_id: int | None = None,
) -> Place:
    """A place with its warehouse, and the audit line of it.

    unit: a commune of today. Without coordinates the place stands where its commune does.
    delivery_fee: đồng, tax included. opened_on: today when left out. Raises PlaceRefused with
    every problem; nothing is written then.
    """
    name, address = " ".join(name.split()), " ".join(address.split())
    if latitude is None and longitude is None:
        latitude, longitude = unit.latitude, unit.longitude
    problems = [
        *_identity_problems(name, kind, unit),
        *_contact_problems(address, phone),
        *_figure_problems(delivery_fee, latitude, longitude),
    ]
    if problems:
        raise PlaceRefused(problems)
    code, slug = codes.new_code(), text.slug(name)
    with transaction.atomic():
        warehouse = create_warehouse(
            name=name,
            slug=f"{slug}-{code.lower()}",
            operator_name=operator.name,
            street=address,
            commune=unit.full_name,
            province=unit.parent.full_name if unit.parent else "",
            phone=_e164(phone),
        )
        place = Place.objects.create(
            warehouse=warehouse,
            operator=operator,
            code=code,
            slug=slug,
            name=name,
            kind=kind,
            unit=unit,
            address=address,
            phone=_e164(phone),
            latitude=latitude,
            longitude=longitude,
            sells_online=sells_online,
            collects=collects,
            ships=ships,
            delivery_fee=delivery_fee,
            opened_on=opened_on or clock.today(),
        )
        record(
            "places.open",
            actor_id=actor_id,
            subject=f"place:{code}",
            data={"kind": kind, "unit": unit.code, "operator": operator.code},
        )
    return place


def _identity_problems(name: str, kind: str, unit: Unit) -> list[Problem]:
    problems = []
    if not 3 <= len(name) <= LONGEST_NAME:
        problems.append(Problem("bad_name", _("Write the name of the place."), "name"))
    if kind not in Place.Kind.values:
        problems.append(Problem("bad_kind", _("Choose what kind of place it is."), "kind"))
    if unit.level != Level.COMMUNE or unit.scheme != Scheme.QD19 or unit.valid_until is not None:
        problems.append(Problem("bad_unit", _("Choose a commune or ward of today."), "unit"))
    return problems


def _contact_problems(address: str, phone: str) -> list[Problem]:
    problems = []
    if len(address) > LONGEST_ADDRESS:
        problems.append(
            Problem("bad_address", _("Keep the address under 250 characters."), "address")
        )
    if phone and not _e164(phone):
        problems.append(
            Problem(
                "bad_phone",
                _("Write a Vietnamese phone number, for example 0912 345 678."),
                "phone",
            )
        )
    return problems


def _figure_problems(
    fee: int, latitude: Decimal | None, longitude: Decimal | None
) -> list[Problem]:
    problems = []
    if not isinstance(fee, int) or not 0 <= fee <= MOST_FEE:
        problems.append(
            Problem(
                "bad_fee",
                _("The delivery fee is a whole number of đồng, from 0 to 10.000.000."),
                "delivery_fee",
            )
        )
    if (latitude is None) != (longitude is None) or (
        latitude is not None
        and longitude is not None
        and not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST)
    ):
        problems.append(
            Problem(
                "bad_coordinates",
                _("Give latitude and longitude of a point in Viet Nam, in this order."),
                "latitude",
            )
        )
    return problems


def _e164(phone: str) -> str:
    """The number as +84…; "" for none, and for what is no number."""
    try:
        number = phonenumbers.parse(phone, "VN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
