"""What the stock is worth and to whom: by owner, by age of consignment, what was lost, what is held."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, codes
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import worth
from marketplace.inventory.models import Hold
from marketplace.inventory.reasons import WORDS, Reason
from marketplace.places.models import Party, Place
from marketplace.web.console import sheet
from marketplace.web.console.goods.period_filter import PeriodFilter
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter

KINDS = {
    Party.Kind.OPERATOR: gettext_lazy("own goods"),
    Party.Kind.PRODUCER: gettext_lazy("on consignment"),
}
BEARERS = {
    "operator": gettext_lazy("The operator"),
    "producer": gettext_lazy("The producer"),
    "": gettext_lazy("No agreement says"),
}
TITLES = {  # of the lists, by the names of their addresses
    "stock_value": gettext_lazy("Stock value by owner"),
    "consignment_age": gettext_lazy("Age of consignment"),
    "losses": gettext_lazy("Losses"),
    "blocked": gettext_lazy("Held for orders"),
}


class HoldFilter(PlaceFilter):
    q = forms.CharField(
        label=gettext_lazy("Order or product"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


@staff(Action.SEE_STOCK)
def stock_value(request: HttpRequest) -> HttpResponse:
    places, filters, mine = _asked(request, PlaceFilter)
    rows = worth.by_owner(places)
    headings = [_("Owner"), _("Kind"), _("Place"), _("Units"), _("Value (đồng)")]
    if request.GET.get("as") == "xlsx":
        table = (
            (
                row["owner_name"],
                str(KINDS[row["owner__kind"]]),
                row["place__name"],
                row["units"],
                row["value"],
            )
            for row in rows
        )
        return sheet.answer("stock-value", headings, table)
    return _show(request, "stock_value", rows, filters, mine, {"kinds": KINDS})


@staff(Action.SEE_STOCK)
def consignment_age(request: HttpRequest) -> HttpResponse:
    places, filters, mine = _asked(request, PlaceFilter)
    today = clock.today()
    asked = request.GET.get("age", "")
    bucket = int(asked) if asked in {"0", "1", "2", "3"} else None
    rows = worth.consigned(places, today, bucket)
    if request.GET.get("as") == "xlsx":
        return _age_sheet(rows)
    more = {"buckets": worth.ages(places, today), "bucket": bucket}
    return _show(request, "consignment_age", rows, filters, mine, more, _with_days)


@staff(Action.SEE_STOCK)
def losses(request: HttpRequest) -> HttpResponse:
    places, filters, mine = _asked(request, PeriodFilter)
    today = clock.today()
    last = filters.cleaned_data.get("last") or today
    first = filters.cleaned_data.get("first") or min(last, today) - timedelta(days=90)
    rows = worth.losses(places, first, last)
    if request.GET.get("as") == "xlsx":
        return _loss_sheet(rows)
    more = {"first": first, "last": last, "bearers": BEARERS}
    return _show(request, "losses", rows, filters, mine, more, _with_words)


@staff(Action.SEE_STOCK)
def blocked(request: HttpRequest) -> HttpResponse:
    places, filters, mine = _asked(request, HoldFilter)
    holds = _holds(places, filters.cleaned_data.get("q", "").strip())
    if request.GET.get("as") == "xlsx":
        return _hold_sheet(holds)
    more = {"may_see_orders": Action.SEE_ORDERS in request.actions}
    return _show(request, "blocked", holds, filters, mine, more, _with_parcel)


def _asked(
    request: HttpRequest, form: type[PlaceFilter]
) -> tuple[QuerySet[Place], PlaceFilter, list[Place]]:
    """The places to look at, the filters, and all places of the person."""
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = form(request.GET, places=mine)
    filters.is_valid()
    if code := filters.cleaned_data.get("place"):
        places = places.filter(code=code)
    return places, filters, mine


def _show(
    request: HttpRequest,
    name: str,
    found: QuerySet,
    filters: PlaceFilter,
    mine: Sequence[Place],
    more: dict[str, Any],
    rows: Any = list,
) -> HttpResponse:
    page = page_of(request, found)
    context = {
        "title": TITLES[name],
        "here": name,
        "filters": filters,
        "asks_more": len(filters.fields) > 1,
        "page": page,
        "rows": rows(page.object_list),
        "has_many_places": len(mine) > 1,
        "is_filtered": any(filters.cleaned_data.values()),
    }
    return show(request, f"console/goods/{name}.html", context | more)


def _with_days(rows: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """Each with the days since its goods came in: 0 on the day itself."""
    today = clock.today()
    return [(row, (today - clock.local(row["since"]).date()).days) for row in rows]


def _with_words(rows: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], Any, Any]]:
    return [(row, WORDS[Reason(row["reason"])], BEARERS[row["bearer"]]) for row in rows]


def _with_parcel(holds: Iterable[Hold]) -> list[tuple[Hold, str, str]]:
    """Each with the codes of its order and of the parcel."""
    return [(hold, *hold.reference.partition("/")[::2]) for hold in holds]


def _holds(places: QuerySet[Place], typed: str) -> QuerySet[Hold]:
    holds = worth.blocked(places)
    if not typed:
        return holds
    wanted = Q(shelf__variant__product__name__icontains=typed)
    if code := codes.clean(typed):
        wanted |= Q(reference__contains=code)
    return holds.filter(wanted)


def _age_sheet(rows: Iterable[dict[str, Any]]) -> HttpResponse:
    headings = [
        *(_("Owner"), _("Place"), _("Product"), _("Sales unit"), _("Lot")),
        *(_("Consigned since"), _("Days"), _("Units"), _("Value (đồng)")),
    ]
    table = (
        (
            row["owner_name"],
            row["place__name"],
            row["lot__variant__product__name"],
            row["lot__variant__name"],
            row["lot__code"],
            clock.local(row["since"]).date(),
            days,
            row["units"],
            row["value"],
        )
        for row, days in _with_days(rows)
    )
    return sheet.answer("consignment-age", headings, table)


def _loss_sheet(rows: Iterable[dict[str, Any]]) -> HttpResponse:
    headings = [
        *(_("Place"), _("Reason"), _("Owner"), _("Who bears it")),
        *(_("Units lost"), _("Value (đồng)")),
    ]
    table = (
        (row["place_name"], str(why), row["owner_name"], str(who), row["units"], row["value"])
        for row, why, who in _with_words(rows)
    )
    return sheet.answer("losses", headings, table)


def _hold_sheet(holds: Iterable[Hold]) -> HttpResponse:
    headings = [_("Order"), _("Place"), _("Product"), _("Units"), _("Held since"), _("Until")]
    table = (
        (
            order,
            hold.shelf.place.name,
            hold.shelf.variant.product.name,
            hold.quantity,
            clock.local(hold.placed_at).replace(tzinfo=None),
            clock.local(hold.until).replace(tzinfo=None) if hold.until else None,
        )
        for hold, order, _parcel in _with_parcel(holds)
    )
    return sheet.answer("held", headings, table)
