"""The header row, recognised by its words, with or without marks, columns in any order."""

import re
from collections.abc import Iterator, Sequence

from plugins.ocop_sync.book import Cell, Row
from plugins.ocop_sync.fields.text import clean, fold
from plugins.ocop_sync.table import purpose

LAST_ROW = 30
LONGEST = 80  # a longer cell is a sentence, not the name of a column

# Field → folded words. The first list matches whole cells, the second beginnings.
WHOLE: dict[str, frozenset[str]] = {
    "ordinal": frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "no"}),
    "product": frozenset({"san pham", "ten sp", "ten hang hoa", "ten", "ten goi san pham"}),
    "producer": frozenset(
        {"chu the", "don vi", "co so", "doanh nghiep", "to chuc ca nhan", "ten don vi", "ten co so"}
    ),
    "address": frozenset({"dia chi", "dia diem", "noi san xuat", "dia chi san xuat"}),
    "commune": frozenset(
        {"xa", "phuong", "xa phuong", "phuong xa", "xa phuong thi tran", "cap xa"}
    ),
    "district": frozenset({"huyen", "huyen thanh pho", "huyen thi xa thanh pho", "cap huyen"}),
    "province": frozenset({"tinh", "tinh thanh", "tinh thanh pho", "tinh tp", "cap tinh"}),
    "group": frozenset(
        {"nhom", "nganh", "nganh hang", "nhom nganh", "nganh nhom", "linh vuc", "bo san pham"}
    ),
    "stars": frozenset({"sao", "hang", "ket qua", "dat sao", "dat hang", "cap sao", "cap hang"}),
    "score": frozenset({"diem", "diem so", "tong diem", "so diem"}),
    "note": frozenset({"ghi chu"}),
    "number": frozenset({"quyet dinh", "so qd", "qd so", "qd", "so van ban"}),
    "day": frozenset(
        {"ngay", "ngay ky", "ngay ban hanh", "ngay cap", "ngay thang", "ngay thang nam"}
    ),
    "year": frozenset({"nam", "nam dat", "nam cap"}),
    "reason": frozenset({"ly do"}),
    "status": frozenset(
        {
            *("tinh trang", "trang thai", "hieu luc", "tinh trang hieu luc"),
            *("tinh trang giay chung nhan", "trang thai giay chung nhan", "tinh trang chung nhan"),
        }
    ),
}
BEGINNING: dict[str, tuple[str, ...]] = {
    "product": (
        "ten san pham",
        "ten cac san pham",
        "danh muc san pham",
        "san pham ocop",
        "san pham dich vu",
        "san pham dat",
        "san pham duoc",
    ),
    "producer": (
        "ten chu the",
        "chu the",
        "co so san xuat",
        "don vi san xuat",
        "don vi chu the",
        "ten co so",
        "ten don vi",
        "ten doanh nghiep",
        "ten to chuc",
        "ten htx",
        "chu co so",
        "chu so huu",
        "ten nha san xuat",
        "nha san xuat",
    ),
    "address": ("dia chi", "dia diem san xuat"),
    "group": ("nhom san pham", "nganh san pham", "nhom nganh", "nganh hang", "phan nhom"),
    "potential": ("tiem nang", "sao tiem nang", "hang tiem nang"),
    "stars": (
        "hang sao",
        "xep hang",
        "phan hang",
        "so sao",
        "hang san pham",
        "hang dat",
        "dat hang",
        "ket qua xep hang",
        "ket qua phan hang",
        "ket qua danh gia",
        "ket qua hang",
        "xep loai",
        "muc sao",
        "sao ",
        "hang ocop",
    ),
    "score": (
        "diem danh gia",
        "diem trung binh",
        "diem tb",
        "diem binh quan",
        "diem cham",
        "diem dat",
        "tong so diem",
        "so diem",
        "ket qua cham diem",
    ),
    "note": ("ghi chu",),
    "number": (
        "so quyet dinh",
        "quyet dinh so",
        "so hieu quyet dinh",
        "quyet dinh cong nhan",
        "so qd",
    ),
    "last_day": ("ngay het han", "het han", "co gia tri den", "hieu luc den", "thoi han den"),
    "day": ("ngay ky", "ngay ban hanh", "ngay quyet dinh", "ngay cong nhan", "ngay cap", "ngay qd"),
    "authority": (
        "co quan ban hanh",
        "co quan cong nhan",
        "co quan quyet dinh",
        "co quan ky",
        "co quan cap",
        "don vi ban hanh",
        "don vi cong nhan",
        "cap ban hanh",
        "cap cong nhan",
        "noi ban hanh",
    ),
    "year": ("nam cong nhan", "nam danh gia", "nam dat", "nam xep hang", "nam phan hang"),
    "reason": ("ly do",),
}
WITHDRAWAL = "thu hoi"
# Columns about withdrawing, by how they begin; any other that speaks of it is a status.
ABOUT_WITHDRAWAL: dict[str, tuple[str, ...]] = {
    "reason": ("ly do",),
    "withdrawal_number": ("so quyet dinh", "so qd", "so hieu", "so van ban", "quyet dinh", "qd"),
    "withdrawal_day": ("ngay", "thoi gian", "thoi diem"),
    "withdrawal_authority": (
        *("co quan", "don vi thu hoi", "don vi ban hanh", "noi ban hanh", "cap thu hoi"),
    ),
    "product": ("ten san pham", "san pham"),
    "producer": ("ten chu the", "chu the", "don vi bi"),
}
# Stars and scores somebody hoped for or had before are not what the decision awards.
NOT_AWARDED = re.compile(
    r"\b(?:de nghi|de xuat|du kien|dang ky|tu danh gia|tu cham|muc tieu|phan dau|truoc day|cu)\b"
)
NEEDED = ("product", "producer")


def recognise(cells: Sequence[Cell]) -> dict[str, int]:
    """Field → column of the cells that name one; the first column of a name counts."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells):
        field = _field(clean(cell)) if isinstance(cell, str) else None
        if field:
            columns.setdefault(field, column)
    return columns


def is_header(columns: dict[str, int]) -> bool:
    """A header names at least the product and the producer."""
    return all(field in columns for field in NEEDED)


def first(rows: Iterator[Row]) -> tuple[list[Row], Row | None]:
    """The rows above the first header, and it, if it stands in the first rows of the sheet, or of
    a table in it; else None. Takes no row after it."""
    above: list[Row] = []
    for row in rows:
        if row.number <= LAST_ROW and is_header(recognise(row.cells)):
            return above, row
        if row.number > LAST_ROW and not row.place:
            break  # in a sheet the numbers only rise; each table of a document begins anew
        above.append(row)
    return above, None


def second_line(cells: Sequence[Cell], columns: dict[str, int]) -> dict[str, int]:
    """Columns that a second header line names under a spanning cell of the first; {} if none.

    Such a line has nothing of its own in the product column.
    """
    product = columns["product"]
    below = {name: column for name, column in recognise(cells).items() if column != product}
    own = product < len(cells) and clean(cells[product])
    repeated = own and _field(str(own)) == "product"
    return below if below and (repeated or not own) else {}


def _field(written: str) -> str | None:
    if not written or len(written) > LONGEST:
        return None
    folded = fold(written)
    if WITHDRAWAL in folded and purpose.of_line(written) is purpose.Purpose.UNCLEAR:
        return _named(folded) or "status"  # "Ngày cấp/thu hồi": of either
    if WITHDRAWAL in folded:
        found = (name for name, begin in ABOUT_WITHDRAWAL.items() if folded.startswith(begin))
        return next(found, "status")
    if "chu the" in folded and "dia chi" in folded and folded.startswith(("ten", "chu the")):
        return None  # name and address in one cell: the name could not be told apart
    if folded.startswith("ket qua") and "diem" in folded and "hang" not in folded:
        return "score"
    field = _named(folded)
    if field in ("stars", "score") and NOT_AWARDED.search(folded):
        return None
    return field


def _named(folded: str) -> str | None:
    for field, names in WHOLE.items():
        if folded in names:
            return field
    for field, beginnings in BEGINNING.items():
        if folded.startswith(beginnings):
            return field
    return None
