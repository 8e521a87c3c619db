"""PDF files with a text layer: their ruled tables, and the lines of text above and between them."""

import io
from collections.abc import Iterator

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table

from plugins.ocop_sync.book import Row, Sheet, Unreadable, has_something
from plugins.ocop_sync.readers import prose
from plugins.ocop_sync.readers.pdf_table import Cells, cells_of, goes_on

MOST_PAGES = 400


def read(content: bytes) -> list[Sheet]:
    """One sheet of all tables; the place of a row is its page, its number is counted there.

    Raises Unreadable: password, damaged, too_many_pages, pdf_scan (pictures of pages), no_table.
    """
    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            if len(file.pages) > MOST_PAGES:
                raise Unreadable("too_many_pages", most=MOST_PAGES)
            reading = _Reading()
            for page in file.pages:
                reading.take(page)
                page.close()
    except (KeyboardInterrupt, SystemExit, MemoryError, Unreadable):
        raise
    except Exception as error:  # pdfminer meets a broken file with whatever error comes of it
        if isinstance(error.__cause__ or (error.args or [None])[0], PDFPasswordIncorrect):
            raise Unreadable("password") from error
        raise Unreadable("damaged") from error
    return [reading.sheet()]


class _Reading:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._lines: list[str] = []
        self._has_text = False
        self._before: Cells = []  # the last table of the page before, while it may go on

    def take(self, page: Page) -> None:
        """Read a page from top to bottom."""
        place, number = f"Trang {page.page_number}", 0
        tables = [(table, cells_of(table)) for table in _tables(page)]
        self._has_text = self._has_text or bool(page.chars)
        bottom = page.bbox[1]
        for table, cells in tables:
            self._take_lines(page, bottom, table.bbox[1])
            bottom = max(bottom, table.bbox[3])
            if number == 0 and goes_on(self._before, cells):
                self._join(cells[0])
                cells = cells[1:]
                number = 1
            for line in cells:
                number += 1
                if has_something(line):
                    self.rows += prose.rows(self._lines)
                    self._lines = []
                    self.rows.append(Row(number, tuple(line), place))
        self._take_lines(page, bottom, page.bbox[3])
        self._before = tables[-1][1] if tables else []

    def sheet(self) -> Sheet:
        """All that was read."""
        if not self._has_text:
            raise Unreadable("pdf_scan")
        if not self.rows:
            raise Unreadable("no_table")
        return Sheet("", [*self.rows, *prose.rows(self._lines)])

    def _take_lines(self, page: Page, top: float, bottom: float) -> None:
        if bottom - top < 1:
            return
        left, _top, right, _bottom = page.bbox
        between = page.crop((left, top, right, bottom), strict=False)
        self._lines += [line["text"] for line in between.extract_text_lines(strip=True)]

    def _join(self, rest: list[str]) -> None:
        """The end of a row that a page break cut in two."""
        last = self.rows[-1]
        cells = [
            "\n".join(filter(None, (str(one or ""), other)))
            for one, other in zip(last.cells, rest, strict=True)
        ]
        self.rows[-1] = Row(last.number, tuple(cells), last.place)


def _tables(page: Page) -> Iterator[Table]:
    """From top to bottom; frames of one cell and rulings of one column are no tables."""
    for table in sorted(page.find_tables(), key=lambda table: table.bbox[1]):
        if len(table.columns) > 1:
            yield table
