"""A list as an Excel file."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from marketplace.spreadsheet import MIME, cell


def answer(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`name`.xlsx to download: a heading row that stays in sight, then the rows.

    Text is written as text whatever it begins with: a product called "=1+1" is no formula.
    Dates must come without a time zone.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([cell(sheet, value) for value in row])
    return _download(name, book)


def _download(name: str, book: Workbook) -> HttpResponse:
    out = BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
