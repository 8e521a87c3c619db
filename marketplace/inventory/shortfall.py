"""Where orders hold more than can be sold, though nothing was written: expiry at midnight, recall.

Read at any moment, right at 00:00:00 by the clock; no job finds it. What is held then cannot all
be handed over: the newest holds give way first, and their orders go to a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from marketplace import clock
from marketplace.inventory.availability import promised_units, promising, sellable
from marketplace.inventory.models import Balance, Hold, Shelf
from marketplace.places.models import Place


@dataclass(frozen=True)
class Short:
    """A shelf with fewer good unexpired units than it holds, and the holds that give way."""

    shelf: Shelf
    held: int  # without the holds whose time has passed
    good: int
    giving_way: list[Hold]

    @property
    def missing(self) -> int:
        """Sales units that are promised and are not there to give."""
        return self.held - self.good


def short_shelves(places: QuerySet[Place], day: date) -> list[Short]:
    """The shelves of these places that are short on the day, with place and article. Two queries."""
    now = clock.now()
    good = (
        Balance.objects.filter(
            sellable(day), place=OuterRef("place"), lot__variant=OuterRef("variant")
        )
        .values("lot__variant")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    shelves = list(
        Shelf.objects.filter(held__gt=0, place__in=places)
        .annotate(good=Coalesce(Subquery(good), 0), promised=promised_units(now))
        .filter(good__lt=F("promised"))
        .select_related("place", "variant__product")
        .order_by("place__name", "variant__product__name", "pk")
    )
    live = Hold.objects.filter(promising(now), shelf__in=shelves)
    holds: dict[int, list[Hold]] = {shelf.pk: [] for shelf in shelves}
    for hold in live.order_by("-placed_at", "-pk"):
        holds[hold.shelf_id].append(hold)
    return [
        Short(one, one.promised, one.good, list(_newest(holds[one.pk], one.promised - one.good)))
        for one in shelves
    ]


def concerned(places: QuerySet[Place], day: date) -> set[int]:
    """The keys of the holds that give way: what they promised is not there. Two queries."""
    return {hold.pk for one in short_shelves(places, day) for hold in one.giving_way}


def _newest(holds: list[Hold], missing: int) -> Iterator[Hold]:
    """Every hold so far is for an order that is paid on delivery: none has a better right."""
    for hold in holds:
        if missing <= 0:
            return
        missing -= hold.quantity
        yield hold
