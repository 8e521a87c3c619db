"""Gọi xác nhận: the orders that wait for a call, the oldest first."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.orders import cancel, confirm, to_confirm
from marketplace.orders.models import Parcel, ShopOrder
from marketplace.orders.states import LONGEST_REASON
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter


class NotReachedForm(forms.Form):
    """seen: how many tries the page showed."""

    seen = forms.IntegerField(min_value=0)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the order is cancelled"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


@staff(Action.CONFIRM_ORDER)
def confirm_queue(request: HttpRequest) -> HttpResponse:
    return _page(request)


@staff(Action.CONFIRM_ORDER, methods=("POST",))
def confirm_order(request: HttpRequest, code: str) -> HttpResponse:
    def act(parcel: Parcel) -> None:
        done = confirm.confirm_by_phone(parcel.code, actor_id=request.user.pk)
        if done:
            sentence = _("Order %(code)s is confirmed: it can be packed now.")
            messages.success(request, sentence % {"code": parcel.order.code})
        else:
            messages.info(request, _("Somebody has confirmed this order before."))

    return _act(request, code, act)


@staff(Action.CONFIRM_ORDER, methods=("POST",))
def confirm_not_reached(request: HttpRequest, code: str) -> HttpResponse:
    form = NotReachedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was out of date. Look at the list and press again."))
        return _back(request)

    def act(parcel: Parcel) -> None:
        tries = confirm.could_not_reach(
            parcel.code, seen=form.cleaned_data["seen"], actor_id=request.user.pk
        )
        sentence = ngettext(
            "Order %(code)s: nobody answered, %(tries)d time so far. It waits on.",
            "Order %(code)s: nobody answered, %(tries)d times so far. It waits on.",
            tries,
        )
        messages.info(request, sentence % {"code": parcel.order.code, "tries": tries})

    return _act(request, code, act)


@staff(Action.CONFIRM_ORDER, Action.CANCEL_ORDER, methods=("POST",))
def confirm_cancel(request: HttpRequest, code: str) -> HttpResponse:
    parcel = _parcel(request, code)
    form = CancelForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            done = cancel.cancel_unconfirmed(code, actor_id=request.user.pk, reason=reason)
        except Refusal as refused:
            if not any(problem.field for problem in refused.problems):
                return _told(request, refused)  # it may stand in the queue no more
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            if done:
                sentence = _("Order %(code)s is cancelled; its goods can be sold again.")
                messages.success(request, sentence % {"code": parcel.order.code})
            else:
                messages.info(request, _("This order was cancelled before."))
            return _back(request)
    return _page(request, {parcel.order_id: form}, 422)


def _page(
    request: HttpRequest, refused: dict[int, CancelForm] | None = None, status: int = 200
) -> HttpResponse:
    """refused: the form that came back with a problem, by its order."""
    places = places_for(request.user, Action.CONFIRM_ORDER)
    mine = list(places.order_by("name"))
    filters = PlaceFilter(request.GET, places=mine)
    filters.is_valid()
    place = filters.cleaned_data.get("place", "")
    found = to_confirm.waiting(places.filter(code=place) if place else places)
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page.object_list, {one.pk for one in mine}, refused or {}),
        "has_many_places": len(mine) > 1,
        "is_filtered": bool(place),
        "place": place,
        "may_cancel": Action.CANCEL_ORDER in request.actions,
    }
    return show(request, "console/selling/confirm_queue.html", context, status)


def _rows(orders: Any, mine: set[int], refused: dict[int, CancelForm]) -> list[dict[str, Any]]:
    orders = list(orders)
    known = to_confirm.known(orders)
    return [
        {
            "order": order,
            "code": next(one.code for one in order.waiting if one.place_id in mine),
            "phone": phones.spoken(order.phone),
            "known": known.get(order.phone, to_confirm.Known()),
            "until": _until(order),
            "cancel_form": refused.get(order.pk) or CancelForm(auto_id=f"{order.code}-%s"),
        }
        for order in orders
    ]


def _until(order: ShopOrder) -> Any:
    """When the first of its parcels lapses."""
    ends = [one.held_until for one in order.waiting if one.held_until]
    return min(ends, default=None)


def _parcel(request: HttpRequest, code: str) -> Parcel:
    """The parcel at one of the person's places; 404 as if a foreign one were none."""
    places = places_for(request.user, Action.CONFIRM_ORDER)
    return get_object_or_404(
        Parcel.objects.filter(place__in=places).select_related("order"), code=code
    )


def _act(request: HttpRequest, code: str, act: Callable[[Parcel], None]) -> HttpResponse:
    parcel = _parcel(request, code)
    try:
        act(parcel)
    except Refusal as refused:
        return _told(request, refused)
    return _back(request)


def _told(request: HttpRequest, refused: Refusal) -> HttpResponse:
    for problem in refused.problems:
        messages.error(request, problem.sentence)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """The queue as it was filtered when the button was pressed."""
    place = request.POST.get("place", "")
    address = reverse("console:confirm_queue")
    is_code = place.isalnum() and len(place) <= 10
    return redirect(f"{address}?{urlencode({'place': place})}" if is_code else address)


def _sheet(orders: QuerySet[ShopOrder]) -> HttpResponse:
    headings = [_("Order"), _("Placed at"), _("Waits until"), _("Place"), _("Name"), _("Phone")]
    headings += [_("Ordered goods"), _("Amount (đồng)"), _("Calls not answered")]
    headings += [_("Delivered before"), _("Refused before")]
    orders = list(orders)
    known = to_confirm.known(orders)
    nothing = to_confirm.Known()
    return sheet.answer(
        "goi-xac-nhan",
        headings,
        (
            (
                order.code,
                _written(order.placed_at),
                _written(_until(order)),
                ", ".join(dict.fromkeys(parcel.place.name for parcel in order.waiting)),
                order.name,
                order.phone,
                "; ".join(
                    f"{line.quantity} × {line.name}"
                    for parcel in order.waiting
                    for line in parcel.lines.all()
                ),
                order.total,
                order.tries,
                known.get(order.phone, nothing).delivered,
                known.get(order.phone, nothing).refused,
            )
            for order in orders
        ),
    )


def _written(moment: Any) -> Any:
    return clock.local(moment).replace(tzinfo=None) if moment else None
