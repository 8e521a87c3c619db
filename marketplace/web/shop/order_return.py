"""Goods of a delivered parcel that the shopper wants to bring back: asked for, and what came of it."""

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from marketplace import clock
from marketplace.orders import ask_return, returnable
from marketplace.orders.models import Parcel, ParcelLine, Refund, ReturnRequest
from marketplace.orders.refused import OrderRefused
from marketplace.orders.return_reasons import WORDS
from marketplace.refusal import Problem
from marketplace.web.shop import visitor
from marketplace.web.shop.pages import page
from marketplace.web.shop.problem_form import ProblemForm

State = ReturnRequest.State
STATE_WORDS: dict[Any, Any] = {
    State.ASKED: gettext_lazy("We are looking at it and answer soon."),
    State.APPROVED: gettext_lazy("Agreed: bring the goods back."),
    State.DECLINED: gettext_lazy("Declined."),
    State.RECEIVED: gettext_lazy("We have the goods back."),
}
MOST_DIGITS = 6  # of a quantity


class ManyPhotos(forms.FileInput):
    allow_multiple_selected = True


class ReturnForm(ProblemForm):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        required=False,
        widget=forms.Select(
            choices=[("", gettext_lazy("Choose…")), *((key, word) for key, word in WORDS.items())]
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Tell us more"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": ask_return.LONGEST_TEXT}),
    )
    photos = forms.FileField(
        label=gettext_lazy("Photos of the goods"),
        required=False,
        widget=ManyPhotos(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    pay_to = forms.CharField(
        label=gettext_lazy("Account for the money"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 120}),
    )


@dataclass(frozen=True)
class Row:
    """A line of the parcel: `left` units may still go back; name: of its field."""

    line: ParcelLine
    left: int
    name: str
    typed: str


@require_http_methods(["GET", "HEAD", "POST"])
def order_return(request: HttpRequest, code: str) -> HttpResponse:
    """code: the parcel's."""
    parcel = _parcel(code)
    if not visitor.may_read_order(request, parcel.order.code):
        return HttpResponseRedirect(_order_address(parcel))
    if request.method != "POST":
        return _page(request, parcel, ReturnForm())
    form = ReturnForm(request.POST)
    try:
        photos = ask_return.check_photos(request.FILES.getlist("photos"))
        ask_return.ask(parcel.code, _asked(request, parcel, form, photos))
    except OrderRefused as refused:
        if request.FILES and not any(one.field == "photos" for one in refused.problems):
            again = _("Choose the photos once more: a browser sends them only once.")
            refused.problems.append(Problem("again", again, "photos"))
        return _page(request, parcel, form, refused.problems)
    messages.success(request, _("Your return is asked for. We look at it and tell you."))
    return HttpResponseRedirect(request.path)


def _parcel(code: str) -> Parcel:
    found = Parcel.objects.select_related("order__seller", "place__unit__parent")
    parcel = found.filter(code=code).first()
    if parcel is None or returnable.last_day(parcel) is None:
        raise Http404
    return parcel


def _asked(
    request: HttpRequest, parcel: Parcel, form: ReturnForm, photos: list[bytes]
) -> ask_return.Asked:
    units: dict[int, int] = {}
    for row in _rows(request, parcel):
        typed = row.typed.strip()
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
        if typed:
            units[row.line.pk] = int(typed) if is_number else -1
    return ask_return.Asked(
        units=units,
        reason=form.text("reason"),
        text=form.text("text"),
        client_key=form.text("client_key")[:64] or secrets.token_urlsafe(24),
        pay_to=form.text("pay_to"),
        photos=photos,
    )


def _rows(request: HttpRequest, parcel: Parcel) -> list[Row]:
    left = returnable.units_left(parcel)
    rows = []
    for at, line in enumerate(parcel.lines.order_by("pk")):
        name = f"units-{at}"
        typed = request.POST.get(name, "").replace("\0", "")[:12]
        rows.append(Row(line, max(left[line.pk], 0), name, typed))
    return rows


def _page(
    request: HttpRequest,
    parcel: Parcel,
    form: ReturnForm,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    rows = _rows(request, parcel)
    beside = _beside(rows, problems or [])
    rest = form.show([one for one in problems or [] if one.field != "units"])
    requests = list(
        parcel.returns.prefetch_related("lines__parcel_line", "refunds").order_by("-pk")
    )
    context = {
        "order": parcel.order,
        "parcel": parcel,
        "form": form,
        "rows": [(row, beside.get(row.line.pk, "")) for row in rows],
        "problems": rest,
        "has_problems": bool(problems),
        "client_key": form.data.get("client_key") or secrets.token_urlsafe(24),
        "days": settings.RETURN_DAYS,
        "last_day": returnable.last_day(parcel),
        "may_ask": returnable.is_open_at(parcel, clock.now())
        and any(row.left for row in rows)
        and not any(one.state in returnable.OPEN for one in requests),
        "requests": [_shown(one) for one in requests],
    }
    return page(request, "shop/order_return.html", context, status=422 if problems else 200)


def _beside(rows: list[Row], problems: list[Problem]) -> dict[int, str]:
    """What is wrong with the units, by line; what concerns all of them stands at the first."""
    first = next((row.line.pk for row in rows if row.left), 0)
    return {one.data.get("line", first): one.sentence for one in problems if one.field == "units"}


def _shown(one: ReturnRequest) -> dict[str, Any]:
    refunds = list(one.refunds.all())
    return {
        "one": one,
        "words": STATE_WORDS[State(one.state)],
        "reason": WORDS[ReturnRequest.Reason(one.reason)],
        "due": sum(back.amount for back in refunds if back.state == Refund.State.PROMISED),
        "paid": sum(back.amount for back in refunds if back.state == Refund.State.PAID),
    }


def _order_address(parcel: Parcel) -> str:
    return reverse("shop:order", kwargs={"code": parcel.order.code})
