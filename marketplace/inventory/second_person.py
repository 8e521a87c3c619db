"""Người thứ hai: how much one person may change the books by alone.

What nobody else has looked at counts: write-offs and finds that were posted at once, differences
of a stocktake in lots that the poster alone has counted, documents that one posted and took back
oneself. Together, at one place within 24 hours, they stay within settings.ADJUSTMENT_LIMIT; many
small ones are no way round it. What was taken back meanwhile counts no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Abs
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.inventory.models import Adjustment, Count, Document, Entry, Stocktake, Variance
from marketplace.inventory.value import unit_values
from marketplace.places.models import Place

ALONE_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Alone:
    """đồng: what one person did alone at a place within 24 hours, what is to come, and the limit."""

    before: int
    value: int
    limit: int

    @property
    def is_too_much(self) -> bool:
        """Whether somebody else has to look at what is to come."""
        return self.value > 0 and self.before + self.value > self.limit

    @property
    def left(self) -> int:
        """What the person may still decide alone."""
        return max(self.limit - self.before, 0)

    @property
    def why(self) -> str:
        """A sentence for where it is too much."""
        said = {name: text.dong(getattr(self, name)) for name in ("before", "value", "limit")}
        if self.value > self.limit:
            return (
                _("Worth %(value)s: more than the %(limit)s that one person decides alone.") % said
            )
        return (
            _(
                "Worth %(value)s: with the %(before)s that you decided alone here within 24 hours "
                "it is more than %(limit)s."
            )
            % said
        )


def lock(places: Iterable[int]) -> None:
    """Make others who add up at these places wait: before alone() decides, before the shelves.

    Goods come and go meanwhile. places: their keys. Locks: the places.
    """
    rows = Place.objects.filter(pk__in=set(places)).order_by("pk")
    list(_for_update(rows).values_list("pk"))


def alone(actor_id: int | None, place_id: int, value: int, *, besides: int | None = None) -> Alone:
    """What `value` đồng more would make of it. A fixed number of queries.

    besides: key of a document that does not count, because it is to be taken back. Nobody (a job,
    a command) is no person and decides nothing alone.
    """
    if actor_id is None:
        return Alone(0, 0, settings.ADJUSTMENT_LIMIT)
    since = clock.now() - ALONE_FOR
    before = (
        _written_off(actor_id, place_id, since, besides)
        + _counted(actor_id, place_id, since, besides)
        + _taken_back(actor_id, place_id, since)
    )
    return Alone(before, value, settings.ADJUSTMENT_LIMIT)


def value_of(entries: Sequence[Entry]) -> int:
    """đồng that the lines of documents move, each unit once, as the books value it now."""
    moved = [entry for entry in entries if entry.quantity > 0]
    values = unit_values((entry.lot_id, entry.owner_id) for entry in moved)
    return sum(entry.quantity * values[entry.lot_id, entry.owner_id] for entry in moved)


def _written_off(actor_id: int, place_id: int, since: datetime, besides: int | None) -> int:
    posted = Adjustment.objects.exclude(document=besides).filter(
        place=place_id,
        state=Adjustment.State.POSTED,
        asked_by_id=actor_id,
        asked_at__gt=since,
        decided_by_id=None,
        document__reversed_by=None,
    )
    return posted.aggregate(total=Sum("value", default=0))["total"]


def _counted(actor_id: int, place_id: int, since: datetime, besides: int | None) -> int:
    others = Count.objects.filter(
        ~Q(counted_by_id=actor_id),
        stocktake=OuterRef("stocktake"),
        lot=OuterRef("lot"),
        owner=OuterRef("owner"),
        condition=OuterRef("condition"),
    )
    differences = Variance.objects.exclude(stocktake__document=besides).filter(
        ~Exists(others),
        stocktake__place=place_id,
        stocktake__state=Stocktake.State.POSTED,
        stocktake__ended_by_id=actor_id,
        stocktake__ended_at__gt=since,
        stocktake__document__reversed_by=None,
    )
    return differences.aggregate(total=Sum(Abs("value"), default=0))["total"]


def _taken_back(actor_id: int, place_id: int, since: datetime) -> int:
    here = Entry.objects.filter(document=OuterRef("pk"), place=place_id)
    mirrors = Document.objects.filter(
        Exists(here),
        kind=Document.Kind.REVERSAL,
        business_at__gt=since,  # the moment of posting, which an index knows
        actor_id=actor_id,
        reverses__actor_id=F("actor_id"),
    )
    return value_of(list(Entry.objects.filter(document__in=mirrors)))


def _for_update(rows: QuerySet[Place]) -> QuerySet[Place]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(no_key=True)
