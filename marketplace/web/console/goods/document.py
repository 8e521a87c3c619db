"""Chứng từ: one document of the ledger as a page, and taken back by its mirror."""

import uuid
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory import reversal
from marketplace.inventory.models import Document, Entry
from marketplace.refusal import Refusal
from marketplace.web.console.goods import document_lines
from marketplace.web.console.goods.events import KINDS
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show


class ReverseForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What was wrong?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


@staff(Action.SEE_STOCK)
def document(request: HttpRequest, code: str) -> HttpResponse:
    one, entries = _found(request, code)
    return _page(request, one, entries, ReverseForm(initial={"client_key": uuid.uuid4()}))


@staff(Action.REVERSE_DOCUMENT, methods=("POST",))
def document_reverse(request: HttpRequest, code: str) -> HttpResponse:
    one, entries = _found(request, code)
    if not _is_mine(request, entries):
        raise Http404
    form = ReverseForm(request.POST)
    if form.is_valid():
        try:
            mirror = reversal.reverse(
                one.code,
                note=form.cleaned_data["note"],
                actor_id=request.user.pk,
                client_key=f"reverse:{one.code}:{form.cleaned_data['client_key'].hex}",
            )
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            said = _("Document %(code)s was taken back by this one.") % {"code": one.code}
            messages.success(request, said)
            return redirect("console:document", code=mirror.code)
    return _page(request, one, entries, form, 422)


def _found(request: HttpRequest, code: str) -> tuple[Document, list[Entry]]:
    """The document, if it touched one of the person's places; 404 for others."""
    one = get_object_or_404(Document.objects.select_related("reverses"), code=code)
    entries = document_lines.entries_of(one)
    places = {entry.place_id for entry in entries if entry.place_id}
    if not places_for(request.user, Action.SEE_STOCK).filter(pk__in=places).exists():
        raise Http404
    return one, entries


def _is_mine(request: HttpRequest, entries: list[Entry]) -> bool:
    """Whether the person may take back what happened at every place of the document."""
    places = {entry.place_id for entry in entries if entry.place_id}
    reversing = places_for(request.user, Action.REVERSE_DOCUMENT)
    return reversing.filter(pk__in=places).count() == len(places)


def _page(
    request: HttpRequest,
    one: Document,
    entries: list[Entry],
    form: ReverseForm,
    status: int = 200,
) -> HttpResponse:
    seen = places_for(request.user, Action.SEE_STOCK)
    mine = set(seen.values_list("pk", flat=True))
    movements, elsewhere = document_lines.movements(entries, mine)
    mirror = Document.objects.filter(reverses=one).first()
    may = Action.REVERSE_DOCUMENT in request.actions and _is_mine(request, entries)
    why_not = reversal.why_not(one) if may else ""
    if may and not why_not:
        why_not = reversal.why_not_you(one, request.user.pk)
    context = {
        "one": one,
        "kind": KINDS[Document.Kind(one.kind)],
        "movements": movements,
        "elsewhere": elsewhere,
        "person": names_of([one.actor_id]).get(one.actor_id, ""),
        "is_late": abs((one.recorded_at - one.business_at).total_seconds()) >= 60,
        "belongs_to": document_lines.belongs_to(one),
        "mirror": mirror,
        "may_reverse": may and not why_not,
        "why_not": "" if mirror else why_not,
        "undone": _undone(entries),
        "form": form,
    }
    return show(request, "console/goods/document.html", context, status)


def _undone(entries: list[Entry]) -> list[dict[str, Any]]:
    """What a mirror would do to each place, in units; 0 where goods only change there."""
    changes: Counter[str] = Counter()
    for entry in entries:
        if entry.place is not None:
            changes[entry.place.name] -= entry.quantity
    return [{"place": name, "change": change} for name, change in sorted(changes.items())]
