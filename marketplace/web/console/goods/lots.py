"""Tồn kho theo lô: what stands at my places, by lot, owner and condition."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, codes
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.models import Balance
from marketplace.text import fold
from marketplace.web.console import sheet
from marketplace.web.console.goods.events import CONDITIONS, owner_name
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter


class Filters(PlaceFilter):
    q = forms.CharField(
        label=gettext_lazy("Product, code or lot"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    condition = forms.ChoiceField(
        label=gettext_lazy("Condition"),
        required=False,
        choices=[("", gettext_lazy("All")), *CONDITIONS.items()],
    )


@staff(Action.SEE_STOCK)
def lots(request: HttpRequest) -> HttpResponse:
    """First expiry first within an article and a place; five queries, whatever stands there."""
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = _find(places, asked)
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(balance) for balance in page.object_list],
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/goods/lots.html", context)


def _find(places: QuerySet, asked: dict[str, Any]) -> QuerySet[Balance]:
    found = Balance.objects.filter(place__in=places, quantity__gt=0).select_related(
        "place", "lot__variant__product", "owner__producer", "owner__operator"
    )
    if typed := asked.get("q"):
        named = Q(lot__variant__product__name__icontains=typed) | Q(lot__code__iexact=typed)
        if code := codes.clean(typed):
            named |= Q(lot__variant__sku__startswith=code)
        if folded := fold(typed):
            named |= Q(lot__variant__listing__certified_product__folded__contains=folded)
        found = found.filter(named)
    if asked.get("place"):
        found = found.filter(place__code=asked["place"])
    if asked.get("condition"):
        found = found.filter(condition=asked["condition"])
    return found.order_by(
        "lot__variant__product__name",
        "place__name",
        F("lot__best_before").asc(nulls_last=True),
        "pk",
    )


def _row(balance: Balance) -> dict[str, Any]:
    best_before = balance.lot.best_before
    return {
        "balance": balance,
        "owner": owner_name(balance.owner),
        "condition": CONDITIONS[balance.condition],
        "is_expired": best_before is not None and best_before < clock.today(),
    }


def _sheet(found: QuerySet[Balance]) -> HttpResponse:
    headings = [
        _("Code"),
        _("Product"),
        _("Sales unit"),
        _("Lot"),
        _("Made on"),
        _("Best before"),
        _("Place"),
        _("Owner"),
        _("Condition"),
        _("On hand"),
    ]
    return sheet.answer(
        "ton-kho-theo-lo",
        headings,
        (
            (
                one.lot.variant.sku,
                one.lot.variant.product.name,
                one.lot.variant.name,
                one.lot.code,
                one.lot.made_on,
                one.lot.best_before,
                one.place.name,
                owner_name(one.owner),
                str(CONDITIONS[one.condition]),
                one.quantity,
            )
            for one in found
        ),
    )
