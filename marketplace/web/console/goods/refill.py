"""Bổ sung hàng: what is short, what the supplying place can send, one click to a draft."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import refill as refilling
from marketplace.inventory.targets import Need, needs
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.client_key import posted_key
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter


class Filters(PlaceFilter):
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[("", gettext_lazy("What is short")), ("all", gettext_lazy("All with a target"))],
    )


@staff(Action.SEE_STOCK)
def refill(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK).open_on(clock.today())
    mine = list(places.select_related("supplied_by").order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    if asked.get("place"):
        places = places.filter(code=asked["place"])
    found = needs(places, clock.today())
    rows = found if asked.get("show") == "all" else [need for need in found if need.short]
    if request.GET.get("as") == "xlsx":
        return _sheet(rows)
    page = page_of(request, rows)
    context = {
        "filters": filters,
        "has_many_places": len(mine) > 1,
        "settable": _settable(request),
        "page": page,
        "sendable": _sendable(request, found),
        "has_targets": bool(found),
        "client_key": uuid.uuid4(),
    }
    return show(request, "console/goods/refill.html", context)


@staff(Action.TRANSFER_STOCK, methods=("POST",))
def refill_draft(request: HttpRequest, code: str) -> HttpResponse:
    """One click: all that the place is short of, from its supplying place, as a draft."""
    place = get_object_or_404(_may_order(request).select_related("supplied_by"), code=code)
    try:
        key = f"refill:{place.code}:{posted_key(request).hex}"
        draft = refilling.draft(place, clock.today(), actor_id=request.user.pk, client_key=key)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
        return redirect("console:refill")
    messages.success(request, _("The draft is made. Look at it, then send it."))
    return redirect("console:transfer", code=draft.code)


def _settable(request: HttpRequest) -> Any:
    """The open places whose targets the person may set."""
    may = places_for(request.user, Action.SET_TARGETS)
    return may.open_on(clock.today()).order_by("name")


def _may_order(request: HttpRequest) -> Any:
    """Who may move goods at the place, or at the one that supplies it, may ask for a refill."""
    allowed = places_for(request.user, Action.TRANSFER_STOCK)
    return Place.objects.filter(supplied_by__in=allowed) | Place.objects.filter(pk__in=allowed)


def _sendable(request: HttpRequest, found: list[Need]) -> list[dict[str, Any]]:
    """Places for which a draft can be made now, with what it would hold. One query."""
    if Action.TRANSFER_STOCK not in request.actions:
        return []
    may = set(_may_order(request).values_list("pk", flat=True))
    by_place: dict[int, dict[str, Any]] = {}
    for need in found:
        if need.can_send and need.target.place_id in may:
            one = by_place.setdefault(
                need.target.place_id,
                {"place": need.target.place, "supplier": need.supplier, "lines": 0, "units": 0},
            )
            one["lines"] += 1
            one["units"] += need.can_send
    return list(by_place.values())


def _sheet(rows: list[Need]) -> HttpResponse:
    headings = [
        _("Place"),
        _("Code"),
        _("Product"),
        _("Minimum"),
        _("Target"),
        _("Can be sold"),
        _("On the way"),
        _("In drafts"),
        _("Short"),
        _("Supplying place"),
        _("Can send"),
        _("Sold in 28 days"),
    ]
    return sheet.answer(
        "bo-sung",
        headings,
        (
            (
                need.target.place.name,
                need.target.variant.sku,
                need.target.variant.product.name,
                need.target.minimum,
                need.target.target,
                need.free,
                need.coming,
                need.asked,
                need.short,
                need.supplier.name if need.supplier else "",
                need.can_send,
                need.pace.sold,
            )
            for need in rows
        ),
    )
