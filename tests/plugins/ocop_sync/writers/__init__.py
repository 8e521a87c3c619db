"""The same list through every kind of file: lines of text above, then a table whose first row is its header.

Merged cells are (first row, last row, column) of the table, counted from zero.
"""

from collections.abc import Callable, Sequence
from typing import Any

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.writers import docx, ods, old_text, pdf, xls

Lines = Sequence[Sequence[Any]]
Merges = Sequence[tuple[int, int, int]]
Writer = Callable[[Lines, Lines, Merges], bytes]


def xlsx(above: Lines, table: Lines, merges: Merges = ()) -> bytes:
    """One sheet "Phụ lục"."""
    lines = [list(line) for line in (*above, *table)]
    ranges = [
        f"{chr(65 + column)}{len(above) + first + 1}:{chr(65 + column)}{len(above) + last + 1}"
        for first, last, column in merges
    ]
    return files.workbook({"Phụ lục": lines}, ranges)


def text(encode: Callable[[str], bytes], delimiter: str = ";") -> Writer:
    """A text table, in which merged cells are written out: text has none."""

    def write(above: Lines, table: Lines, merges: Merges = ()) -> bytes:
        rows = [list(line) for line in table]
        for first, last, column in merges:
            for line in range(first + 1, last + 1):
                rows[line][column] = rows[first][column]
        lines = [*above, *rows]
        written = [delimiter.join(_quoted(cell, delimiter) for cell in line) for line in lines]
        return encode("\n".join(written))

    return write


def _quoted(cell: Any, delimiter: str) -> str:
    written = "" if cell is None else str(cell)
    if any(sign in written for sign in (delimiter, '"', "\n", "\r")):
        return '"' + written.replace('"', '""') + '"'
    return written


WRITERS: dict[str, Writer] = {
    "xlsx": xlsx,
    "xls": xls.write,
    "ods": ods.write,
    "docx": docx.write,
    "pdf": pdf.write,
    "csv": text(lambda written: written.encode("utf-8-sig")),
    "csv-comma": text(lambda written: written.encode(), ","),
    "csv-tab": text(lambda written: written.encode(), "\t"),
    "csv-utf-16": text(lambda written: written.encode("utf-16")),
    "csv-utf-16-be": text(lambda written: written.encode("utf-16-be")),
    "csv-windows-1258": text(old_text.windows_1258),
    "csv-tcvn3": text(lambda written: old_text.tcvn3(written).encode("cp1252")),
    "csv-vni": text(lambda written: old_text.vni(written).encode("cp1252")),
}
