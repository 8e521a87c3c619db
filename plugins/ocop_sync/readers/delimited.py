"""Text tables: UTF-8 with or without a byte order mark; semicolon, comma or tab."""

import csv
import io
import itertools
from collections.abc import Iterator

from plugins.ocop_sync.book import Row, Sheet, Unreadable, has_something
from plugins.ocop_sync.table import header

DELIMITERS = (";", ",", "\t")
LONGEST_CELL = 1_000_000


def decode(content: bytes) -> str:
    """The text of the file. Raises Unreadable: not_a_spreadsheet for bytes, encoding for others."""
    if b"\0" in content:
        raise Unreadable("not_a_spreadsheet")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        control = sum(byte < 9 or 13 < byte < 32 for byte in content[:4096])
        raise Unreadable("not_a_spreadsheet" if control else "encoding") from None


def read(text: str) -> list[Sheet]:
    """One sheet; a row's number is the line it begins on. Raises Unreadable: quotes."""
    delimiter = _delimiter(text)
    try:
        return [Sheet("", list(_rows(text, delimiter)))]
    except csv.Error as error:
        raise Unreadable("quotes") from error


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    # Strict: a quotation mark that is never closed would swallow the rows behind it unseen.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        if has_something(cells):
            yield Row(line, tuple(cells))
        line = reader.line_num + 1


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
