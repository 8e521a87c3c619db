"""Nhận tại điểm bán: the shopper's code, what it is for, and the money."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts.access import Action, places_for
from marketplace.orders import collect as collecting
from marketplace.orders.models import Parcel
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.photographed import reads_photos
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.parcel_words import state_now, state_words


class CodeForm(forms.Form):
    typed = forms.CharField(
        label=gettext_lazy("Collection code"),
        max_length=40,
        help_text=gettext_lazy("Six digits from the shopper's message, or scan the QR code."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autofocus": True,
                "inputmode": "numeric",
                "data-scan": "",
            }
        ),
        error_messages={"required": gettext_lazy("Ask the shopper for the six digits.")},
    )


@staff(Action.FULFIL_ORDER, methods=("GET", "HEAD", "POST"))
@reads_photos("typed")
def collect(request: HttpRequest) -> HttpResponse:
    """A POST only finds the parcel and shows what it is; it is handed over by collect_paid."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    parcel: Parcel | None = None
    if form.is_bound and form.is_valid():
        places = places_for(request.user, Action.FULFIL_ORDER)
        try:
            parcel = collecting.find_ready(
                form.cleaned_data["typed"], places, actor_id=request.user.pk
            )
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error("typed", problem.sentence)
    return _page(request, form, parcel, 422 if form.errors else 200)


@staff(Action.FULFIL_ORDER, methods=("POST",))
def collect_paid(request: HttpRequest, code: str) -> HttpResponse:
    """The goods are given, the money is taken. The code comes along, and is asked again."""
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    typed = request.POST.get("typed", "")[:40]
    try:
        done = collecting.collect(parcel.code, typed, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
        return redirect("console:order", code=parcel.code)
    sentence = _("Parcel %(code)s was handed over; %(amount)s was collected.")
    said = {"code": done.code, "amount": text.dong(done.to_collect)}
    messages.success(request, sentence % said)
    return redirect("console:collect")


def _page(request: HttpRequest, form: CodeForm, parcel: Parcel | None, status: int) -> HttpResponse:
    moment = clock.now()
    context = {
        "form": form,
        "parcel": parcel,
        "lines": list(parcel.lines.order_by("pk")) if parcel else [],
        "is_ready": parcel is not None and state_now(parcel, moment) == Parcel.State.READY,
        "state": state_now(parcel, moment) if parcel else "",
        "state_words": state_words(parcel, moment) if parcel else "",
    }
    return show(request, "console/selling/collect.html", context, status)
