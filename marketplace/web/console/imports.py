"""The lists that were imported: what came of each, and which rows were rejected. Read only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.problems import sentence

COUNTS = ("rows", "created", "updated", "unchanged", "revoked", "rejected", "pending", "superseded")


@dataclass(frozen=True)
class Rejected:
    """One problem of one row, at the row number a person sees in the file."""

    sheet: str
    row: int
    column: str
    value: str
    problem: str


@dataclass(frozen=True)
class Import:
    """An import with its figures, who brought it, and (where asked for) its rejected rows."""

    record: RegisterImport
    counts: dict[str, int]
    person: str
    rejected: list[Rejected]

    @property
    def applied_at(self) -> datetime:
        return self.record.applied_at


@staff(Action.SEE_IMPORTS)
def imports(request: HttpRequest) -> HttpResponse:
    found = RegisterImport.objects.order_by("-applied_at", "-pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(_read(found))
    page = page_of(request, found)
    return show(request, "console/imports.html", {"page": page, "imports": _read(page.object_list)})


@staff(Action.SEE_IMPORTS)
def imported(request: HttpRequest, sha256: str) -> HttpResponse:
    """Every time this very file was imported, newest first, with its rejected rows."""
    found = RegisterImport.objects.filter(sha256=sha256).order_by("-applied_at", "-pk")
    read = _read(found, with_rows=True)
    if not read:
        raise Http404
    return show(request, "console/imported.html", {"imports": read, "newest": read[0].record})


def _read(found: Any, *, with_rows: bool = False) -> list[Import]:
    records = list(found)
    names = names_of(record.uploaded_by_id for record in records)
    return [
        Import(
            record=record,
            counts={name: record.report["counts"].get(name, 0) for name in COUNTS},
            person=names[record.uploaded_by_id],
            rejected=_rejected(record.report) if with_rows else [],
        )
        for record in records
    ]


def _rejected(report: dict[str, Any]) -> list[Rejected]:
    return [
        Rejected(
            sheet=row["sheet"],
            row=row["row"],
            column=problem["column"] or "",
            value="" if problem["value"] is None else str(problem["value"]),
            problem=_words(problem["code"], problem["data"]),
        )
        for row in report["rejected"]
        for problem in row["problems"]
    ]


def _words(code: str, data: dict[str, Any]) -> str:
    """The plugin's sentence. A report may be older than the codes the plugin knows today."""
    try:
        return sentence(code, data)
    except KeyError:
        return _("Rejected by a rule of that time (%(code)s).") % {"code": code}


def _sheet(read: list[Import]) -> HttpResponse:
    headings = [
        _("File"),
        _("Imported at"),
        _("By"),
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
                clock.local(one.applied_at).replace(tzinfo=None),
                one.person,
                one.record.number,
                *(one.counts[name] for name in COUNTS),
            )
            for one in read
        ),
    )
