"""Gửi đến điểm bán: collections whose goods are to go from here to a point."""

import uuid
from itertools import groupby

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.models import Transfer
from marketplace.orders.models import Parcel
from marketplace.orders.supply import send_to_point
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling import parcel_rows


class SendForm(forms.Form):
    """parcels: codes of the person's own list; another is no choice at all."""

    client_key = forms.UUIDField()
    parcels = forms.MultipleChoiceField()


def to_send(request: HttpRequest) -> QuerySet[Parcel]:
    """What is to go from the person's places, by way, the oldest first."""
    places = places_for(request.user, Action.FULFIL_ORDER)
    found = parcel_rows.with_state(Parcel.objects.filter(supplied_from__in=places), clock.now())
    return found.filter(now=parcel_rows.TO_SEND).order_by(
        "supplied_from__name", "supplied_from", "place__name", "place", "order__placed_at", "pk"
    )


@staff(Action.FULFIL_ORDER, methods=("GET", "HEAD", "POST"))
def supply(request: HttpRequest) -> HttpResponse:
    problems: list[Problem] = []
    if request.method == "POST":
        form = SendForm(request.POST)
        if before := _before(request):
            return redirect("console:transfer", code=before.code)
        mine = to_send(request).values_list("code", flat=True)
        form.fields["parcels"].choices = [(code, code) for code in mine]
        if not form.is_valid():
            sentence = _("Tick at least one parcel of the list as it stands now, then press again.")
            problems = [Problem("stale", sentence)]
        else:
            key = _key(form.cleaned_data["client_key"])
            try:
                sent = send_to_point(
                    form.cleaned_data["parcels"], actor_id=request.user.pk, client_key=key
                )
            except Refusal as refused:
                problems = refused.problems
            else:
                messages.success(request, _("Sent. Print the delivery note for whoever drives."))
                return redirect("console:transfer", code=sent.code)
    parcels = to_send(request).select_related("order", "place", "supplied_from")
    rows = list(parcels.prefetch_related("lines"))
    ways = groupby(rows, lambda one: (one.supplied_from, one.place))
    context = {
        "ways": [(*way, list(of_way), uuid.uuid4()) for way, of_way in ways],
        "problems": problems,
    }
    return show(request, "console/selling/supply.html", context, 422 if problems else 200)


def _key(key: uuid.UUID) -> str:
    return f"supply:{key.hex}"


def _before(request: HttpRequest) -> Transfer | None:
    """What this very form has sent already; a second press is answered as the first."""
    form = forms.Form(request.POST)
    form.fields["client_key"] = forms.UUIDField()
    if not form.is_valid():
        return None
    places = places_for(request.user, Action.FULFIL_ORDER)
    sent = Transfer.objects.filter(origin__in=places)
    return sent.filter(client_key=_key(form.cleaned_data["client_key"])).first()
