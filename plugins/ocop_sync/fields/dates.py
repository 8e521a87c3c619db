"""Days, as people and spreadsheets write them."""

import re
from datetime import date, datetime, timedelta

from plugins.ocop_sync.book import Cell
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.text import clean, flat

# Quảng Ninh, whose programme became the national one in 2018, began in 2013.
FIRST_YEAR = 2013
SERIAL_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet's date numbers
SERIALS = range((date(FIRST_YEAR, 1, 1) - SERIAL_ZERO).days, 80_000)

# The same two ways inside a sentence, on text made flat.
WRITTEN = (
    r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4}|\d{2}(?!\d))"
    r"|(?P<d2>\d{1,2})\s*thang\s*(?P<m2>\d{1,2})\s*nam\s*(?P<y2>\d{4})"
)
WHOLE = re.compile(rf"(?:ngay\s*)?(?:{WRITTEN})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0-9:.]*)?")
YEAR = re.compile(r"(?:nam\s*)?(\d{4})")


def read(cell: Cell) -> date | None:
    """05/8/2026, "ngày 5 tháng 8 năm 2026", 2026-08-05, a spreadsheet's date or its number.

    None when empty. Raises BadValue: date_unclear, date_impossible (31/02), date_too_early.
    """
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) < SERIALS.stop and int(cell) in SERIALS:
            return SERIAL_ZERO + timedelta(days=int(cell))
        raise BadValue("date_unclear")
    written = clean(cell)
    if not written:
        return None
    found = WHOLE.fullmatch(flat(written).rstrip(" .;,"))
    if found:
        return from_match(found)
    iso = ISO.fullmatch(written)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    raise BadValue("date_unclear")


def from_match(found: re.Match[str]) -> date:
    """The day of a match of WRITTEN. Raises BadValue like read."""
    day, month, year = (found[name] or found[name + "2"] for name in "dmy")
    return _made(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


def read_year(cell: Cell) -> int | None:
    """2025, "năm 2025", or the year of a whole date. None when empty; raises BadValue."""
    written = clean(cell)
    if not written:
        return None
    found = YEAR.fullmatch(flat(written))
    day = None if found else read(cell)
    year = int(found[1]) if found else day.year if day else 0
    if not FIRST_YEAR <= year <= 2100:
        raise BadValue("date_unclear")
    return year


def _made(year: int, month: int, day: int) -> date:
    try:
        return _sensible(date(year, month, day))
    except ValueError:
        raise BadValue("date_impossible") from None


def _sensible(day: date) -> date:
    if day.year < FIRST_YEAR:
        raise BadValue("date_too_early", year=FIRST_YEAR)
    return day
