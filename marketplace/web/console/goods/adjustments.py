"""Hao hụt: what was asked for at my places, one of them, agreed to or refused."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory import adjustments as rules
from marketplace.inventory import papers
from marketplace.inventory.models import Adjustment, Paper
from marketplace.inventory.reasons import OF_ADJUSTMENT, WORDS, Reason
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.attached import attachment
from marketplace.web.console.goods.events import CONDITIONS, owner_name
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter

STATE_WORDS = {
    Adjustment.State.WAITING: gettext_lazy("waits for a second person"),
    Adjustment.State.POSTED: gettext_lazy("posted"),
    Adjustment.State.REFUSED: gettext_lazy("refused"),
}


class Filters(PlaceFilter):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All")), *STATE_WORDS.items()],
        required=False,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("All")), *((one, WORDS[one]) for one in OF_ADJUSTMENT)],
        required=False,
    )


class RefuseForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


@staff(Action.SEE_STOCK)
def adjustments(request: HttpRequest) -> HttpResponse:
    mine = list(places_for(request.user, Action.SEE_STOCK).order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = {name: value for name, value in filters.cleaned_data.items() if value}
    found = _mine(request).order_by("-asked_at", "-pk")
    for name, field in (("state", "state"), ("reason", "reason"), ("place", "place__code")):
        if name in asked:
            found = found.filter(**{field: asked[name]})
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page.object_list),
        "has_many_places": len(mine) > 1,
        "is_filtered": bool(asked),
        "may_ask": Action.ADJUST_STOCK in request.actions,
    }
    return show(request, "console/goods/adjustments.html", context)


@staff(Action.SEE_STOCK)
def adjustment(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(_mine(request), code=code), RefuseForm())


@staff(Action.APPROVE_ADJUSTMENT, methods=("POST",))
def adjustment_approve(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request, Action.APPROVE_ADJUSTMENT), code=code)
    try:
        one = rules.approve(one.code, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        sentence = _("Posted: %(amount)s.") % {"amount": text.dong(one.value)}
        messages.success(request, sentence)
    return redirect("console:adjustment", code=code)


@staff(Action.ADJUST_STOCK, methods=("POST",))
def adjustment_refuse(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request, Action.ADJUST_STOCK), code=code)
    if not _may_refuse(request, one):
        raise Http404
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            rules.refuse(one.code, actor_id=request.user.pk, note=form.cleaned_data["note"])
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("Nothing was moved."))
            return redirect("console:adjustment", code=code)
    return _page(request, one, form, 422)


@staff(Action.SEE_STOCK)
def adjustment_paper(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    one = get_object_or_404(_mine(request), code=code)
    paper = get_object_or_404(Paper, adjustment=one, sha256=digest)
    try:
        content, kind = papers.content_of(paper)
    except OSError as gone:
        raise Http404 from gone
    return attachment(content, paper.name, kind)


def _mine(request: HttpRequest, action: Action = Action.SEE_STOCK) -> QuerySet[Adjustment]:
    places = places_for(request.user, action)
    return Adjustment.objects.filter(place__in=places).select_related("place", "document")


def _may_refuse(request: HttpRequest, one: Adjustment) -> bool:
    """Whoever asked, and whoever could agree."""
    if one.asked_by_id == request.user.pk:
        return True
    return places_for(request.user, Action.APPROVE_ADJUSTMENT).filter(pk=one.place_id).exists()


def _page(
    request: HttpRequest, one: Adjustment, form: RefuseForm, status: int = 200
) -> HttpResponse:
    lines = one.lines.select_related(
        "lot__variant__product", "owner__producer", "owner__operator"
    ).order_by("pk")
    waits, is_own = one.state == Adjustment.State.WAITING, one.asked_by_id == request.user.pk
    approving = places_for(request.user, Action.APPROVE_ADJUSTMENT)
    names = names_of([one.asked_by_id, one.decided_by_id])
    context = {
        "one": one,
        "reason": WORDS[Reason(one.reason)],
        "state": STATE_WORDS[Adjustment.State(one.state)],
        "lines": [
            {
                "line": line,
                "owner": owner_name(line.owner),
                "condition": CONDITIONS[line.condition],
            }
            for line in lines
        ],
        "units": sum(abs(line.quantity) for line in lines),
        "papers": one.papers.order_by("pk"),
        "asked_by": names.get(one.asked_by_id, ""),
        "decided_by": names.get(one.decided_by_id, ""),
        "waits": waits,
        "is_own": is_own,
        "may_approve": waits and not is_own and approving.filter(pk=one.place_id).exists(),
        "may_refuse": waits
        and Action.ADJUST_STOCK in request.actions
        and _may_refuse(request, one),
        "form": form,
    }
    return show(request, "console/goods/adjustment.html", context, status)


def _rows(found: Any) -> list[dict[str, Any]]:
    shown = list(found)
    names = names_of(one.asked_by_id for one in shown)
    return [
        {
            "one": one,
            "reason": WORDS[Reason(one.reason)],
            "state": STATE_WORDS[Adjustment.State(one.state)],
            "asked_by": names.get(one.asked_by_id, ""),
        }
        for one in shown
    ]


def _sheet(found: QuerySet[Adjustment]) -> HttpResponse:
    headings = [_("Code"), _("Place"), _("Reason"), _("Value (đồng)"), _("State"), _("Asked at")]
    headings += [_("Asked by"), _("Note")]
    return sheet.answer(
        "hao-hut",
        headings,
        (
            (
                row["one"].code,
                row["one"].place.name,
                str(row["reason"]),
                row["one"].value,
                str(row["state"]),
                clock.local(row["one"].asked_at).replace(tzinfo=None),
                row["asked_by"],
                row["one"].note,
            )
            for row in _rows(found)
        ),
    )
