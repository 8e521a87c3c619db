"""Changing what is said of a place: its name, contact, position, what it does."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from PIL import Image

from marketplace import pictures, text
from marketplace.audit.record import record
from marketplace.places.models import Place
from marketplace.places.place_problems import (
    contact_problems,
    coordinate_problems,
    e164,
    name_problems,
)
from marketplace.places.refused import PlaceRefused
from marketplace.saleor_bridge.warehouses import rename_warehouse

PHOTOS = "places"  # the folder of the storage


def edit_place(
    place: Place,
    *,
    name: str,
    address: str,
    phone: str,
    latitude: Decimal | None,
    longitude: Decimal | None,
    sells_online: bool,
    collects: bool,
    ships: bool,
    actor_id: int | None,
) -> Place:
    """The place as it is said from now on; its warehouse follows. What stays the same is not audited.

    Without coordinates the place stands where its commune does. Raises PlaceRefused with every
    problem: bad_name, bad_address, bad_phone, bad_coordinates.
    Locks: the place.
    """
    name, address = " ".join(name.split()), " ".join(address.split())
    problems = [
        *name_problems(name),
        *contact_problems(address, phone),
        *coordinate_problems(latitude, longitude),
    ]
    if problems:
        raise PlaceRefused(problems)
    with transaction.atomic():
        held = lock_place(place)
        if latitude is None:
            latitude, longitude = held.unit.latitude, held.unit.longitude
        changed = _set(
            held,
            {
                "name": name,
                "slug": text.slug(name),
                "address": address,
                "phone": e164(phone),
                "latitude": latitude,
                "longitude": longitude,
                "sells_online": sells_online,
                "collects": collects,
                "ships": ships,
            },
        )
        if changed:
            held.save(update_fields=changed)
            rename_warehouse(held.warehouse_id, name=name, street=address, phone=held.phone)
            record(
                "places.edit",
                actor_id=actor_id,
                subject=f"place:{held.code}",
                data={"changed": changed},
            )
    return held


def set_photo(place: Place, image: Image.Image | None, *, actor_id: int | None) -> Place:
    """The photo that stands for the place from now on; None: the drawing again.

    image: as pictures.read() gives it. Nothing but its pixels is kept. Locks: the place.
    """
    stored = (
        pictures.store(PHOTOS, place.code.lower(), image) if image else pictures.Stored("", 0, 0)
    )
    with transaction.atomic():
        held = lock_place(place)
        photo = {
            "photo_stem": stored.stem,
            "photo_width": stored.width,
            "photo_height": stored.height,
        }
        changed = _set(held, photo)
        if changed:
            held.save(update_fields=changed)
            record(
                "places.photo",
                actor_id=actor_id,
                subject=f"place:{held.code}",
                data={"photo": stored.stem},
            )
    return held


def lock_place(place: Place) -> Place:
    """The very row, locked until the transaction ends; others may still refer to it."""
    return (
        Place.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=place.pk)
    )


def _set(place: Place, values: dict[str, Any]) -> list[str]:
    """Set what differs; which fields that were."""
    changed = [field for field, value in values.items() if getattr(place, field) != value]
    for field in changed:
        setattr(place, field, values[field])
    return changed
