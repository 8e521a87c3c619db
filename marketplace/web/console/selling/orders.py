"""The parcels of my places by what is to be done with them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.orders.models import Parcel
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.parcel_words import state_now, state_words

# In the order of the work; the first is everything.
TABS: tuple[tuple[str, Any], ...] = (
    ("", gettext_lazy("All")),
    (Parcel.State.TO_CONFIRM, gettext_lazy("To confirm")),
    (parcel_rows.TO_SEND, gettext_lazy("To send to points")),
    (Parcel.State.CONFIRMED, gettext_lazy("To pack or set aside")),
    (Parcel.State.PACKED, gettext_lazy("To hand over")),
    (Parcel.State.READY, gettext_lazy("To be collected")),
    (Parcel.State.SHIPPED, gettext_lazy("With the carrier")),
    (Parcel.State.REFUSED, gettext_lazy("Coming back")),
    (parcel_rows.ATTENTION, gettext_lazy("Needs a person")),
    (Parcel.State.DELIVERED, gettext_lazy("Delivered")),
    (Parcel.State.BACK, gettext_lazy("Back on the shelf")),
    (Parcel.State.CANCELLED, gettext_lazy("Cancelled")),
    (Parcel.State.LAPSED, gettext_lazy("Lapsed")),
)


class Filters(PlaceFilter):
    code = forms.CharField(
        label=gettext_lazy("Order or parcel code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "search", "autocapitalize": "characters"}),
    )
    state = forms.ChoiceField(
        choices=[(str(value), words) for value, words in TABS],
        required=False,
        widget=forms.HiddenInput,
    )


@dataclass(frozen=True)
class Tab:
    state: str
    words: Any
    count: int
    is_here: bool


@staff(Action.SEE_ORDERS)
def orders(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_ORDERS)
    mine = list(places.order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = parcel_rows.find(
        places,
        state=asked.get("state", ""),
        code=asked.get("code", ""),
        place_code=asked.get("place", ""),
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page, moment = page_of(request, found), clock.now()
    needing = parcel_rows.needing_a_person(places)
    context = {
        "filters": filters,
        "page": page,
        "rows": [(one, state_now(one, moment), state_words(one, moment)) for one in page],
        "tabs": _tabs(asked.get("state", ""), parcel_rows.counts(places), len(needing)),
        "needing": needing,
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
        "is_typed": asked.get("code") or asked.get("place"),
    }
    return show(request, "console/orders.html", context)


def _tabs(here: str, counts: dict[str, int], needing: int) -> list[Tab]:
    """Those with something in them, the one that is open, and everything."""
    many = counts | {"": sum(counts.values()), parcel_rows.ATTENTION: needing}
    return [
        Tab(str(state), words, many.get(str(state), 0), str(state) == here)
        for state, words in TABS
        if many.get(str(state)) or str(state) in ("", here)
    ]


def _sheet(parcels: Any) -> HttpResponse:
    headings = [
        _("Code"),
        _("Placed at"),
        _("Place"),
        _("Recipient"),
        _("Units"),
        _("Amount to collect (đồng)"),
        _("State"),
    ]
    moment = clock.now()
    return sheet.answer(
        "orders",
        headings,
        (
            (
                parcel.code,
                clock.local(parcel.order.placed_at).replace(tzinfo=None),
                parcel.place.name,
                parcel.order.name,
                parcel.units,
                parcel.to_collect,
                state_words(parcel, moment),
            )
            for parcel in parcels
        ),
    )
