"""One import: its plan, who stands behind it, how far the worker is, its report, its undo."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.refusal import Refusal
from marketplace.web.console import import_words, imports, near_words
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from plugins.ocop_sync import progress
from plugins.ocop_sync.confirm import confirm, refuse
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.tasks import FOR_WORKER
from plugins.ocop_sync.undo import in_the_way, undo

State = RegisterImport.State


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


@staff(Action.SEE_IMPORTS)
def imported(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(RegisterImport, code=code)
    works = one.state in FOR_WORKER
    if request.htmx:
        if not works:
            return HttpResponseClientRefresh()
        context = {"record": one, "progress": progress.of(one)}
        return render(request, "console/_import_progress.html", context)
    return _show(request, one, ReasonForm())


def _show(
    request: HttpRequest, one: RegisterImport, form: ReasonForm, status: int = 200
) -> HttpResponse:
    works = one.state in FOR_WORKER
    rows = request.GET.get("rows", "")
    page = page_of(request, _lines(one, rows))
    context = {
        "record": one,
        "one": imports.read([one])[0],
        "works": works,
        "progress": progress.of(one) if works else None,
        "level": import_words.LEVELS.get(one.source_level, one.source_level),
        "ended_by": names_of([one.ended_by_id])[one.ended_by_id] if one.ended_by_id else "",
        "why": import_words.why(one.error),
        "choices": _choices(one, rows),
        "chosen": rows if rows in import_words.OUTCOMES else "",
        "page": page,
        "rows": import_words.rows(page.object_list),
        "again": RegisterImport.objects.filter(sha256=one.sha256).exclude(pk=one.pk),
        "near": near_words.planned(one.report.get("near", {})),
        "form": form,
        **_possible(request, one),
    }
    return show(request, "console/imported.html", context, status)


@staff(Action.CONFIRM_REGISTER, methods=("POST",))
def import_confirm(request: HttpRequest, code: str) -> HttpResponse:
    get_object_or_404(RegisterImport, code=code)
    try:
        confirm(code, digest=request.POST.get("digest", ""), actor_id=request.user.pk)
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("console:imported", code=code)


@staff(Action.IMPORT_REGISTER, methods=("POST",))
def import_refuse(request: HttpRequest, code: str) -> HttpResponse:
    return _with_reason(request, code, refuse)


@staff(Action.CONFIRM_REGISTER, methods=("POST",))
def import_undo(request: HttpRequest, code: str) -> HttpResponse:
    said = _("The worker undoes the import now; how far it is stands below.")
    return _with_reason(request, code, undo, said)


def _with_reason(
    request: HttpRequest, code: str, act: Callable[..., Any], said: str = ""
) -> HttpResponse:
    """Do what needs a reason; said: once it is done."""
    one = get_object_or_404(RegisterImport, code=code)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, one, form, status=422)
    try:
        act(code, reason=form.cleaned_data["reason"], actor_id=request.user.pk)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("console:imported", code=code)


def _possible(request: HttpRequest, one: RegisterImport) -> dict[str, Any]:
    """What this person may do with the import now, and what stands in the way of an undo."""
    is_own = one.uploaded_by_id == request.user.pk
    waits = one.state == State.WAITING
    may_undo = one.state == State.APPLIED and Action.CONFIRM_REGISTER in request.actions
    problems = in_the_way(one) if may_undo else []
    return {
        "is_own": is_own,
        "may_confirm": waits and not is_own and Action.CONFIRM_REGISTER in request.actions,
        "may_refuse": waits and Action.IMPORT_REGISTER in request.actions,
        "may_undo": may_undo and not problems,
        "not_undone": " ".join(problem.sentence for problem in problems),
        "changes": one.changes.count() if may_undo and not problems else 0,
    }


def _lines(one: RegisterImport, rows: str) -> Any:
    """The plan; of a list from the command line only the rejected rows."""
    kept = one.lines.order_by("position")
    if not kept.exists():
        return import_words.reported_lines(one.report) if rows in ("", "rejected") else []
    return kept.filter(outcome=rows) if rows in import_words.OUTCOMES else kept


def _choices(one: RegisterImport, rows: str) -> list[tuple[str, str, int, bool]]:
    """(outcome, words, how many rows, whether it is chosen) for every outcome the plan has."""
    if not one.report or not one.plan_digest:
        return []
    counts = one.report["counts"]
    return [
        (outcome, str(said), counts[outcome], outcome == rows)
        for outcome, said in import_words.OUTCOMES.items()
        if counts.get(outcome)
    ]
