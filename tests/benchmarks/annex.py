"""A made-up annex as long as one likes: as the provinces print them, with the communes of today."""

from itertools import islice
from pathlib import Path

from marketplace.places import units
from tests.plugins.ocop_sync import files

GROUPS = ("Thực phẩm", "Đồ uống", "Dược liệu và sản phẩm từ dược liệu", "Thủ công mỹ nghệ")
STARS = ("3 sao", "4 sao")
PRODUCTS_EACH = 4  # of one producer


def write(folder: Path, rows: int) -> Path:
    """An XLSX of so many awards, all different, of one decision."""
    communes = list(islice(_addresses(), 400))
    file = folder / f"annex-{rows}.xlsx"
    title = files.title(number=f"{9000 + rows % 1000}/QĐ-UBND", day="05/8/2026")
    file.write_bytes(files.annex((_award(number, communes) for number in range(rows)), above=title))
    return file


def _award(number: int, communes: list[str]) -> list:
    maker = number // PRODUCTS_EACH
    return files.award(
        product=f"Sản vật {number} đo thử",
        producer=f"Hợp tác xã nông nghiệp {maker}",
        address=f"Thôn {maker % 9 + 1}, {communes[maker % len(communes)]}",
        group=GROUPS[number % len(GROUPS)],
        stars=STARS[number % len(STARS)],
    )


def _addresses():
    for province in units.provinces():
        for commune in units.communes(province.code):
            yield f"{commune.full_name}, {province.full_name}"
