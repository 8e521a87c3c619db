"""When a place is open: by weekday, in Viet Nam's time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.audit.record import record
from marketplace.places.edit_place import lock_place
from marketplace.places.models import OpeningHours, Place
from marketplace.places.models.facts import MINUTES_OF_A_DAY
from marketplace.places.refused import PlaceRefused
from marketplace.refusal import Problem

DAYS = range(1, 8)  # Monday … Sunday
DAY_WORDS = {
    1: gettext_lazy("Monday"),
    2: gettext_lazy("Tuesday"),
    3: gettext_lazy("Wednesday"),
    4: gettext_lazy("Thursday"),
    5: gettext_lazy("Friday"),
    6: gettext_lazy("Saturday"),
    7: gettext_lazy("Sunday"),
}


@dataclass(frozen=True, order=True)
class Stretch:
    """weekday: 1 Monday … 7 Sunday; opens, closes: minutes after 00:00, 1440 is midnight."""

    weekday: int
    opens: int
    closes: int


def set_hours(place: Place, hours: Iterable[Stretch], *, actor_id: int | None) -> None:
    """These are the place's hours, and no others; none at all: they are not known.

    Raises PlaceRefused with every problem, each of the field "day_<weekday>": bad_hours (closing
    not after opening, or outside the day), hours_overlap. Locks: the place.
    """
    wanted = sorted(set(hours))
    problems = _problems(wanted)
    if problems:
        raise PlaceRefused(problems)
    with transaction.atomic():
        held = lock_place(place)
        there = [Stretch(row.weekday, row.opens, row.closes) for row in held.hours.all()]
        if there == wanted:
            return
        held.hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(place=held, weekday=one.weekday, opens=one.opens, closes=one.closes)
            for one in wanted
        )
        record(
            "places.hours",
            actor_id=actor_id,
            subject=f"place:{held.code}",
            data={"hours": [[one.weekday, one.opens, one.closes] for one in wanted]},
        )


def week(hours: Iterable[OpeningHours]) -> list[tuple[str, str]]:
    """The days on which it opens, each with its stretches: ("Monday", "07:30–11:30, 13:00–17:00")."""
    found: dict[int, list[str]] = {}
    for row in hours:
        found.setdefault(row.weekday, []).append(
            f"{clock_time(row.opens)}–{clock_time(row.closes)}"
        )
    return [(str(DAY_WORDS[day]), ", ".join(times)) for day, times in found.items()]


def clock_time(minutes: int) -> str:
    """450 → "07:30"; 1440 → "24:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def is_open(hours: Iterable[OpeningHours], moment: datetime) -> bool:
    """Whether a place with these hours is open at the moment; the closing minute no longer."""
    now = clock.local(moment)
    minute = now.hour * 60 + now.minute
    return any(
        row.weekday == now.isoweekday() and row.opens <= minute < row.closes for row in hours
    )


def next_opening(hours: Sequence[OpeningHours], moment: datetime) -> datetime | None:
    """The next moment at which it opens, within a week; None where no hours are known."""
    now = clock.local(moment)
    midnight = clock.day_start(now.date())
    for ahead in range(8):
        day = midnight + timedelta(days=ahead)
        starts = [
            day + timedelta(minutes=row.opens)
            for row in hours
            if row.weekday == day.isoweekday() and day + timedelta(minutes=row.opens) > now
        ]
        if starts:
            return min(starts)
    return None


def _problems(hours: Sequence[Stretch]) -> list[Problem]:
    problems = []
    for one in hours:
        if one.weekday not in DAYS or not 0 <= one.opens < one.closes <= MINUTES_OF_A_DAY:
            sentence = _("Closing comes after opening, both on the same day: 7:00-11:30.")
            problems.append(Problem("bad_hours", sentence, f"day_{one.weekday}"))
    for first, second in pairwise(hours):
        if first.weekday == second.weekday and second.opens < first.closes:
            sentence = _("Two of these times lie on each other. Write them apart or as one.")
            problems.append(Problem("hours_overlap", sentence, f"day_{first.weekday}"))
    return problems
