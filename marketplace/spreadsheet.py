"""Excel files that people take along. Text is written as text whatever it begins with: a product
called "=1+1" is no formula. Rows go to a temporary file as they come, so a list may be long."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.child import INVALID_TITLE_REGEX

MOST_TEXT = 32_767
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_sheets(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> Workbook:
    """These sheets, by name and rows, each row where it stands."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title=INVALID_TITLE_REGEX.sub("_", title)[:31] or None)
        for row in rows:
            sheet.append([cell(sheet, _plain(value)) for value in row])
    return book


def cell(sheet: Any, value: Any) -> WriteOnlyCell:
    """A cell of the sheet with this value."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    written = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    written.data_type = "s"
    return written


def _plain(value: Any) -> Any:
    """A cell holds no moment with a zone, and no more text than Excel takes."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value[:MOST_TEXT] if isinstance(value, str) else value
