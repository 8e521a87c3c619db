"""Putting pairs into the queue "gộp hay tách?": the least of it, for whoever finds or decides."""

from collections.abc import Iterable

from marketplace import clock
from marketplace.certification.models import NearMatch


def ask(found: Iterable[NearMatch]) -> int:
    """Put pairs into the queue; one that is known, whatever was decided, stays as it is.

    Answers how many are new. Call in a transaction under the register's lock.
    """
    before = NearMatch.objects.count()
    NearMatch.objects.bulk_create(found, ignore_conflicts=True, batch_size=1000)
    return NearMatch.objects.count() - before


def pair(kind: str, one: int, other: int, **fields: object) -> NearMatch:
    """An unsaved pair of two records' keys, the older first."""
    first, second = sorted((one, other))
    ends = {f"first_{kind}_id": first, f"second_{kind}_id": second}
    return NearMatch(kind=kind, found_at=clock.now(), **ends, **fields)
