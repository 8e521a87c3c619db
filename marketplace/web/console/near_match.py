"""One pair: compared side by side, and the word on it. Decides nothing itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.certification import near_queue
from marketplace.certification.merging import Deciding, MergeRefused
from marketplace.certification.models import Merge, NearMatch
from marketplace.certification.near_match import Kind
from marketplace.web.console import near_sides
from marketplace.web.console.guard import staff
from marketplace.web.console.near_matches import rows
from marketplace.web.console.page import show

State = NearMatch.State
BOTH = ("first_producer", "second_producer", "first_product", "second_product")


class WordForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("What you looked at or whom you asked: kept for ever."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProvincesForm(WordForm):
    despite_provinces = forms.BooleanField(
        label=gettext_lazy("They lie in two provinces and are one producer all the same"),
        required=False,
    )


@staff(Action.CONFIRM_REGISTER)
def near_match(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code)


@staff(Action.CONFIRM_REGISTER, methods=("POST",))
def near_match_decide(request: HttpRequest, code: str) -> HttpResponse:
    """decision: "first" or "second" is kept, or "apart"."""
    one = get_object_or_404(NearMatch.objects.select_related(*BOTH), code=code)
    form = _form(one, request.POST)
    if not form.is_valid():
        return _show(request, code, form, status=422)
    by = _by(request, form)
    decision = request.POST.get("decision", "")
    try:
        if decision == "apart":
            near_queue.keep_apart(code, by)
            said = _("Kept apart: nobody will ask about these two again.")
        elif decision in ("first", "second"):
            near_queue.merge(code, getattr(one, decision).pk, by)
            said = _("Merged. It can be undone on this page.")
        else:
            form.add_error(None, _("Choose one of the three buttons."))
            return _show(request, code, form, status=422)
    except MergeRefused as refused:
        return _refused(request, code, form, refused)
    messages.success(request, said)
    return redirect("console:near_match", code=code)


@staff(Action.CONFIRM_REGISTER, methods=("POST",))
def near_match_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Part what was merged, or ask again about what was kept apart."""
    one = get_object_or_404(NearMatch.objects.select_related(*BOTH), code=code)
    form = WordForm(request.POST)
    if not form.is_valid():
        return _show(request, code, form, status=422)
    by = _by(request, form)
    try:
        done = _merge_of(one)
        if done:
            near_queue.part_again(done.code, by)
            said = _("Parted: everything is where it was before the merge.")
        else:
            near_queue.ask_again(code, by)
            said = _("The pair waits for a word again.")
    except MergeRefused as refused:
        return _refused(request, code, form, refused)
    messages.success(request, said)
    return redirect("console:near_match", code=code)


def _show(
    request: HttpRequest, code: str, form: WordForm | None = None, status: int = 200
) -> HttpResponse:
    one = get_object_or_404(NearMatch.objects.select_related(*BOTH), code=code)
    is_open = one.state == State.OPEN
    done = _merge_of(one)
    context = {
        "row": _row(one),
        "one": one,
        "is_open": is_open,
        "is_product": one.kind == Kind.PRODUCT,
        "lines": near_sides.of(one),
        "form": form or (_form(one) if is_open else WordForm()),
        "merge": done,
        "history": _history(one),
        "may_undo": done is not None or one.state == State.APART,
        "following": _following(one) if not is_open else None,
    }
    return show(request, "console/near_match.html", context, status)


def _row(one: NearMatch) -> dict[str, Any]:
    found = NearMatch.objects.filter(pk=one.pk).select_related(
        "first_producer__province", "second_producer__province", "first_product__producer"
    )
    return rows(found)[0]


def _form(one: NearMatch, typed: Any = None) -> WordForm:
    ends = (one.first_producer, one.second_producer)
    provinces = {end.province_id for end in ends if end and end.province_id}
    return (ProvincesForm if len(provinces) > 1 else WordForm)(typed)


def _by(request: HttpRequest, form: WordForm) -> Deciding:
    return Deciding(
        actor_id=request.user.pk,
        reason=form.cleaned_data["reason"],
        despite_provinces=form.cleaned_data.get("despite_provinces", False),
    )


def _refused(
    request: HttpRequest, code: str, form: WordForm, refused: MergeRefused
) -> HttpResponse | HttpResponseRedirect:
    """Said beside what was typed, and the page as it stands by now."""
    for problem in refused.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, problem.sentence)
    return _show(request, code, form, status=422)


def _merge_of(one: NearMatch) -> Merge | None:
    """The merge of these two that stands."""
    return _merges(one).filter(undone_at=None).first()


def _merges(one: NearMatch) -> Any:
    kept, merged = f"kept_{one.kind}", f"merged_{one.kind}"
    ends = one.first.pk, one.second.pk
    there = Q(**{kept: ends[0], merged: ends[1]}) | Q(**{kept: ends[1], merged: ends[0]})
    held = Merge.objects.filter(there).select_related(kept, merged)
    return held.order_by("-pk")


def _history(one: NearMatch) -> list[dict[str, Any]]:
    merges = list(_merges(one))
    people = {pk for done in merges for pk in (done.merged_by_id, done.undone_by_id) if pk}
    names = names_of(people)
    return [
        {
            "merge": done,
            "merged_by": names[done.merged_by_id],
            "undone_by": names.get(done.undone_by_id, ""),
        }
        for done in merges
    ]


def _following(one: NearMatch) -> str:
    """Where the next pair of the kind waits, "" when none does."""
    waiting = near_queue.waiting().filter(kind=one.kind).order_by("-score", "pk")
    code = waiting.values_list("code", flat=True).first()
    return reverse("console:near_match", kwargs={"code": code}) if code else ""
