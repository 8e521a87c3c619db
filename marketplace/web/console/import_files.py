"""What was brought, to take along: the list as it came, the same with a column of errors, the scan."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.web.console import import_words, sheet
from marketplace.web.console.guard import staff
from plugins.ocop_sync import keep, readers
from plugins.ocop_sync.book import Sheet, Unreadable
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.table import header
from plugins.ocop_sync.upload import scan_type


@staff(Action.SEE_IMPORTS)
def import_file(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(RegisterImport, code=code)
    return _attachment(_kept(one.kept_as), one.file_name, "application/octet-stream")


@staff(Action.SEE_IMPORTS)
def import_scan(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(RegisterImport, code=code)
    if not one.scan_kept_as:
        raise Http404
    scan = _kept(one.scan_kept_as)
    return _attachment(scan, one.scan_name, scan_type(scan) or "application/octet-stream")


@staff(Action.SEE_IMPORTS)
def import_errors(request: HttpRequest, code: str) -> HttpResponse:
    """The list as XLSX with a last column that says what is wrong with each rejected row."""
    one = get_object_or_404(RegisterImport, code=code)
    try:
        sheets = readers.read(_kept(one.kept_as))
    except Unreadable as unreadable:  # nothing to write errors beside
        raise Http404 from unreadable
    wrong: dict[tuple[str, int], list[str]] = {}
    for row in import_words.reported_lines(one.report):
        said = [import_words.problem_words(problem) for problem in row.data["problems"]]
        wrong.setdefault((row.sheet, row.row), []).extend(said)
    return sheet.book_answer(
        f"loi-{one.code}",
        [(each.name, _rows(each, wrong)) for each in sheets],
    )


def _rows(of: Sheet, wrong: dict[tuple[str, int], list[str]]) -> Iterator[list[Any]]:
    """Every row at its own number, with its problems after the widest row's end."""
    width = max((len(row.cells) for row in of.rows), default=0)
    start = header.find(of.rows)
    heading = of.rows[start].number if start is not None else 1
    expected = 1
    for row in of.rows:
        for _blank in range(expected, row.number):
            yield []
        expected = row.number + 1
        said = " ".join(wrong.get((of.name, row.number), []))
        if row.number == heading:
            said = _("Error")
        yield [*row.cells, *[None] * (width - len(row.cells)), said]


def _kept(kept_as: str) -> bytes:
    try:
        return keep.read(kept_as)
    except OSError as error:
        raise Http404 from error


def _attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """Never shown in the browser, whatever it is."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox",
        },
    )
