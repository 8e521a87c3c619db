"""Hoàn tiền: what was promised to shoppers and is still to be paid back by hand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.orders import refunds as rules
from marketplace.orders.models import Refund
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter
from marketplace.web.console.selling.money_words import REFUND_STATES

State = Refund.State


class Filters(PlaceFilter):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *REFUND_STATES.items()],
    )


class PayForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("Bank's code of the transfer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


@staff(Action.RECONCILE_COD)
def refunds(request: HttpRequest) -> HttpResponse:
    mine = list(places_for(request.user, Action.RECONCILE_COD).order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = _mine(request)
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("place"):
        found = found.filter(payment__parcel__place__code=asked["place"])
    waits = asked.get("state") == State.PROMISED
    found = found.order_by("promised_at" if waits else "-promised_at", "pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page.object_list),
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/selling/refunds.html", context)


@staff(Action.RECONCILE_COD, methods=("GET", "HEAD", "POST"))
def refund(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request), code=code)
    if request.method != "POST":
        return _page(request, one, PayForm())
    form = PayForm(request.POST)
    if form.is_valid():
        try:
            rules.pay(one.code, reference=form.cleaned_data["reference"], actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            sentence = _("%(amount)s went back to the shopper, who is told so.")
            messages.success(request, sentence % {"amount": text.dong(one.amount)})
            return redirect("console:refund", code=code)
    return _page(request, one, form, 422)


def _mine(request: HttpRequest) -> QuerySet[Refund]:
    places = places_for(request.user, Action.RECONCILE_COD)
    found = Refund.objects.filter(payment__parcel__place__in=places)
    return found.select_related("payment__parcel__order", "payment__parcel__place", "request")


def _page(request: HttpRequest, one: Refund, form: PayForm, status: int = 200) -> HttpResponse:
    names = names_of([one.promised_by_id, one.paid_by_id])
    context = {
        "one": one,
        "parcel": one.payment.parcel,
        "state": REFUND_STATES[State(one.state)],
        "why": _why(one),
        "phone": phones.spoken(one.payment.parcel.order.phone),
        "promised_by": names.get(one.promised_by_id, ""),
        "paid_by": names.get(one.paid_by_id, ""),
        "form": form,
    }
    return show(request, "console/selling/refund.html", context, status)


def _rows(found: Any) -> list[dict[str, Any]]:
    return [
        {"one": one, "state": REFUND_STATES[State(one.state)], "why": _why(one)} for one in found
    ]


def _why(one: Refund) -> str:
    return _("Return %(code)s") % {"code": one.request.code} if one.request else one.reason


def _sheet(found: QuerySet[Refund]) -> HttpResponse:
    headings = [_("Code"), _("Parcel"), _("Place"), _("Amount (đồng)"), _("Why"), _("State")]
    headings += [_("Promised at"), _("Paid at")]
    table = (
        (
            row["one"].code,
            row["one"].payment.parcel.code,
            row["one"].payment.parcel.place.name,
            row["one"].amount,
            row["why"],
            str(row["state"]),
            clock.local(row["one"].promised_at).replace(tzinfo=None),
            clock.local(row["one"].paid_at).replace(tzinfo=None) if row["one"].paid_at else None,
        )
        for row in _rows(found)
    )
    return sheet.answer("hoan-tien", headings, table)
