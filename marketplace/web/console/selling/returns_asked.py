"""Yêu cầu trả hàng: what shoppers ask to bring back; decided, then received."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock, private_files
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.orders import ask_return, decide_return
from marketplace.orders.models import ReturnRequest
from marketplace.orders.return_reasons import WORDS as REASONS
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter
from marketplace.web.console.selling.money_words import REFUND_STATES, RETURN_STATES
from marketplace.web.console.selling.return_goods import GoodsForm

State = ReturnRequest.State


class Filters(PlaceFilter):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *RETURN_STATES.items()],
    )


class DecideForm(forms.Form):
    decision = forms.CharField(
        label=gettext_lazy("What the shopper is told"),
        max_length=decide_return.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Where to bring the goods and until when; or why not."),
        error_messages={"required": gettext_lazy("Write to the shopper what you decided.")},
    )


@staff(Action.SEE_ORDERS)
def returns_asked(request: HttpRequest) -> HttpResponse:
    mine = list(places_for(request.user, Action.SEE_ORDERS).order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = _mine(request).annotate(units=Sum("lines__quantity"))
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("place"):
        found = found.filter(parcel__place__code=asked["place"])
    found = found.order_by(
        "asked_at" if asked.get("state") in ("asked", "approved") else "-asked_at"
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/selling/returns_asked.html", context)


@staff(Action.SEE_ORDERS)
def return_asked(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(_mine(request), code=code))


@staff(Action.DECIDE_RETURN, methods=("POST",))
def return_decide(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request, Action.DECIDE_RETURN), code=code)
    form = DecideForm(request.POST)
    if form.is_valid():
        decide = decide_return.approve if "approve" in request.POST else decide_return.decline
        if "close" in request.POST:
            decide = decide_return.close
        try:
            decide(one.code, form.cleaned_data["decision"], actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("The shopper is told what you decided."))
            return redirect("console:return_asked", code=code)
    return _page(request, one, decide_form=form, status=422)


@staff(Action.RETURN_STOCK, methods=("POST",))
def return_receive(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request, Action.RETURN_STOCK), code=code)
    form = GoodsForm(one, request.POST)
    if form.is_valid():
        try:
            may = _may(request, one, Action.RECONCILE_COD)
            form.receive(actor_id=request.user.pk, may_give_more=may)
        except Refusal as refused:
            form.take(refused.problems)
        else:
            units = form.units
            sentence = ngettext("%(n)d unit came back.", "%(n)d units came back.", units)
            messages.success(request, sentence % {"n": units})
            return redirect("console:return_asked", code=code)
    return _page(request, one, goods_form=form, status=422)


@staff(Action.SEE_ORDERS)
def return_photo(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The photo of that number, from 1, in the order they were sent."""
    one = get_object_or_404(_mine(request), code=code)
    is_one = 1 <= number <= ask_return.MOST_PHOTOS
    photo = one.photos.order_by("pk")[number - 1 : number].first() if is_one else None
    if photo is None:
        raise Http404
    try:
        content = private_files.read(ask_return.ROOM, photo.file)
    except OSError as gone:
        raise Http404 from gone
    return HttpResponse(content, content_type="image/jpeg")


def _mine(request: HttpRequest, action: Action = Action.SEE_ORDERS) -> QuerySet[ReturnRequest]:
    places = places_for(request.user, action)
    found = ReturnRequest.objects.filter(parcel__place__in=places)
    return found.select_related("parcel__order", "parcel__place", "parcel__payment")


def _may(request: HttpRequest, one: ReturnRequest, action: Action) -> bool:
    places = places_for(request.user, action)
    return action in request.actions and places.filter(pk=one.parcel.place_id).exists()


def _page(
    request: HttpRequest,
    one: ReturnRequest,
    *,
    decide_form: DecideForm | None = None,
    goods_form: GoodsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    names = names_of([one.decided_by_id, one.received_by_id])
    may_receive = one.state == State.APPROVED and _may(request, one, Action.RETURN_STOCK)
    context = {
        "one": one,
        "state": RETURN_STATES[State(one.state)],
        "reason": REASONS[ReturnRequest.Reason(one.reason)],
        "lines": one.lines.select_related("parcel_line").order_by("pk"),
        "photos": range(1, one.photos.count() + 1),
        "phone": phones.spoken(one.parcel.order.phone),
        "decided_by": names.get(one.decided_by_id, ""),
        "received_by": names.get(one.received_by_id, ""),
        "refunds": [
            {"refund": refund, "state": REFUND_STATES[refund.state]}
            for refund in one.refunds.order_by("pk")
        ],
        "sees_refunds": Action.RECONCILE_COD in request.actions,
        "decide_form": decide_form or DecideForm(),
        "may_decide": one.state == State.ASKED and _may(request, one, Action.DECIDE_RETURN),
        "may_close": one.state == State.APPROVED and _may(request, one, Action.DECIDE_RETURN),
        "goods_form": (goods_form or GoodsForm(one)) if may_receive else None,
    }
    return show(request, "console/selling/return_asked.html", context, status)


def _row(one: Any) -> dict[str, Any]:
    return {
        "one": one,
        "state": RETURN_STATES[State(one.state)],
        "reason": REASONS[ReturnRequest.Reason(one.reason)],
    }


def _sheet(found: QuerySet[Any]) -> HttpResponse:
    headings = [_("Code"), _("Parcel"), _("Place"), _("Reason"), _("Units"), _("Asked at")]
    headings += [_("State")]
    table = (
        (
            row["one"].code,
            row["one"].parcel.code,
            row["one"].parcel.place.name,
            str(row["reason"]),
            row["one"].units,
            clock.local(row["one"].asked_at).replace(tzinfo=None),
            str(row["state"]),
        )
        for row in map(_row, found)
    )
    return sheet.answer("khach-tra-hang", headings, table)
