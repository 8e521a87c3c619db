"""Tách kiện: what goes on its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.orders import split as splitting
from marketplace.orders.models import BEFORE_PACKING
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.line_figures import LineFigures


class SplitFigures(LineFigures):
    """seen: how many units were in the parcel when the page was shown."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = sum(line.quantity for line in self.lines)

    def see_again(self) -> None:
        """What is shown now has been read by whoever presses next."""
        self.data: Any = self.data.copy()
        self.data["seen"] = str(self.initial["seen"])


@staff(Action.FULFIL_ORDER, methods=("GET", "HEAD", "POST"))
def split(request: HttpRequest, code: str) -> HttpResponse:
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    status, figures = 200, SplitFigures(parcel=parcel)
    if request.method == "POST":
        status, figures = 422, SplitFigures(request.POST, parcel=parcel)
        if figures.is_valid():
            try:
                seen = figures.cleaned_data["seen"]
                made = splitting.split(
                    parcel.code, figures.units(), seen=seen, actor_id=request.user.pk
                )
            except Refusal as refused:
                figures.take(refused.problems)
            else:
                sentence = _("Parcel %(new)s was split off. Each goes its own way from now on.")
                messages.success(request, sentence % {"new": made.code})
                return redirect("console:order", code=parcel.code)
        figures.see_again()
    elif parcel.state not in BEFORE_PACKING:
        return redirect("console:order", code=parcel.code)
    context = {"parcel": parcel, "figures": figures}
    return show(request, "console/selling/split.html", context, status)
