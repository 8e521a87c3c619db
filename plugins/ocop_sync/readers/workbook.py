"""XLSX workbooks, read by calamine; openpyxl only where formulas have no stored result."""

import io
import re
import zipfile
import zlib

from openpyxl import load_workbook
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from plugins.ocop_sync.book import Cell, Row, Sheet, Unreadable, has_something

MOST_UNPACKED = 400 * 1024 * 1024
CHUNK = 1024 * 1024
MOST_CELLS = 8_000_000
FILLED_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>(?!</c>)')
FORMULA = re.compile(rb"<f[ />]")


def read(content: bytes) -> list[Sheet]:
    """The visible sheets, rows with something in them, vertically merged cells filled down.

    A formula without a stored result is kept as its text. Raises Unreadable: damaged,
    not_a_spreadsheet, password, too_big_unpacked.
    """
    with_formulas = _check_package(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            visible = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
                and sheet.typ == SheetTypeEnum.WorkSheet
            ]
            formulas = _formulas(content, visible) if with_formulas else {}
            return [
                _sheet(book.get_sheet_by_name(name), formulas.get(name, {})) for name in visible
            ]
    except PasswordError as error:
        raise Unreadable("password") from error
    except (KeyboardInterrupt, SystemExit, MemoryError, Unreadable):
        raise
    except BaseException as error:  # a panic inside calamine is no Exception
        raise Unreadable("damaged") from error


def _check_package(content: bytes) -> bool:
    """Whether any sheet holds a formula. Raises Unreadable unless this is a whole workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise Unreadable("not_a_spreadsheet")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too_big_unpacked", most=MOST_UNPACKED // 1024 // 1024)
            return any([_has_formula(package, part) for part in parts])  # a list: read them all
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Unreadable("damaged") from error
    except NotImplementedError as error:  # a way of packing that no spreadsheet program uses
        raise Unreadable("damaged") from error
    except RuntimeError as error:  # the parts of the package are themselves encrypted
        raise Unreadable("password") from error


def _has_formula(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Reads the part to its end, by which zipfile checks its sum, whatever is found in it.

    Raises Unreadable: too_wide. Calamine makes room for every cell up to the last one, so that a
    single word in the far corner of a sheet would take all memory.
    """
    found, tail, rows, columns = False, b"", 0, 0
    is_sheet = part.filename.startswith("xl/worksheets/")
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if not is_sheet:
                continue
            text, tail = tail + chunk, chunk[-100:]
            found = found or FORMULA.search(text) is not None
            for column, row in FILLED_CELL.findall(text):
                rows, columns = max(rows, int(row)), max(columns, _column(column))
    if rows * columns > MOST_CELLS:
        raise Unreadable("too_wide", rows=rows, columns=columns)
    return found


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet(sheet: CalamineSheet, formulas: dict[tuple[int, int], str]) -> Sheet:
    if sheet.start is None and not formulas:
        return Sheet(sheet.name, [])
    rows: list[list[Cell]] = [list(cells) for cells in sheet.to_python(skip_empty_area=False)]
    for (line, column), text in formulas.items():
        while len(rows) <= line:
            rows.append([])
        cells = rows[line]
        cells.extend([""] * (column + 1 - len(cells)))
        if cells[column] == "":
            cells[column] = text
    filled = [has_something(cells) for cells in rows]
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        for line in range(top + 1, min(bottom + 1, len(rows))):
            if filled[line] and left < len(rows[line]) and left < len(rows[top]):
                rows[line][left] = rows[top][left]
    return Sheet(
        sheet.name,
        [Row(line + 1, tuple(cells)) for line, cells in enumerate(rows) if filled[line]],
    )


def _formulas(content: bytes, names: list[str]) -> dict[str, dict[tuple[int, int], str]]:
    """By sheet, the text of every formula at (row, column) from zero."""
    book = load_workbook(io.BytesIO(content), read_only=True)
    try:
        return {
            name: {
                (cell.row - 1, cell.column - 1): cell.value
                for row in book[name].iter_rows()
                for cell in row
                if getattr(cell, "data_type", "") == "f" and isinstance(cell.value, str)
            }
            for name in names
        }
    finally:
        book.close()
