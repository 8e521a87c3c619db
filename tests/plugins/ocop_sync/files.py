"""Published lists made by code: an annex as the provinces print it, bent as a test needs."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("STT", "Tên sản phẩm", "Tên chủ thể", "Địa chỉ", "Nhóm sản phẩm", "Hạng sao", "Ghi chú")
ADDRESS = "Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng"
PRODUCER = "Hợp tác xã Mẫu"
DECISION = "(Kèm theo Quyết định số {number} ngày {day} của {authority})"


def title(
    number: str = "100/QĐ-UBND",
    day: str = "05/8/2026",
    authority: str = "UBND tỉnh Lâm Đồng",
    about: str = "PHỤ LỤC: DANH SÁCH SẢN PHẨM ĐƯỢC XẾP HẠNG",
) -> list[list[str]]:
    return [
        ["UBND TỈNH LÂM ĐỒNG", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["", "", "", "Độc lập - Tự do - Hạnh phúc"],
        [],
        [about],
        [DECISION.format(number=number, day=day, authority=authority)],
        [],
    ]


def award(
    product: Any = "Trà mẫu",
    producer: Any = PRODUCER,
    address: Any = ADDRESS,
    group: Any = "Đồ uống",
    stars: Any = "3 sao",
    note: Any = "",
) -> list[Any]:
    """The cells of one row below HEADER, without its number."""
    return [product, producer, address, group, stars, note]


def annex(
    rows: Iterable[Sequence[Any]],
    *,
    above: Sequence[Sequence[Any]] | None = None,
    header: Sequence[Any] = HEADER,
    numbered: bool = True,
    below: Sequence[Sequence[Any]] = (),
    merge: Sequence[str] = (),
) -> bytes:
    """An XLSX with a title block, a header (row 7 by default) and numbered rows."""
    return workbook({"Phụ lục": table(rows, above, header, numbered, below)}, merge)


def table(
    rows: Iterable[Sequence[Any]],
    above: Sequence[Sequence[Any]] | None = None,
    header: Sequence[Any] = HEADER,
    numbered: bool = True,
    below: Sequence[Sequence[Any]] = (),
) -> list[list[Any]]:
    lines = [list(line) for line in (title() if above is None else above)]
    lines.append(list(header))
    for place, row in enumerate(rows, start=1):
        lines.append([place, *row] if numbered else list(row))
    return lines + [list(line) for line in below]


def workbook(sheets: dict[str, list[list[Any]]], merge: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
        for cells in merge:
            sheet.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(
    lines: Iterable[Sequence[Any]], delimiter: str = ";", bom: bool = True, end: str = "\n"
) -> bytes:
    written = end.join(delimiter.join(map(str, line)) for line in lines)
    return written.encode("utf-8-sig" if bom else "utf-8")
