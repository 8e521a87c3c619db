"""XLS workbooks (Excel 97 to 2003), read by calamine."""

import io
import re
import struct

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from plugins.ocop_sync.book import Sheet, Unreadable
from plugins.ocop_sync.readers import grid

# Names of the streams of an OLE file, as its directory writes them.
ENCRYPTED_PACKAGE, WORD, WORKBOOK, BOOK = (
    name.encode("utf-16-le")
    for name in ("EncryptedPackage", "WordDocument", "Workbook\0", "Book\0")
)

# The first record of a workbook's stream, BIFF5 or BIFF8; soon after it, whether a password is set.
WORKBOOK_BEGINS = re.compile(rb"\x09\x08(?:\x08|\x10)\0\0[\x05\x06]\x05\0", re.DOTALL)
FILE_PASS, SHEET, END = 0x002F, 0x0085, 0x000A


def read(content: bytes) -> list[Sheet]:
    """The visible sheets, with the rows that have something in them, merged cells filled down.

    Raises Unreadable: password (of an XLSX, too: then it is an OLE file around the encrypted
    package), old_word, not_a_spreadsheet, damaged, too_wide.
    """
    if ENCRYPTED_PACKAGE in content:
        raise Unreadable("password")
    if WORKBOOK not in content and BOOK not in content:
        raise Unreadable("old_word" if WORD in content else "not_a_spreadsheet")
    if any(_is_locked(content, start.start()) for start in WORKBOOK_BEGINS.finditer(content)):
        raise Unreadable("password")
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [
                _sheet(book, sheet.name)
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
                and sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise Unreadable("password") from error
    except (KeyboardInterrupt, SystemExit, MemoryError, Unreadable):
        raise
    except BaseException as error:  # a panic inside calamine is no Exception
        raise Unreadable("damaged") from error


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    return Sheet(name, grid.rows(grid.grid(sheet), sheet.merged_cell_ranges or []))


def _is_locked(content: bytes, start: int) -> bool:
    """Whether a record about a password comes before the first that names a sheet."""
    for _record in range(50):
        if start + 4 > len(content):
            return False
        kind, size = struct.unpack_from("<2H", content, start)
        if kind in (FILE_PASS, SHEET, END):
            return kind == FILE_PASS
        start += 4 + size
    return False
