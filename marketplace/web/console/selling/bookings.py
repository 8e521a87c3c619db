"""Đặt chỗ: who wants to come when, those that wait for an answer first."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts import phones
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.orders import decide_booking
from marketplace.orders.models import Booking
from marketplace.orders.states import LONGEST_REASON
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.selling.sellers import sellers_of

State = Booking.State
STATES: dict[Any, Any] = {
    State.ASKED: gettext_lazy("Waits for an answer"),
    State.CONFIRMED: gettext_lazy("Booking confirmed"),
    State.DECLINED: gettext_lazy("Booking declined"),
    State.CANCELLED: gettext_lazy("Cancelled by the guest"),
}


class Filters(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *STATES.items()],
    )
    days = forms.ChoiceField(
        label=gettext_lazy("Days to show"),
        required=False,
        choices=[
            ("", gettext_lazy("To come")),
            ("past", gettext_lazy("Past")),
            ("all", gettext_lazy("All")),
        ],
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the guests cannot come"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("The guest reads it."),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


@staff(Action.MANAGE_BOOKINGS)
def bookings(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked, today = filters.cleaned_data, clock.today()
    found = _mine(request)
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    days = asked.get("days", "")
    if days != "all":
        found = found.filter(day__lt=today) if days == "past" else found.filter(day__gte=today)
    waiting_first = Case(When(state=State.ASKED, then=0), default=1)
    found = found.order_by(waiting_first, "-day" if days == "past" else "day", "pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(one, today) for one in page.object_list],
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/selling/bookings.html", context)


@staff(Action.MANAGE_BOOKINGS)
def booking(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(_mine(request), code=code), DeclineForm())


@staff(Action.MANAGE_BOOKINGS, methods=("POST",))
def booking_confirm(request: HttpRequest, code: str) -> HttpResponse:
    get_object_or_404(_mine(request), code=code)
    try:
        done = decide_booking.confirm(code, actor_id=request.user.pk)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, _("Confirmed; the guest is told."))
        else:
            messages.info(request, _("Somebody has confirmed this booking before."))
    return redirect("console:booking", code=code)


@staff(Action.MANAGE_BOOKINGS, methods=("POST",))
def booking_decline(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request), code=code)
    form = DeclineForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            done = decide_booking.decline(code, actor_id=request.user.pk, reason=reason)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            if done:
                messages.success(request, _("Declined; the guest is told why."))
            else:
                messages.info(request, _("This booking was declined before."))
            return redirect("console:booking", code=code)
    return _page(request, one, form, 422)


def _mine(request: HttpRequest) -> QuerySet[Booking]:
    """Of the services of the person's sellers."""
    sellers = sellers_of(request, Action.MANAGE_BOOKINGS)
    return Booking.objects.filter(listing__seller__in=sellers).select_related(
        "listing__product", "listing__producer"
    )


def _page(request: HttpRequest, one: Booking, form: DeclineForm, status: int = 200) -> HttpResponse:
    context = {
        **_row(one, clock.today()),
        "total": one.unit_price * one.guests,
        "decided_by": names_of([one.decided_by_id]).get(one.decided_by_id or 0, ""),
        "can_decline": decide_booking.is_open(one),
        "can_confirm": decide_booking.is_open(one) and one.state == State.ASKED,
        "form": form,
    }
    return show(request, "console/selling/booking.html", context, status)


def _row(one: Booking, today: date) -> dict[str, Any]:
    return {
        "one": one,
        "name": one.listing.product.name,
        "phone": phones.spoken(one.phone) if one.phone else "",
        "state": STATES[State(one.state)],
        "is_over": one.day < today,
    }


def _sheet(found: QuerySet[Booking]) -> HttpResponse:
    headings = [
        *(_("Code"), _("Service"), _("Day"), _("Guests"), _("Name"), _("Phone"), _("E-mail")),
        *(_("Note"), _("Price (đồng)"), _("State"), _("Reason"), _("Asked at")),
    ]
    table = (
        (
            *(one.code, one.listing.product.name, one.day, one.guests, one.name, one.phone),
            *(one.email, one.note, one.unit_price, str(STATES[State(one.state)]), one.reason),
            clock.local(one.asked_at).replace(tzinfo=None, microsecond=0),
        )
        for one in found
    )
    return sheet.answer("dat-cho", headings, table)
