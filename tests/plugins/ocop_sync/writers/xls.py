"""XLS workbooks: the few records of Excel 97 that a list needs, in an OLE file."""

import struct
from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.plugins.ocop_sync.writers import ole

BOF, EOF, SHEET, XF, FILEPASS = 0x0809, 0x000A, 0x0085, 0x00E0, 0x002F
LABEL, NUMBER, MERGED = 0x0204, 0x0203, 0x00E5
GENERAL, DAY = 0, 1  # of the two formats below
SHORT_DATE = 14
EXCEL_ZERO = date(1899, 12, 30)


def write(
    above: Sequence[Sequence[Any]],
    table: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int]] = (),
) -> bytes:
    """One sheet "Phụ lục"."""
    shifted = [(len(above) + first, len(above) + last, column) for first, last, column in merges]
    return workbook({"Phụ lục": [*above, *table]}, shifted)


def workbook(
    sheets: dict[str, Sequence[Sequence[Any]]],
    merges: Sequence[tuple[int, int, int]] = (),
    *,
    password: bool = False,
) -> bytes:
    """Sheets of cells; password: say that all that follows is encrypted."""
    bodies = [_sheet(lines, merges) for lines in sheets.values()]
    head = _record(BOF, struct.pack("<4H2L", 0x0600, 0x0005, 0, 0, 0, 0))
    if password:
        head += _record(FILEPASS, struct.pack("<3H", 1, 1, 1) + bytes(48))
    for shown in (GENERAL, SHORT_DATE):
        head += _record(XF, struct.pack("<2H", 0, shown) + bytes(16))
    names = [name.encode("utf-16-le") for name in sheets]
    size = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    for name, body in zip(names, bodies, strict=True):
        head += _record(SHEET, struct.pack("<LBBBB", size, 0, 0, len(name) // 2, 1) + name)
        size += len(body)
    return ole.file({"Workbook": head + _record(EOF) + b"".join(bodies)})


def _sheet(lines: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int]]) -> bytes:
    cells = [
        _cell(row, column, value)
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value not in (None, "")
    ]
    areas = b"".join(struct.pack("<4H", first, last, at, at) for first, last, at in merges)
    merged = _record(MERGED, struct.pack("<H", len(merges)) + areas) if merges else b""
    start = _record(BOF, struct.pack("<4H2L", 0x0600, 0x0010, 0, 0, 0, 0))
    return start + b"".join(cells) + merged + _record(EOF)


def _cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, date):
        number = float((value - EXCEL_ZERO).days)
        return _record(NUMBER, struct.pack("<3Hd", row, column, DAY, number))
    if isinstance(value, int | float):
        return _record(NUMBER, struct.pack("<3Hd", row, column, GENERAL, value))
    text = str(value).encode("utf-16-le")
    about = struct.pack("<4HB", row, column, GENERAL, len(text) // 2, 1)
    return _record(LABEL, about + text)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body
