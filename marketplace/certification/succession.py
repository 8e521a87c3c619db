"""Which decision follows which, and from when to when each one's star may show. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from marketplace import clock

LEAST_STARRED = 3  # 1★ and 2★ are recorded and never shown: Decision 26/2026/QĐ-TTg, Art. 4


@dataclass(frozen=True, slots=True)
class Rating:
    """A decided certificate of one product, whatever has become of it since."""

    key: int
    stars: int
    first_day: date
    last_day: date
    revoked_at: datetime | None = None
    extended_until: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """superseded_by: key of the next rating. start, end: when the star may show, None for never."""

    superseded_by: int | None
    start: datetime | None
    end: datetime | None


def succession(ratings: Iterable[Rating]) -> dict[int, Outcome]:
    """What becomes of all ratings of one product, by their keys.

    A rating holds from 00:00 of its first day until the first of: 24:00 of its last day (of
    the last it was extended to), 00:00 of the next rating's first day (stars up or down, even to below three), its revocation. The
    order in which the papers arrived changes nothing, and a revocation brings nothing back.
    """
    ordered = sorted(ratings, key=lambda rating: (rating.first_day, rating.key))
    outcomes: dict[int, Outcome] = {}
    for rating, following in zip(ordered, [*ordered, None][1:], strict=True):
        ends = [clock.day_end(rating.extended_until or rating.last_day)]
        if following:
            ends.append(clock.day_start(following.first_day))
        if rating.revoked_at:
            ends.append(rating.revoked_at)
        start, end = clock.day_start(rating.first_day), min(ends)
        shows = rating.stars >= LEAST_STARRED and start < end
        outcomes[rating.key] = Outcome(
            superseded_by=following.key if following else None,
            start=start if shows else None,
            end=end if shows else None,
        )
    return outcomes
