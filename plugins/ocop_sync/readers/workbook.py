"""XLSX workbooks, read by calamine; openpyxl only where formulas have no stored result."""

import io

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from plugins.ocop_sync.book import Sheet, Unreadable
from plugins.ocop_sync.readers import grid, package
from plugins.ocop_sync.readers.workbook_marks import Marks

MAIN = "xl/workbook.xml"
SHEETS = "xl/worksheets/"
Formulas = dict[tuple[int, int], str]  # (row, column) from zero → its text


def read(content: bytes, most_rows: int) -> list[Sheet]:
    """The visible sheets, rows with something in them, vertically merged cells filled down.

    A formula without a stored result is kept as its text. Raises Unreadable: damaged, password,
    too_big_unpacked, bomb, xml_bomb, too_wide, grid.TooManyRows.
    """
    marks: list[Marks] = []

    def look(name: str) -> package.Look | None:
        if not name.startswith(SHEETS):
            return None
        marks.append(Marks(most_rows))
        return marks[-1].look

    package.check(content, look)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            visible = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
                and sheet.typ == SheetTypeEnum.WorkSheet
            ]
            with_formulas = any(sheet.has_formula for sheet in marks)
            formulas = _formulas(content, visible) if with_formulas else {}
            return [_sheet(book, name, formulas.get(name, {})) for name in visible]
    except PasswordError as error:
        raise Unreadable("password") from error
    except (KeyboardInterrupt, SystemExit, MemoryError, Unreadable):
        raise
    except BaseException as error:  # a panic inside calamine is no Exception
        raise Unreadable("damaged") from error


def _sheet(book: CalamineWorkbook, name: str, formulas: Formulas) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    cells = grid.grid(sheet)
    for (line, column), text in formulas.items():
        while len(cells) <= line:
            cells.append([])
        here = cells[line]
        here.extend([""] * (column + 1 - len(here)))
        if here[column] == "":
            here[column] = text
    return Sheet(name, grid.rows(cells, sheet.merged_cell_ranges or []))


def _formulas(content: bytes, names: list[str]) -> dict[str, Formulas]:
    from openpyxl import load_workbook  # slow to import, and seldom needed

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
