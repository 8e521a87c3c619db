"""The lists that were brought: who brought each, who stands behind it, what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.import_words import COUNTS, STATES, TAGS
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from plugins.ocop_sync.models import RegisterImport


@dataclass(frozen=True)
class Import:
    """An import with its figures and people. counts: empty until there is a plan."""

    record: RegisterImport
    counts: dict[str, int]
    person: str
    confirmer: str

    @property
    def words(self) -> str:
        return str(STATES[RegisterImport.State(self.record.state)])

    @property
    def tag(self) -> str:
        return TAGS.get(RegisterImport.State(self.record.state), "")

    @property
    def at(self) -> datetime:
        """When it was written, else brought."""
        return self.record.applied_at or self.record.uploaded_at


@staff(Action.SEE_IMPORTS)
def imports(request: HttpRequest) -> HttpResponse:
    found = RegisterImport.objects.order_by("-pk")
    if request.GET.get("state") == RegisterImport.State.WAITING:
        found = found.filter(state=RegisterImport.State.WAITING)
    if request.GET.get("as") == "xlsx":
        return _sheet(read(found))
    page = page_of(request, found)
    context = {
        "page": page,
        "imports": read(page.object_list),
        "may_upload": Action.IMPORT_REGISTER in request.actions,
        "may_merge": Action.CONFIRM_REGISTER in request.actions,
    }
    return show(request, "console/imports.html", context)


def read(found: Any) -> list[Import]:
    """The imports as the console shows them, with everybody's names in one query."""
    records = list(found)
    people = [(one.uploaded_by_id, one.confirmed_by_id) for one in records]
    names = names_of(person for both in people for person in both if person is not None)
    return [
        Import(
            record=one,
            counts=_counts(one.report),
            person=names[one.uploaded_by_id],
            confirmer=names[one.confirmed_by_id] if one.confirmed_by_id else "",
        )
        for one in records
    ]


def _counts(report: dict[str, Any]) -> dict[str, int]:
    if not report:
        return {}
    return {name: report["counts"].get(name, 0) for name in COUNTS}


def _sheet(read: list[Import]) -> HttpResponse:
    headings = [
        _("File"),
        _("State"),
        _("Brought at"),
        _("By"),
        _("Confirmed by"),
        _("Decision"),
        _("Rows"),
        _("New"),
        _("Changed"),
        _("Unchanged"),
        _("Withdrawn"),
        _("Rejected"),
        _("Waiting"),
        _("Superseded"),
    ]
    return sheet.answer(
        "imports",
        headings,
        (
            (
                one.record.file_name,
                one.words,
                clock.local(one.record.uploaded_at).replace(tzinfo=None),
                one.person,
                one.confirmer,
                one.record.number,
                *(one.counts.get(name) for name in COUNTS),
            )
            for one in read
        ),
    )
