"""What was proposed by hand, and the second person's word on it."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.certification import deciding
from marketplace.certification.models import Proposal
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.by_hand_forms import RefuseForm
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.proposal_words import field_name, kind_words, state_words, value_words

HIDDEN = ("group", "revoked_reason")  # said by the printed group, and by the reason
State = Proposal.State


@staff(Action.SEE_REGISTER)
def proposals(request: HttpRequest) -> HttpResponse:
    """Those that wait first, then all, newest first."""
    found = Proposal.objects.select_related("certificate", "certified_product__producer")
    found = found.order_by(F("decided_at").desc(nulls_first=True), "-proposed_at", "-pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(_rows(found))
    page = page_of(request, found)
    context = {"page": page, "rows": _rows(page.object_list)}
    return show(request, "console/proposals.html", context)


@staff(Action.SEE_REGISTER)
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    return _proposal(request, code, RefuseForm())


@staff(Action.CONFIRM_REGISTER, methods=("POST",))
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(Proposal, code=code)
    try:
        deciding.confirm(one.code, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Confirmed: the register says so from now on."))
    return redirect("console:proposal", code=code)


@staff(Action.CONFIRM_REGISTER, methods=("POST",))
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(Proposal, code=code)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _proposal(request, code, form, status=422)
    try:
        deciding.refuse(one.code, actor_id=request.user.pk, reason=form.cleaned_data["reason"])
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Refused: the register stays as it was."))
    return redirect("console:proposal", code=code)


def _proposal(request: HttpRequest, code: str, form: RefuseForm, status: int = 200) -> HttpResponse:
    held = Proposal.objects.select_related("certificate", "certified_product__producer")
    row = _rows([get_object_or_404(held, code=code)])[0]
    waits = row["one"].state == State.WAITING
    may = Action.CONFIRM_REGISTER in request.actions and waits
    is_own = row["one"].proposed_by_id == request.user.pk
    context = row | {
        "waits": waits,
        "is_own": is_own,
        "may_confirm": may and not is_own,
        "may_refuse": may,
        "form": form,
    }
    return show(request, "console/proposal.html", context, status)


def _rows(found: Any) -> list[dict[str, Any]]:
    held = list(found)
    names = names_of(person for one in held for person in (one.proposed_by_id, one.decided_by_id))
    return [
        {
            "one": one,
            "kind": kind_words(one.kind),
            "state": state_words(one.state),
            "product": one.certified_product,
            "title": one.certified_product.name
            if one.certified_product
            else one.after.get("product", ""),
            "proposed_by": names[one.proposed_by_id],
            "decided_by": names.get(one.decided_by_id, ""),
            "changes": _changes(one),
        }
        for one in held
    ]


def _changes(one: Proposal) -> list[tuple[str, str, str]]:
    return [
        (
            field_name(name),
            value_words(name, one.before[name]) if name in one.before else "",
            value_words(name, value),
        )
        for name, value in one.after.items()
        if name not in HIDDEN
    ]


def _sheet(rows: list[dict[str, Any]]) -> HttpResponse:
    headings = [
        _("Code"),
        _("Product"),
        _("What"),
        _("State"),
        _("Change"),
        _("Reason"),
        _("Proposed at"),
        _("Proposed by"),
        _("Decided at"),
        _("Decided by"),
    ]
    lines = (
        (
            row["one"].code,
            row["title"],
            row["kind"],
            row["state"],
            "; ".join(f"{name}: {old} → {new}" for name, old, new in row["changes"]),
            row["one"].reason,
            clock.local(row["one"].proposed_at).replace(tzinfo=None),
            row["proposed_by"],
            clock.local(row["one"].decided_at).replace(tzinfo=None)
            if row["one"].decided_at
            else None,
            row["decided_by"],
        )
        for row in rows
    )
    return sheet.answer("proposals", headings, lines)
