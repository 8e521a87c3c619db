"""Gộp hay tách? The pairs that wait for a word, and what was decided."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, codes
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.certification import near_queue
from marketplace.certification.models import NearMatch
from marketplace.certification.near_match import Kind
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.near_words import KINDS, STATES, kind_words, state_words, why_words
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from plugins.ocop_sync.models import RegisterImport

State = NearMatch.State
BOTH = [
    f"{end}_{path}"
    for end in ("first", "second")
    for path in ("producer__province", "product__producer")
]


class Filters(forms.Form):
    """What stands in the address; anything unknown there counts as not asked."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[("", gettext_lazy("All")), *((str(key), words) for key, words in KINDS.items())],
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            (str(State.OPEN), STATES[State.OPEN]),
            (str(State.MERGED), STATES[State.MERGED]),
            (str(State.APART), STATES[State.APART]),
            ("decided", gettext_lazy("All that was decided")),
        ],
        required=False,
    )


@staff(Action.CONFIRM_REGISTER)
def near_matches(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    code = request.GET.get("import", "")
    brought_by = RegisterImport.objects.filter(code=code).first() if codes.is_code(code) else None
    found = find(
        kind=asked.get("kind", ""),
        state=asked.get("state", "") or State.OPEN,
        brought_by=brought_by.pk if brought_by else None,
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(rows(found))
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": rows(page.object_list),
        "is_filtered": any(asked.values()) or brought_by is not None,
        "brought_by": brought_by,
        "is_open": asked.get("state", "") in ("", State.OPEN),
    }
    return show(request, "console/near_matches.html", context)


def find(*, kind: str, state: str, brought_by: int | None = None) -> QuerySet[NearMatch]:
    """Pairs of a kind ("" for both), the nearest first; decided ones by when, the newest first."""
    if state == State.OPEN:
        found = near_queue.waiting().order_by("-score", "pk")
    elif state in (State.MERGED, State.APART):
        found = NearMatch.objects.filter(state=state).order_by("-decided_at", "-pk")
    else:
        found = NearMatch.objects.exclude(state=State.OPEN).order_by("-decided_at", "-pk")
    if kind:
        found = found.filter(kind=kind)
    if brought_by is not None:
        found = found.filter(found_by_import=brought_by)
    return found.select_related(*BOTH)


def rows(found: Any) -> list[dict[str, Any]]:
    """Pairs with their words and people, names in one query."""
    held = list(found)
    names = names_of({one.decided_by_id for one in held if one.decided_by_id})
    return [
        {
            "one": one,
            "kind": kind_words(one.kind),
            "state": state_words(one.state),
            "why": why_words(one.why),
            "where": _where(one),
            "decided_by": names.get(one.decided_by_id, ""),
        }
        for one in held
    ]


def _where(one: NearMatch) -> str:
    """Whose the products are; in which province the producers lie."""
    if one.kind == Kind.PRODUCT:
        return one.first_product.producer.name
    provinces = {
        end.province.full_name for end in (one.first_producer, one.second_producer) if end.province
    }
    return ", ".join(sorted(provinces))


def _sheet(read: list[dict[str, Any]]) -> HttpResponse:
    headings = [
        _("Code"),
        _("What"),
        _("First"),
        _("Second"),
        _("Producer or province"),
        _("Why they are near"),
        _("Nearness"),
        _("State"),
        _("Reason"),
        _("Decided at"),
        _("Decided by"),
    ]
    lines = (
        (
            row["one"].code,
            row["kind"],
            row["one"].first.name,
            row["one"].second.name,
            row["where"],
            row["why"],
            row["one"].score,
            row["state"],
            row["one"].reason,
            clock.local(row["one"].decided_at).replace(tzinfo=None)
            if row["one"].decided_at
            else None,
            row["decided_by"],
        )
        for row in read
    )
    return sheet.answer("near-matches", headings, lines)
