"""Closing a place for good, and taking that back. Its page, its papers and its past stay."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import ngettext

from marketplace import clock, events
from marketplace.audit.record import record
from marketplace.places.events import PlaceCloses
from marketplace.places.models import Place
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem


def close_place(place: Place, *, actor_id: int | None) -> Place:
    """Closed from this moment: yesterday was its last day, also where it opens only today or later.

    One that is closed already stays as it is. Raises PlaceRefused with every problem:
    supplies_others, and what the rooms above answer to PlaceCloses (goods on the shelves, units
    held, transfers under way). Locks: the place, so that no goods come while it is asked for.
    """
    with transaction.atomic():
        held = _locked(place)
        today = clock.today()
        if held.closed_on is not None:
            return held
        problems = _supplies(held)
        events.publish(PlaceCloses(held, problems))
        if problems:
            raise PlaceRefused(problems)
        held.closed_on = today - timedelta(days=1)
        held.save(update_fields=["closed_on"])
        record(
            "places.close",
            actor_id=actor_id,
            subject=f"place:{held.code}",
            data={"last_day": held.closed_on.isoformat()},
        )
    return held


def reopen_place(place: Place, *, actor_id: int | None) -> Place:
    """Open again from today; that it was closed stays in its history. Locks: the place."""
    with transaction.atomic():
        held = Place.objects.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
        if held.closed_on is not None:
            last_day, held.closed_on = held.closed_on, None
            held.save(update_fields=["closed_on"])
            record(
                "places.reopen",
                actor_id=actor_id,
                subject=f"place:{held.code}",
                data={"was_closed_on": last_day.isoformat()},
            )
    return held


def _locked(place: Place) -> Place:
    """Against new goods too: an entry asks for the row that it brings goods to."""
    return Place.objects.select_for_update(of=("self",)).get(pk=place.pk)


def _supplies(place: Place) -> list[Problem]:
    supplied = list(
        place.supplies.filter(closed_on__isnull=True)
        .order_by("name")
        .values_list("name", flat=True)
    )
    if not supplied:
        return []
    sentence = ngettext(
        "It supplies %(count)d open place: %(names)s. Choose another supplier for it first.",
        "It supplies %(count)d open places: %(names)s. Choose another supplier for them first.",
        len(supplied),
    )
    data = {"count": len(supplied), "names": ", ".join(supplied)}
    return [Problem("supplies_others", sentence % data, data=data)]
