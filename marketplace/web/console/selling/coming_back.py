"""Hàng hoàn: parcels that come back are scanned, looked through and put on the shelf again."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.orders import take_back as taking
from marketplace.orders.models import Parcel
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.photographed import reads_photos
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.line_figures import LineFigures

WRITE = ("GET", "HEAD", "POST")


class ParcelForm(forms.Form):
    scan = forms.CharField(
        label=gettext_lazy("Scan the parcel's label, or type its code or tracking code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-scan": ""}),
        error_messages={"required": gettext_lazy("Scan a label, or type the code on it.")},
    )


@staff(Action.FULFIL_ORDER, methods=WRITE)
@reads_photos("scan")
def coming_back(request: HttpRequest) -> HttpResponse:
    """A POST only finds the parcel; nothing is written."""
    places = places_for(request.user, Action.FULFIL_ORDER)
    form = ParcelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = taking.find_outside(_code_of(form.cleaned_data["scan"]), places)
        if found is not None and found.state == Parcel.State.REFUSED:
            return redirect("console:take_back", code=found.code)
        if found is not None:
            sentence = _(
                "This parcel is still said to be on its way. Say first that it was refused."
            )
            messages.info(request, sentence)
            return redirect("console:order", code=found.code)
        form.add_error("scan", _("None of your places has such a parcel under way. Look again."))
    waiting = parcel_rows.find(places, state=Parcel.State.REFUSED).select_related(
        "shipment__carrier"
    )
    waiting = waiting.order_by("state_at", "pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(waiting)
    context = {"form": form, "page": page_of(request, waiting)}
    return show(request, "console/selling/coming_back.html", context, 422 if form.errors else 200)


@staff(Action.FULFIL_ORDER, methods=WRITE)
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """How many units of each line are damaged; all others can be sold again."""
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    if request.method != "POST":
        if parcel.state != Parcel.State.REFUSED:
            return redirect("console:order", code=parcel.code)
        return _page(request, parcel, LineFigures(parcel=parcel))
    figures = LineFigures(request.POST, parcel=parcel)
    if figures.is_valid():
        try:
            taking.take_back(parcel.code, figures.units(), actor_id=request.user.pk)
        except Refusal as refused:
            figures.take(refused.problems)
        else:
            sentence = _("Parcel %(code)s is back; what is whole can be sold again.")
            messages.success(request, sentence % {"code": parcel.code})
            return redirect("console:coming_back")
    return _page(request, parcel, figures, status=422)


def _code_of(typed: str) -> str:
    """Our label's QR says the address of the order's page; its bars say the code."""
    return typed.strip().rstrip("/").rpartition("/")[2]


def _page(
    request: HttpRequest, parcel: Parcel, figures: LineFigures, status: int = 200
) -> HttpResponse:
    context = {"parcel": parcel, "figures": figures}
    return show(request, "console/selling/take_back.html", context, status)


def _sheet(parcels: QuerySet[Parcel]) -> HttpResponse:
    headings = [
        *(_("Parcel"), _("Refused at"), _("Place"), _("Carrier"), _("Tracking code")),
        *(_("Reason"), _("Units")),
    ]
    table = (
        (
            *(one.code, clock.local(one.state_at).replace(tzinfo=None), one.place.name),
            *(one.shipment.carrier.name, one.shipment.tracking_code, one.end_reason, one.units),
        )
        for one in parcels
    )
    return sheet.answer("hang-hoan", headings, table)
