"""What was brought, to take along: the list as it came, the same with a column of errors, the scan."""

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from marketplace.accounts.access import Action
from marketplace.spreadsheet import MIME
from marketplace.web.console import import_words
from marketplace.web.console.attached import attachment
from marketplace.web.console.guard import staff
from plugins.ocop_sync import keep, marked
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.upload import scan_type


@staff(Action.SEE_IMPORTS)
def import_file(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(RegisterImport, code=code)
    return attachment(_kept(one.kept_as), one.file_name, "application/octet-stream")


@staff(Action.SEE_IMPORTS)
def import_scan(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(RegisterImport, code=code)
    if not one.scan_kept_as:
        raise Http404
    scan = _kept(one.scan_kept_as)
    return attachment(scan, one.scan_name, scan_type(scan) or "application/octet-stream")


@staff(Action.SEE_IMPORTS)
def import_errors(request: HttpRequest, code: str) -> HttpResponse:
    """The list as XLSX with a last column that says what is wrong with each rejected row."""
    one = get_object_or_404(RegisterImport, code=code)
    made = marked.prepared(one, get_language())
    if made is None:
        content = _kept(one.kept_as)
        try:
            book = marked.book(import_words.rejected_lines(one), content)
        except Unreadable as unreadable:  # nothing to write errors beside
            raise Http404 from unreadable
        out = BytesIO()
        book.save(out)
        made = out.getvalue()
    return attachment(made, f"loi-{one.code}.xlsx", MIME)


def _kept(kept_as: str) -> bytes:
    try:
        return keep.read(kept_as)
    except OSError as error:
        raise Http404 from error
