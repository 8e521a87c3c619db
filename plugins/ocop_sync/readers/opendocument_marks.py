"""The tags of an ODS that say where cells are merged and how often they repeat."""

import html
import re

from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.readers import grid

TAG = re.compile(
    rb"<(/?)table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])"
    rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>"
)
ATTRIBUTE = re.compile(
    rb"\stable:(name|number-(?:rows|columns)-(?:repeated|spanned))\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
)
LONGEST_TAG = 1024 * 1024
MOST_ALIKE = 1_048_576  # the rows of a sheet; calamine counts up to whatever is written


class Marks:
    """Follows content.xml piece by piece.

    merges: by sheet, the cells merged over several rows. Repeated cells and rows are one tag,
    which calamine writes out: a file of a few bytes could take all memory. That is refused here.
    """

    def __init__(self) -> None:
        self.merges: dict[str, list[grid.Merge]] = {}
        self._here: list[grid.Merge] = []
        self._rest = b""
        self._row = self._column = self._widest = 0
        self._alike = 1  # rows that the present tag stands for

    def look(self, chunk: bytes) -> None:
        """Take the next piece. Raises Unreadable: too_wide, damaged."""
        text = self._rest + chunk
        end = max(text.rfind(b"<"), 0)
        self._rest = text[end:]
        if len(self._rest) > LONGEST_TAG:
            raise Unreadable("damaged")
        self._take(text[:end])

    def end(self) -> None:
        """Nothing comes any more. Raises Unreadable: too_wide."""
        self._take(self._rest)

    def _take(self, text: bytes) -> None:
        for tag in TAG.finditer(text):
            closes, name, written = tag.groups()
            if name == b"table-row" and closes:
                self._row += self._alike
            elif not closes:
                empty = written.endswith(b"/")
                values = {key: one or other for key, one, other in ATTRIBUTE.findall(written)}
                if name == b"table":
                    self._table(values.get(b"name", b""))
                elif name == b"table-row":
                    self._start_row(values, empty)
                else:
                    self._cell(values, filled=not empty or b"value-type" in written)

    def _table(self, name: bytes) -> None:
        self._here = self.merges.setdefault(html.unescape(name.decode("utf-8", "replace")), [])
        self._row = self._column = self._widest = 0

    def _start_row(self, values: dict[bytes, bytes], empty: bool) -> None:
        self._alike = _number(values.get(b"number-rows-repeated"))
        self._column = 0
        if empty:
            self._row += self._alike

    def _cell(self, values: dict[bytes, bytes], *, filled: bool) -> None:
        alike = _number(values.get(b"number-columns-repeated"))
        if filled:
            self._widest = max(self._widest, self._column + alike)
            grid.check_size(self._row + self._alike, self._widest)
        down = _number(values.get(b"number-rows-spanned"))
        if down > 1:
            across = _number(values.get(b"number-columns-spanned"))
            top_left = (self._row, self._column)
            self._here.append((top_left, (self._row + down - 1, self._column + across - 1)))
        self._column += alike


def _number(written: bytes | None) -> int:
    """A count; 1 where none is written. Raises Unreadable: damaged."""
    if written is None:
        return 1
    if not written.isdigit() or len(written) > 20 or int(written) > MOST_ALIKE:
        raise Unreadable("damaged")
    return int(written)
