"""The orders of my places: the list, one order, handed over, cancelled."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.orders import fulfil
from marketplace.orders.models import Parcel
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.web.console import parcel_rows, sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

STATE_WORDS = {
    Parcel.State.WAITING: gettext_lazy("Waiting to be handed over"),
    Parcel.State.DELIVERED: gettext_lazy("Handed over and paid"),
    Parcel.State.CANCELLED: gettext_lazy("Cancelled"),
}


class Filters(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Order code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "search", "autocapitalize": "characters"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ("", gettext_lazy("All")),
            *STATE_WORDS.items(),
            (parcel_rows.ATTENTION, gettext_lazy("Needs a person")),
        ],
        required=False,
    )
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)

    def __init__(self, *args: Any, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("All")), *((p.code, p.name) for p in places)]


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=fulfil.LONGEST_REASON,
        help_text=gettext_lazy("The shopper asked, nobody answers the phone, goods are broken…"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


class HandOverForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)


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
    context = {
        "filters": filters,
        "page": page_of(request, found),
        "state_words": STATE_WORDS,
        "needing": parcel_rows.needing_a_person(places),
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/orders.html", context)


@staff(Action.SEE_ORDERS)
def order(request: HttpRequest, code: str) -> HttpResponse:
    return _order(request, _parcel(request, code, Action.SEE_ORDERS), CancelForm())


@staff(Action.HAND_OVER, methods=("POST",))
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    parcel = _parcel(request, code, Action.HAND_OVER)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was out of date. Check the order and press again."))
        return redirect("console:order", code=parcel.code)
    # The parcel's code is part of the key: a key sent for another order can't answer for this.
    key = f"hand_over:{parcel.code}:{form.cleaned_data['client_key'].hex}"
    try:
        fulfil.hand_over(parcel.code, actor_id=request.user.pk, client_key=key)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(
            request,
            _("Order %(code)s was handed over; %(amount)s was collected.")
            % {"code": parcel.code, "amount": text.dong(parcel.to_collect)},
        )
    return redirect("console:order", code=parcel.code)


@staff(Action.CANCEL_ORDER, methods=("POST",))
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    parcel = _parcel(request, code, Action.CANCEL_ORDER)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _order(request, parcel, form, status=422)
    try:
        fulfil.cancel(parcel.code, actor_id=request.user.pk, reason=form.cleaned_data["reason"])
    except Refusal as refused:
        for problem in refused.problems:
            form.add_error(problem.field or None, problem.sentence)
        return _order(request, _parcel(request, code, Action.CANCEL_ORDER), form, status=422)
    messages.success(
        request,
        _("Order %(code)s was cancelled; its goods can be sold again.") % {"code": parcel.code},
    )
    return redirect("console:order", code=parcel.code)


def _parcel(request: HttpRequest, code: str, action: Action) -> Parcel:
    """The parcel at one of the person's places for this; 404 as if a foreign one were none."""
    parcels = Parcel.objects.filter(place__in=places_for(request.user, action))
    return get_object_or_404(
        parcels.select_related("order__unit__parent", "place", "payment"), code=code
    )


def _order(
    request: HttpRequest, parcel: Parcel, cancel_form: CancelForm, status: int = 200
) -> HttpResponse:
    lines = list(parcel.lines.select_related("listing").order_by("pk"))
    document, left = parcel_rows.gone_out(parcel)
    is_waiting = parcel.state == Parcel.State.WAITING
    here = {
        action: is_waiting
        and action in request.actions
        and places_for(request.user, action).filter(pk=parcel.place_id).exists()
        for action in (Action.HAND_OVER, Action.CANCEL_ORDER)
    }
    context = {
        "parcel": parcel,
        "lines": lines,
        "goods": sum(line.total for line in lines),
        "units_count": sum(line.quantity for line in lines),
        "phone": phones.spoken(parcel.order.phone),
        "state_words": STATE_WORDS[Parcel.State(parcel.state)],
        "document": document,
        "left": left,
        "ended_by": names_of([parcel.ended_by_id]).get(parcel.ended_by_id),
        "needs_a_person": is_waiting
        and parcel.pk in parcel_rows.needing_a_person(Place.objects.filter(pk=parcel.place_id)),
        "may_take_back": parcel.state == Parcel.State.DELIVERED
        and Action.RETURN_STOCK in request.actions,
        "may_hand_over": here[Action.HAND_OVER],
        "may_cancel": here[Action.CANCEL_ORDER],
        "hand_over_form": HandOverForm(initial={"client_key": uuid.uuid4()}),
        "cancel_form": cancel_form,
    }
    return show(request, "console/order.html", context, status)


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
                str(STATE_WORDS[Parcel.State(parcel.state)]),
            )
            for parcel in parcels
        ),
    )
