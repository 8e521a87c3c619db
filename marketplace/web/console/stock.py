"""What stands on the shelves of my places; read only."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, codes
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import availability
from marketplace.inventory.models import Shelf
from marketplace.text import fold
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter

SHOWN = (  # a row of Saleor's is wide, and a page has fifty
    *("on_hand", "held", "place__code", "place__name"),
    *("variant__sku", "variant__name", "variant__product__name"),
)


@dataclass(frozen=True)
class Row:
    """Sales units of an article at a place; free is what can be sold today."""

    shelf: Shelf
    free: int


class Filters(PlaceFilter):
    q = forms.CharField(
        label=gettext_lazy("Product or code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


@staff(Action.SEE_STOCK)
def stock(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    shelves = (
        Shelf.objects.filter(place__in=places)
        .select_related("place", "variant__product")
        .only(*SHOWN)
    )
    if asked.get("q"):
        shelves = shelves.filter(_named(asked["q"]))
    if asked.get("place"):
        shelves = shelves.filter(place__code=asked["place"])
    shelves = shelves.order_by("variant__listing__slug", "place__name", "pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(_rows(shelves))
    page = page_of(request, shelves)
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page.object_list),
        "has_many_places": len(mine) > 1,
        "few_places": _named_place(mine, asked.get("place", "")),
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/stock.html", context)


def _named_place(mine: list[Any], code: str) -> list[Any]:
    """The place that is asked for, or the only one there is: its own pages are linked."""
    return [place for place in mine if place.code == code] or mine[: len(mine) == 1]


def _named(typed: str) -> Q:
    """Article by part of its name, certified name without marks, or beginning of its code."""
    found = Q(variant__product__name__icontains=typed)
    if code := codes.clean(typed):
        found |= Q(variant__sku__startswith=code)
    if folded := fold(typed):
        found |= Q(variant__listing__certified_product__folded__contains=folded)
    return found


def _rows(shelves: QuerySet[Shelf]) -> list[Row]:
    shown = list(shelves)
    free = availability.free(((s.place_id, s.variant_id) for s in shown), clock.today())
    return [Row(shelf, free[shelf.place_id, shelf.variant_id]) for shelf in shown]


def _sheet(rows: list[Row]) -> HttpResponse:
    headings = [
        _("Code"),
        _("Product"),
        _("Sales unit"),
        _("Place"),
        _("On hand"),
        _("Held"),
        _("Can be sold"),
    ]
    return sheet.answer(
        "stock",
        headings,
        (
            (
                row.shelf.variant.sku,
                row.shelf.variant.product.name,
                row.shelf.variant.name,
                row.shelf.place.name,
                row.shelf.on_hand,
                row.shelf.held,
                row.free,
            )
            for row in rows
        ),
    )
