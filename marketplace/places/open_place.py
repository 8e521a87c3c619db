"""Opening a place: our row and Saleor's warehouse, in one transaction."""

from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes, text
from marketplace.audit.record import record
from marketplace.places.models import Level, Operator, Place, Scheme, Unit
from marketplace.places.place_problems import (
    contact_problems,
    coordinate_problems,
    e164,
    name_problems,
)
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge.warehouses import create_warehouse


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
    opened_on: date | None = None,
    actor_id: int | None = None,
    client_key: str | None = None,
) -> Place:
    """A place with its warehouse, and the audit line of it.

    unit: a commune of today. Without coordinates the place stands where its commune does.
    opened_on: today when left out. Raises PlaceRefused with every problem; nothing is written
    then. The same client key answers with the first place.
    """
    before = Place.objects.filter(client_key=client_key).first() if client_key else None
    if before is not None:
        return before
    name, address = " ".join(name.split()), " ".join(address.split())
    if latitude is None and longitude is None:
        latitude, longitude = unit.latitude, unit.longitude
    problems = [
        *_identity_problems(name, kind, unit),
        *contact_problems(address, phone),
        *coordinate_problems(latitude, longitude),
    ]
    if problems:
        raise PlaceRefused(problems)
    code, slug = codes.new_code(), text.slug(name)
    with transaction.atomic():
        if client_key:
            before = _opened_meanwhile(client_key)
            if before is not None:
                return before
        warehouse = create_warehouse(
            name=name,
            slug=f"{slug}-{code.lower()}",
            operator_name=operator.name,
            street=address,
            commune=unit.full_name,
            province=unit.parent.full_name if unit.parent else "",
            phone=e164(phone),
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
            phone=e164(phone),
            latitude=latitude,
            longitude=longitude,
            sells_online=sells_online,
            collects=collects,
            ships=ships,
            client_key=client_key,
            opened_on=opened_on or clock.today(),
        )
        record(
            "places.open",
            actor_id=actor_id,
            subject=f"place:{code}",
            data={"kind": kind, "unit": unit.code, "operator": operator.code},
        )
    return place


def _opened_meanwhile(client_key: str) -> Place | None:
    """The place of the same form, sent twice at once: the second waits for the first here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"open place {client_key}"])
    return Place.objects.filter(client_key=client_key).first()


def _identity_problems(name: str, kind: str, unit: Unit) -> list[Problem]:
    problems = name_problems(name)
    if kind not in Place.Kind.values:
        problems.append(Problem("bad_kind", _("Choose what kind of place it is."), "kind"))
    if unit.level != Level.COMMUNE or unit.scheme != Scheme.QD19 or unit.valid_until is not None:
        problems.append(Problem("bad_unit", _("Choose a commune or ward of today."), "unit"))
    return problems
