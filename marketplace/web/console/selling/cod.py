"""Tiền thu hộ: what each carrier has taken at the doors and still owes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.accounts.access import Action, places_for
from marketplace.orders import money_due
from marketplace.orders.models import Carrier, Payment
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.selling.carriers_mine import carriers_of

LATEST = 10  # statements shown beside a carrier


class HandInForm(forms.Form):
    """place: its code. counted: the sum that stood on the button."""

    place = forms.CharField(max_length=10)
    counted = forms.IntegerField(min_value=0)


@staff(Action.RECONCILE_COD)
def cod(request: HttpRequest) -> HttpResponse:
    carriers = list(carriers_of(request).order_by("operator__name", "name"))
    owed = money_due.by_carrier(carriers)
    nothing = money_due.Owed(0, 0, None)
    rows = [{"carrier": one, "owed": owed.get(one.pk, nothing)} for one in carriers]
    rows = [row for row in rows if row["carrier"].is_active or row["owed"].parcels]
    for row in rows:
        row["days"] = _days(row["owed"].oldest)
    if request.GET.get("as") == "xlsx":
        return _sheet(rows)
    context = {
        "rows": rows,
        "parcels": sum(row["owed"].parcels for row in rows),
        "amount": sum(row["owed"].amount for row in rows),
        "has_many_sellers": len({one.operator_id for one in carriers}) > 1,
    }
    return show(request, "console/selling/cod.html", context)


@staff(Action.RECONCILE_COD)
def cod_carrier(request: HttpRequest, code: str) -> HttpResponse:
    carrier = get_object_or_404(carriers_of(request), code=code)
    due = money_due.due([carrier]).select_related("parcel__order", "parcel__place")
    due = due.select_related("parcel__shipment")
    if request.GET.get("as") == "xlsx":
        return _parcels_sheet(carrier, due)
    is_rider = carrier.adapter == money_due.OWN_RIDER
    context = {
        "carrier": carrier,
        "page": page_of(request, due),
        "owed": money_due.by_carrier([carrier]).get(carrier.pk),
        "is_rider": is_rider,
        "by_place": _my_places(request, carrier) if is_rider else [],
        "statements": carrier.statements.order_by("-read_at", "-pk")[:LATEST],
    }
    return show(request, "console/selling/cod_carrier.html", context)


@staff(Action.RECONCILE_COD, methods=("POST",))
def cod_hand_in(request: HttpRequest, code: str) -> HttpResponse:
    carrier = get_object_or_404(carriers_of(request), code=code)
    form = HandInForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was out of date. Look at the sum and press again."))
        return redirect("console:cod_carrier", code=code)
    mine = places_for(request.user, Action.RECONCILE_COD)
    place = get_object_or_404(mine, code=form.cleaned_data["place"])
    counted = form.cleaned_data["counted"]
    try:
        money_due.hand_in(carrier, place, counted=counted, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        sentence = _("%(amount)s in cash was taken in at %(place)s.")
        messages.success(request, sentence % {"amount": text.dong(counted), "place": place.name})
    return redirect("console:cod_carrier", code=code)


def _my_places(request: HttpRequest, carrier: Carrier) -> list[dict[str, Any]]:
    mine = set(places_for(request.user, Action.RECONCILE_COD).values_list("pk", flat=True))
    owed = money_due.by_place(carrier).items()
    return [{"place": place, "owed": one} for place, one in owed if place.pk in mine]


def _days(oldest: Any) -> int:
    return (clock.today() - oldest).days if oldest else 0


def _sheet(rows: list[dict[str, Any]]) -> HttpResponse:
    headings = [_("Carrier"), _("Seller"), _("Parcels"), _("Amount due (đồng)"), _("Oldest")]
    table = (
        (
            row["carrier"].name,
            row["carrier"].operator.name,
            row["owed"].parcels,
            row["owed"].amount,
            row["owed"].oldest,
        )
        for row in rows
    )
    return sheet.answer("thu-ho", headings, table)


def _parcels_sheet(carrier: Carrier, due: QuerySet[Payment]) -> HttpResponse:
    headings = [
        *(_("Parcel"), _("Tracking code"), _("Place"), _("Delivered at"), _("Amount due (đồng)")),
        _("Carrier"),
    ]
    table = (
        (
            one.parcel.code,
            one.parcel.shipment.tracking_code,
            one.parcel.place.name,
            clock.local(one.settled_at).replace(tzinfo=None) if one.settled_at else None,
            one.amount,
            carrier.name,
        )
        for one in due
    )
    return sheet.answer(f"thu-ho-{carrier.code}", headings, table)
