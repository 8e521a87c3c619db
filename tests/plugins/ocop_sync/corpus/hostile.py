"""Files made to take all memory or time, and lists that are too long."""

import io
import struct
import zipfile
from functools import partial

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.corpus.case import Case
from tests.plugins.ocop_sync.corpus.kinds import TABLE
from tests.plugins.ocop_sync.files import award
from tests.plugins.ocop_sync.writers import WRITERS, docx, ods
from tests.plugins.ocop_sync.writers.zipped import package

ENTITIES = (
    '<!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {two} "{f"&{one};" * 10}">'
        for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
MEGABYTE = 1024 * 1024


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The package with one more part, or another one in place of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as package_:
        parts = {old: package_.read(old) for old in package_.namelist()}
    return package({**parts, name: part})


def _bomb() -> bytes:
    return with_part(files.annex([award()]), "xl/media/image1.bin", bytes(60 * MEGABYTE))


def _lying_bomb() -> bytes:
    """Says in its headers that the sheet has 100 bytes; it packs 30 MB."""
    honest = with_part(files.annex([award()]), "xl/media/image1.bin", bytes(30 * MEGABYTE))
    return honest.replace(struct.pack("<L", 30 * MEGABYTE), struct.pack("<L", 100))


def _entities(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package_:
        old = package_.read(name).decode()
    start = old.index("?>") + 2 if old.startswith("<?xml") else 0
    return with_part(content, name, (old[:start] + ENTITIES + old[start:]).encode())


def _far_corner() -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(files.annex([award()])))
    book.active["XFD1048576"] = "x"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _far_corner_unusually() -> bytes:
    """The same, in a spelling of XML that hardly any program uses."""
    content = files.annex([award()])
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as package_:
        sheet = package_.read(name)
    far = b"<x:row r='1048576'><x:c a='>' t='inlineStr' r = 'XFD1048576'><x:is><x:t>x</x:t></x:is></x:c></x:row>"
    sheet = sheet.replace(
        b"<worksheet ",
        b"<worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main' ",
    )
    return with_part(content, name, sheet.replace(b"</sheetData>", far + b"</sheetData>"))


def _repeated() -> bytes:
    row = f'<table:table-row table:number-rows-repeated="1000000">{ods.cell("Trà", alike=9000)}</table:table-row>'
    return ods.workbook({"A": row})


def _million() -> bytes:
    """1,000,000 rows, as short as they can be."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001)
    )
    name = "xl/worksheets/sheet1.xml"
    content = files.annex([award()])
    with zipfile.ZipFile(io.BytesIO(content)) as package_:
        sheet = package_.read(name)
    start, end = sheet.index(b"<sheetData>") + 11, sheet.index(b"</sheetData>")
    return with_part(content, name, sheet[:start] + rows + sheet[end:])


def _million_lines() -> bytes:
    return "Tên sản phẩm;Tên chủ thể;Hạng sao\n".encode() + b"A;B;3\n" * 1_000_000


def _deep() -> bytes:
    return docx.document("<w:tbl><w:tr><w:tc>" * 300 + "</w:tc></w:tr></w:tbl>" * 300)


CASES = {
    "a zip bomb": Case(_bomb, refused="bomb"),
    "a zip bomb that lies about its size": Case(_lying_bomb, refused="damaged"),
    "a zip bomb in a zip": Case(
        lambda: package({"xl/workbook.xml": _bomb(), "x": b""}), refused="damaged"
    ),
    "an XML bomb in an xlsx": Case(
        lambda: _entities("xl/worksheets/sheet1.xml", files.annex([award()])), refused="xml_bomb"
    ),
    "an XML bomb in an ods": Case(
        partial(ods.workbook, {"A": "<table:table-row/>"}, ENTITIES), refused="xml_bomb"
    ),
    "an XML bomb in a docx": Case(
        lambda: docx.document(docx.grid(TABLE), ENTITIES), refused="xml_bomb"
    ),
    "a word in the far corner": Case(
        _far_corner, refused="too_wide", data={"rows": 1048576, "columns": 16384}
    ),
    "a word in the far corner, spelled unusually": Case(
        _far_corner_unusually, refused="too_wide", data={"rows": 1048576, "columns": 16384}
    ),
    "nine thousand million cells in one tag": Case(
        _repeated, refused="too_wide", data={"rows": 1_000_000, "columns": 9000}
    ),
    "tables in tables in tables": Case(_deep, refused="damaged"),
    "a million rows as xlsx": Case(_million, refused="too_many_lines", data={"most": 200_000}),
    "a million rows as csv": Case(_million_lines, refused="too_many_lines", data={"most": 200_000}),
    "a million rows as JSON": Case(
        lambda: b'{"items": [' + b'{"product":"A"},' * 250_000 + b"{}]}",
        refused="too_many_lines",
        data={"most": 200_000},
    ),
    "401 pages": Case(
        lambda: _pages(401), refused="too_many_pages", data={"most": 400}
    ),
}  # fmt: skip


def _pages(number: int) -> bytes:
    from tests.plugins.ocop_sync.writers.pdf import Pdf

    made = Pdf()
    made.pages = [[] for _page in range(number)]
    return made.bytes()


assert WRITERS
