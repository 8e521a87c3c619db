"""A list as an Excel or a CSV file."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from marketplace.spreadsheet import MIME, cell

FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def answer_csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`name`.csv in UTF-8 with its mark, so that Excel reads Vietnamese; dates as 2026-11-22.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(map(_plain, row))
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _download(name: str, book: Workbook) -> HttpResponse:
    out = BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
