"""ODS workbooks, read by calamine; their merged cells, which it does not tell, by their marks."""

import io

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from plugins.ocop_sync.book import Sheet, Unreadable
from plugins.ocop_sync.readers import grid, package
from plugins.ocop_sync.readers.opendocument_marks import Marks

CONTENT, MANIFEST, KIND = "content.xml", "META-INF/manifest.xml", "mimetype"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


def is_one(names: frozenset[str]) -> bool:
    """Whether the parts of a package are those of an open document."""
    return CONTENT in names and KIND in names


def read(content: bytes) -> list[Sheet]:
    """The visible sheets, with the rows that have something in them, merged cells filled down.

    Raises Unreadable: damaged, password, not_a_spreadsheet, too_big_unpacked, bomb, xml_bomb,
    too_wide.
    """
    marks, kind = Marks(), bytearray()
    try:
        package.check(content, {CONTENT: marks.look, KIND: kind.extend}.get)
    except Unreadable as unreadable:
        if unreadable.code == "damaged" and _is_locked(content):  # what is encrypted is no XML
            raise Unreadable("password") from unreadable
        raise
    if not kind.startswith(SPREADSHEET):
        raise Unreadable("not_a_spreadsheet")
    marks.end()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [
                _sheet(book, sheet.name, marks.merges.get(sheet.name, []))
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
            ]
    except (KeyboardInterrupt, SystemExit, MemoryError, Unreadable):
        raise
    except BaseException as error:  # a panic inside calamine is no Exception
        raise Unreadable("damaged") from error


def _is_locked(content: bytes) -> bool:
    try:
        return b"encryption-data" in package.part(content, MANIFEST)
    except Unreadable:
        return False


def _sheet(book: CalamineWorkbook, name: str, merges: list[grid.Merge]) -> Sheet:
    return Sheet(name, grid.rows(grid.grid(book.get_sheet_by_name(name)), merges))
