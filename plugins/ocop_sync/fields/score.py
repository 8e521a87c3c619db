"""The council's points."""

import re
from decimal import ROUND_HALF_UP, Decimal

from plugins.ocop_sync.book import Cell
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.text import clean, flat

MOST = Decimal(100)
HUNDREDTH = Decimal("0.01")
WRITTEN = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:diem|d|/\s*100)?(?:\s*diem)?")


def read(cell: Cell) -> Decimal | None:
    """Points from 0 to 100 with two decimals: "71,25", 71.25, "71,25 điểm". None when empty.

    A mean a spreadsheet worked out (71.333…) is rounded half up. Raises BadValue: score_unclear.
    """
    if isinstance(cell, bool):
        raise BadValue("score_unclear")
    if isinstance(cell, int | float):
        points = Decimal(repr(cell)) if cell == cell and abs(cell) < 1e6 else MOST + 1
    else:
        written = clean(cell)
        if not written:
            return None
        found = WRITTEN.fullmatch(flat(written))
        if found is None:
            raise BadValue("score_unclear")
        points = Decimal(found[1].replace(",", "."))
    if not 0 <= points <= MOST:
        raise BadValue("score_unclear")
    return points.quantize(HUNDREDTH, ROUND_HALF_UP)
