"""The text around the tables of a document, of which only the annex's own title counts."""

from plugins.ocop_sync.book import Row
from plugins.ocop_sync.fields.text import fold

# What an annex begins with; the last one above the table is its own.
BEGINNINGS = ("phu luc", "danh sach", "danh muc", "bieu tong hop", "bang tong hop")
MOST_ABOVE = 12  # lines: a letterhead, the annex's name, "(Kèm theo Quyết định …)"


def rows(lines: list[str]) -> list[Row]:
    """The lines above or between tables as rows with the number 0, which no product has.

    A decision may stand whole above its annex, and it speaks of other decisions and of certificates
    that "will be withdrawn": only the lines from the annex's beginning on are kept.
    """
    kept = [line for line in lines if line.strip()]
    return [Row(0, (line,)) for line in kept[_beginning(kept) :]]


def _beginning(lines: list[str]) -> int:
    """Index of the first line that belongs to the table."""
    near = max(len(lines) - MOST_ABOVE, 0)
    begin = [place for place, line in enumerate(lines) if fold(line).startswith(BEGINNINGS)]
    first = [place for place in begin if fold(lines[place]).startswith("phu luc")] or begin
    if not first or first[-1] <= MOST_ABOVE:
        # A document that is nothing but the annex, or one without a word for it.
        return near if not first else 0
    return first[-1]
