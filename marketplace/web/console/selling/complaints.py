"""Khiếu nại: by the day on which an answer is due, the late ones first."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.orders import complaints as rules
from marketplace.orders.models import Complaint, Parcel
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter
from marketplace.web.console.selling.money_words import COMPLAINT_STATES

State = Complaint.State


class Filters(PlaceFilter):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            *COMPLAINT_STATES.items(),
            ("late", gettext_lazy("Late")),
        ],
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer to the shopper"),
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write an answer.")},
    )


@staff(Action.ANSWER_COMPLAINT)
def complaints(request: HttpRequest) -> HttpResponse:
    mine = list(places_for(request.user, Action.ANSWER_COMPLAINT).order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked, today = filters.cleaned_data, clock.today()
    found = _mine(request, asked.get("place", ""))
    if asked.get("state") == "late":
        found = found.filter(state=State.OPEN, due_on__lt=today)
    elif asked.get("state"):
        found = found.filter(state=asked["state"])
    # open ones first, those due soonest above; "open" sorts behind "answered"
    found = found.order_by("-state", "due_on", "pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(found, today)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(one, today) for one in page.object_list],
        "is_filtered": any(asked.values()),
        "has_many_places": len(mine) > 1,
    }
    return show(request, "console/selling/complaints.html", context)


@staff(Action.ANSWER_COMPLAINT, methods=("GET", "HEAD", "POST"))
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request), code=code)
    if request.method != "POST":
        return _page(request, one, AnswerForm())
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            rules.answer(one.code, form.cleaned_data["answer"], actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("The answer stands on the order's page."))
            return redirect("console:complaint", code=code)
    return _page(request, one, form, 422)


def _mine(request: HttpRequest, place_code: str = "") -> QuerySet[Complaint]:
    """About orders with a parcel of one of the person's places."""
    parcels = Parcel.objects.filter(place__in=places_for(request.user, Action.ANSWER_COMPLAINT))
    if place_code:
        parcels = parcels.filter(place__code=place_code)
    return Complaint.objects.filter(order__in=parcels.values("order")).select_related("order")


def _page(
    request: HttpRequest, one: Complaint, form: AnswerForm, status: int = 200
) -> HttpResponse:
    places = places_for(request.user, Action.SEE_ORDERS)
    context = {
        **_row(one, clock.today()),
        "order": one.order,
        "phone": phones.spoken(one.order.phone),
        "parcels": one.order.parcels.filter(place__in=places).select_related("place", "payment"),
        "gives_back": Action.RECONCILE_COD in request.actions,
        "answered_by": names_of([one.answered_by_id]).get(one.answered_by_id, ""),
        "form": form,
    }
    return show(request, "console/selling/complaint.html", context, status)


def _row(one: Complaint, today: date) -> dict[str, Any]:
    return {
        "one": one,
        "state": COMPLAINT_STATES[State(one.state)],
        "is_late": one.state == State.OPEN and one.due_on < today,
        "days": (one.due_on - today).days,
    }


def _sheet(found: QuerySet[Complaint], today: date) -> HttpResponse:
    headings = [_("Code"), _("Order"), _("Sent at"), _("Answer by"), _("State"), _("Late")]
    table = (
        (
            row["one"].code,
            row["one"].order.code,
            clock.local(row["one"].opened_at).replace(tzinfo=None),
            row["one"].due_on,
            str(row["state"]),
            _("yes") if row["is_late"] else "",
        )
        for row in (_row(one, today) for one in found)
    )
    return sheet.answer("khieu-nai", headings, table)
