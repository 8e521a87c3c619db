"""Text tables: semicolon, comma or tab between the values."""

import csv
import io
import itertools
from collections.abc import Iterator

from plugins.ocop_sync.book import Row, Sheet, Unreadable, has_something
from plugins.ocop_sync.readers import grid
from plugins.ocop_sync.table import header

DELIMITERS = (";", ",", "\t")
LONGEST_CELL = 1_000_000


def read(text: str, most_rows: int) -> list[Sheet]:
    """One sheet; rows are counted as a spreadsheet that opens the file counts them. Raises Unreadable: quotes, grid.TooManyRows."""
    delimiter = _delimiter(text)
    rows: list[Row] = []
    try:
        for row in _rows(text, delimiter):
            rows.append(row)
            grid.check_rows(len(rows), most_rows)
    except csv.Error as error:
        raise Unreadable("quotes") from error
    return [Sheet("", rows)]


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    # Strict: a quotation mark that is never closed would swallow the rows behind it unseen.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    # A value of several lines in quotation marks is still one row; an empty line is one, too.
    for number, cells in enumerate(reader, start=1):
        if has_something(cells):
            yield Row(number, tuple(cells))


def _is_near_top(row: Row) -> bool:
    return row.number <= header.LAST_ROW


def _delimiter(text: str) -> str:
    """The character by which some row of the beginning is a header with the most known columns.

    Addresses and sentences are full of commas, so counting characters would not do. Where no
    row is a header any will do: the parser will say that none was found.
    """
    best, most = DELIMITERS[0], 0
    for delimiter in DELIMITERS:
        try:
            for row in itertools.takewhile(_is_near_top, _rows(text, delimiter)):
                columns = header.recognise(row.cells)
                if header.is_header(columns) and len(columns) > most:
                    best, most = delimiter, len(columns)
        except csv.Error:
            continue
    return best
