"""By which decision a place counts as an OCOP centre or sales point, and from when to when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.places.edit_place import lock_place
from marketplace.places.models import Place, Recognition
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem

LONGEST_NUMBER, LONGEST_AUTHORITY = 60, 200


def recognise(
    place: Place,
    *,
    number: str,
    decided_on: date,
    authority: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    actor_id: int | None,
) -> Recognition:
    """The decision stands on the place's page from now on; earlier ones stay as its history.

    valid_from: the day of the decision when left out; valid_until: last day, None: no end is
    known. Raises PlaceRefused with every problem: bad_number, bad_authority, decided_later (after
    today), begins_before_decision, ends_before_it_begins, recognised_already. Locks: the place.
    """
    number, authority = " ".join(number.split()), " ".join(authority.split())
    begins = valid_from or decided_on
    problems = [
        *_text_problems(number, authority),
        *_day_problems(decided_on, begins, valid_until),
    ]
    if problems:
        raise PlaceRefused(problems)
    with transaction.atomic():
        held = lock_place(place)
        before = held.recognitions.filter(number=number, decided_on=decided_on).first()
        if before is not None:
            said = (before.authority, before.valid_from, before.valid_until)
            if said == (authority, begins, valid_until):
                return before  # the same form, sent twice
            sentence = _("This decision stands on the place's page already.")
            raise PlaceRefused(Problem("recognised_already", sentence, "number"))
        recognition = Recognition.objects.create(
            place=held,
            number=number,
            decided_on=decided_on,
            authority=authority,
            valid_from=begins,
            valid_until=valid_until,
            recorded_at=clock.now(),
            recorded_by_id=actor_id,
        )
        record(
            "places.recognise",
            actor_id=actor_id,
            subject=f"place:{held.code}",
            data={"number": number, "from": begins.isoformat(), "until": _iso(valid_until)},
        )
    return recognition


def end_recognition(
    recognition: Recognition, last_day: date, *, actor_id: int | None
) -> Recognition:
    """The decision ends on that day (its last one); the row stays as history.

    Raises PlaceRefused: ends_before_it_begins. Locks: the recognition.
    """
    with transaction.atomic():
        held = (
            Recognition.objects.select_for_update(of=("self",))
            .select_related("place")
            .get(pk=recognition.pk)
        )
        if last_day < held.valid_from:
            raise PlaceRefused(_ends_too_early())
        before, held.valid_until = held.valid_until, last_day
        held.save(update_fields=["valid_until"])
        record(
            "places.recognition_ends",
            actor_id=actor_id,
            subject=f"place:{held.place.code}",
            data={"number": held.number, "before": _iso(before), "until": last_day.isoformat()},
        )
    return held


def _text_problems(number: str, authority: str) -> list[Problem]:
    problems = []
    if not 1 <= len(number) <= LONGEST_NUMBER:
        sentence = _("Write the number of the decision as it is printed: 123/QĐ-UBND.")
        problems.append(Problem("bad_number", sentence, "number"))
    if not 3 <= len(authority) <= LONGEST_AUTHORITY:
        sentence = _("Write who has decided: UBND tỉnh Lâm Đồng.")
        problems.append(Problem("bad_authority", sentence, "authority"))
    return problems


def _day_problems(decided_on: date, begins: date, ends: date | None) -> list[Problem]:
    problems = []
    if decided_on > clock.today():
        sentence = _("The decision is dated after today. Look at its date again.")
        problems.append(Problem("decided_later", sentence, "decided_on"))
    if begins < decided_on:
        sentence = _("It can't hold before it was decided.")
        problems.append(Problem("begins_before_decision", sentence, "valid_from"))
    if ends is not None and ends < begins:
        problems.append(_ends_too_early())
    return problems


def _ends_too_early() -> Problem:
    return Problem(
        "ends_before_it_begins", _("The last day comes before the first."), "valid_until"
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
