"""A list as an Excel file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.child import INVALID_TITLE_REGEX

MOST_TEXT = 32_767
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`name`.xlsx to download: a heading row that stays in sight, then the rows.

    Text is written as text whatever it begins with: a product called "=1+1" is no formula.
    Dates must come without a time zone.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    return _download(name, book)


def book_answer(name: str, sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> HttpResponse:
    """`name`.xlsx with these sheets, by name and rows, each row where it stands. Text stays text."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title=INVALID_TITLE_REGEX.sub("_", title)[:31] or None)
        for row in rows:
            sheet.append([_cell(sheet, _plain(value)) for value in row])
    return _download(name, book)


def _download(name: str, book: Workbook) -> HttpResponse:
    out = BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _plain(value: Any) -> Any:
    """A cell holds no moment with a zone, and no more text than Excel takes."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value[:MOST_TEXT] if isinstance(value, str) else value


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
