"""Reading a file into sheets of rows, by what it is and not by what it is called."""

import re
from pathlib import Path

from plugins.ocop_sync.book import Sheet, Unreadable
from plugins.ocop_sync.readers import (
    delimited,
    encodings,
    grid,
    json_pages,
    old_workbook,
    opendocument,
    package,
    workbook,
)
from plugins.ocop_sync.readers.legacy.mend import mend

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000  # products; a list has some lines of title and headings besides
LINES_BESIDES = 1_000

DOCUMENT = "word/document.xml"
ZIP, OLE, PDF = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"
PACKED = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh")
HTML_STARTS = ("<!doctype", "<html", "<head", "<body", "<table", "<?xml", "<meta", "<!--")
JSON = re.compile(r"\{|\[\s*[{\]]")
BLANK = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"


def load(path: Path) -> bytes:
    """The bytes of the file. Raises Unreadable: missing, not_a_file, no_permission, empty, too_big."""
    try:
        if not path.is_file():
            raise Unreadable("not_a_file" if path.exists() else "missing", file=path.name)
        size = path.stat().st_size
        if size == 0:
            raise Unreadable("empty")
        if size > MOST_BYTES:
            raise Unreadable("too_big", most=MOST_BYTES // 1024 // 1024)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("no_permission", file=path.name) from error


def read(content: bytes, most_rows: int = MOST_ROWS) -> list[Sheet]:
    """The visible sheets of a workbook, or the tables of a document or text, as rows.

    Text that only a font of old made readable is given in Unicode. Raises Unreadable with the code
    of what the file is instead. What it reads may be made to take all memory or time: whoever has a
    file from outside reads it apart (readers.apart).
    """
    lines = most_rows + LINES_BESIDES
    try:
        sheets = mend(_read(content, lines))
        grid.check_rows(sum(len(sheet.rows) for sheet in sheets), lines)
    except grid.TooManyRows as error:
        raise Unreadable("too_many_lines", most=most_rows) from error
    return sheets


def _read(content: bytes, lines: int) -> list[Sheet]:
    if not content.strip(BLANK):
        raise Unreadable("empty")
    if content.startswith(ZIP):
        return _package(content, lines)
    if content.startswith(OLE):
        return old_workbook.read(content)
    if content.lstrip()[:5].startswith(PDF):
        from plugins.ocop_sync.readers import pdf

        return pdf.read(content)
    if content.startswith(PACKED):
        raise Unreadable("not_a_spreadsheet")
    text = encodings.decode(content)
    start = text.lstrip("\ufeff \t\r\n")[:1000].lower()
    if start.startswith(HTML_STARTS):
        raise Unreadable("html")
    if JSON.match(start):
        return json_pages.read(text.lstrip("\ufeff").encode("utf-8", "replace"), lines)
    return delimited.read(text, lines)


def _package(content: bytes, lines: int) -> list[Sheet]:
    names = package.names(content)
    if workbook.MAIN in names:
        return workbook.read(content, lines)
    if opendocument.is_one(names):
        return opendocument.read(content)
    if DOCUMENT in names:
        from plugins.ocop_sync.readers import document  # slow to import, as the PDF reader is

        return document.read(content)
    raise Unreadable("not_a_spreadsheet")
