"""The stocktakes a person may see, and the words about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.access import Action, places_for
from marketplace.certification import groups
from marketplace.inventory.models import Lot, Stocktake, Variance
from marketplace.inventory.stocktakes import review
from marketplace.places.models import Party
from marketplace.web.console.goods.events import CONDITIONS, owner_name

State = Stocktake.State
STATES = {
    State.COUNTING: _("being counted"),
    State.POSTED: _("posted"),
    State.CANCELLED: _("cancelled"),
}
TAGS = {State.COUNTING: "tag-warn", State.POSTED: "tag-good", State.CANCELLED: ""}


@dataclass(frozen=True)
class Row:
    """A lot, owner and condition as a screen shows it; counted is None where nobody did."""

    lot: Lot
    owner: Party
    owner_name: str
    condition: str
    condition_words: Any
    expected: int
    counted: int | None
    difference: int
    value: int
    is_doubtful: bool = False
    moved_out: int = 0
    moved_in: int = 0


@dataclass(frozen=True)
class Sums:
    """Units too many and too few and their đồng; how many lots."""

    over: int
    short: int
    value_over: int
    value_short: int
    lots: int
    differing: int
    uncounted: int

    @property
    def value(self) -> int:
        return self.value_over - self.value_short


def of(request: HttpRequest, code: str, action: Action) -> Stocktake:
    """The stocktake, where the person may do this at its place; 404 elsewhere."""
    found = Stocktake.objects.select_related("place", "document").filter(
        code=code, place__in=places_for(request.user, action)
    )
    one = found.first()
    if one is None:
        raise Http404
    return one


def find(request: HttpRequest, *, state: str, place: str) -> QuerySet[Stocktake]:
    """Newest first; with the đồng that were posted as `value`."""
    found = Stocktake.objects.filter(place__in=places_for(request.user, Action.SEE_STOCK))
    if state:
        found = found.filter(state=state)
    if place:
        found = found.filter(place__code=place)
    posted = Variance.objects.filter(stocktake=OuterRef("pk")).values("stocktake")
    return (
        found.select_related("place")
        .annotate(value=Subquery(posted.annotate(total=Sum("value")).values("total")))
        .order_by("-started_at", "-pk")
    )


def group_words(group: str) -> str:
    """What is counted, in the reader's language."""
    return groups.shelf(group).name if group else str(_("Everything"))


def shown(found: Sequence[review.Row]) -> list[Row]:
    """What review.rows() answers, for a screen."""
    return [
        _row(row, is_doubtful=row.is_doubtful, moved_out=row.moved_out, moved_in=row.moved_in)
        for row in found
    ]


def kept(stocktake: Stocktake) -> list[Row]:
    """What was posted. One query."""
    rows = stocktake.variances.select_related(
        "lot__variant__product", "owner__producer", "owner__operator"
    ).order_by("lot__variant__product__name", "lot__code", "pk")
    return [_row(row) for row in rows]


def _row(row: review.Row | Variance, **moved: Any) -> Row:
    return Row(
        lot=row.lot,
        owner=row.owner,
        owner_name=owner_name(row.owner),
        condition=row.condition,
        condition_words=CONDITIONS[row.condition],
        expected=row.expected,
        counted=row.counted,
        difference=row.difference,
        value=row.value,
        **moved,
    )


def sums(rows: Sequence[Row]) -> Sums:
    """Over all rows."""
    return Sums(
        over=sum(row.difference for row in rows if row.difference > 0),
        short=sum(-row.difference for row in rows if row.difference < 0),
        value_over=sum(row.value for row in rows if row.value > 0),
        value_short=sum(-row.value for row in rows if row.value < 0),
        lots=len(rows),
        differing=sum(1 for row in rows if row.difference),
        uncounted=sum(1 for row in rows if row.counted is None),
    )
