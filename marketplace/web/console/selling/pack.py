"""Đóng gói: scan what goes into the parcel; without a scanner, count it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.orders import pack as packing
from marketplace.orders.models import Parcel
from marketplace.refusal import Refusal
from marketplace.web.console.fields import UnitsField
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.photographed import reads_photos
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.line_figures import LineFigures

WRITE = ("GET", "HEAD", "POST")


class ScanForm(forms.Form):
    """seen: how many units were in the parcel when the page was shown."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    scan = forms.CharField(
        label=gettext_lazy("Scan an article, or type its code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-scan": ""}),
        error_messages={"required": gettext_lazy("Scan a label, or type the code on it.")},
    )
    units = UnitsField(label=gettext_lazy("Units"), required=False)


@staff(Action.FULFIL_ORDER, methods=WRITE)
@reads_photos("scan")
def pack(request: HttpRequest, code: str) -> HttpResponse:
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    if request.method != "POST":
        if parcel.state != Parcel.State.CONFIRMED or parcel.order.how == "collection":
            return redirect("console:order", code=parcel.code)
        return _page(request, parcel)
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _page(request, parcel, form, status=422)
    try:
        done = packing.scan_in(
            parcel.code,
            form.cleaned_data["scan"],
            seen=form.cleaned_data["seen"],
            units=1 if form.cleaned_data["units"] is None else form.cleaned_data["units"],
            actor_id=request.user.pk,
        )
    except Refusal as refused:
        for problem in refused.problems:
            form.add_error("scan", problem.sentence)
        return _page(request, parcel, form, status=422)
    return _onwards(request, done)


@staff(Action.FULFIL_ORDER, methods=("POST",))
def pack_counted(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of all lines at once, as somebody counted them."""
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    figures = LineFigures(request.POST, parcel=parcel)
    if figures.is_valid():
        try:
            counts = figures.units()
            done = packing.pack_counted(parcel.code, counts, actor_id=request.user.pk)
        except Refusal as refused:
            figures.take(refused.problems)
        else:
            return _onwards(request, done)
    return _page(request, parcel, figures=figures, status=422)


@staff(Action.FULFIL_ORDER, methods=("POST",))
def pack_again(request: HttpRequest, code: str) -> HttpResponse:
    """What was scanned in is taken out again."""
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    try:
        packing.start_again(parcel.code, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
        return redirect("console:order", code=parcel.code)
    return redirect("console:pack", code=parcel.code)


def _onwards(request: HttpRequest, parcel: Parcel) -> HttpResponse:
    if parcel.state != Parcel.State.PACKED:
        return redirect("console:pack", code=parcel.code)
    sentence = _("Parcel %(code)s is packed: print its label, then hand it over.")
    messages.success(request, sentence % {"code": parcel.code})
    return redirect("console:ship", code=parcel.code)


def _page(
    request: HttpRequest,
    parcel: Parcel,
    form: ScanForm | None = None,
    figures: LineFigures | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = list(parcel.lines.select_related("listing").order_by("pk"))
    packed = sum(line.packed for line in lines)
    shown = form or ScanForm(initial={"seen": packed})
    if form is not None:  # what is in the parcel now, not what the page before said
        shown.data = shown.data.copy()
        shown.data["seen"] = str(packed)
    context: dict[str, Any] = {
        "parcel": parcel,
        "form": shown,
        "figures": figures or LineFigures(parcel=parcel),
        "lines": lines,
        "packed": packed,
        "units_count": sum(line.quantity for line in lines),
    }
    return show(request, "console/selling/pack.html", context, status)
