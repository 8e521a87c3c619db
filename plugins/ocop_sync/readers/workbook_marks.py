"""The tags of an XLSX sheet that say how far it reaches, how many rows it has, and of formulas."""

import re

from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.readers import grid

ATTRIBUTES = rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)"
# As nearly every program writes a cell; where another does, the slower way is taken.
USUAL = re.compile(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"" + ATTRIBUTES + rb">(</c>)?")
ANY = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])")
TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])" + ATTRIBUTES + rb">(</)?")
PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]{0,3})(\d{1,7})\s*[\"']")
FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[ />]")
LONGEST_TAG = 1024 * 1024


class Marks:
    """Follows one sheet piece by piece.

    Calamine makes room for every cell up to the last one, so that a single word in the far corner
    would take all memory: that is refused here. has_formula: whether any cell has one.
    """

    def __init__(self, most_rows: int) -> None:
        self.has_formula = False
        self.rows = 0  # with something in them
        self._most_rows = most_rows
        self._rest = b""
        self._row = self._column = self._widest = self._lowest = 0

    def look(self, chunk: bytes) -> None:
        """Take the next piece. Raises Unreadable: too_wide, grid.TooManyRows, damaged."""
        text = self._rest + chunk
        end = max(text.rfind(b"<"), 0)
        self._rest = text[end:]
        if len(self._rest) > LONGEST_TAG:
            raise Unreadable("damaged")
        text = text[:end]
        self.has_formula = self.has_formula or FORMULA.search(text) is not None
        cells = USUAL.findall(text)
        if len(cells) == len(ANY.findall(text)):
            for letters, row, rest, closed in cells:
                if not closed and not rest.endswith(b"/"):
                    self._filled(int(row), _column(letters))
        else:
            self._slowly(text)
        grid.check_size(self._lowest, self._widest)
        grid.check_rows(self.rows, self._most_rows)

    def _slowly(self, text: bytes) -> None:
        for tag in TAG.finditer(text):
            name, written, closed = tag.groups()
            place = PLACE.search(written)
            if name == b"row":
                self._row, self._column = (int(place[2]) if place else self._row + 1), 0
                continue
            self._column = _column(place[1].upper()) if place else self._column + 1
            if not closed and not written.endswith(b"/"):
                self._filled(int(place[2]) if place else self._row, self._column)

    def _filled(self, row: int, column: int) -> None:
        if row != self._row or not self.rows:
            self.rows += 1
            self._row = row
        self._column = column
        self._widest = max(self._widest, column)
        self._lowest = max(self._lowest, row)


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
