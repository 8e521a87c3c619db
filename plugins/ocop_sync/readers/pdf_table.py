"""The cells of a ruled table on a page."""

from pdfplumber.table import Table

from plugins.ocop_sync.fields.text import clean
from plugins.ocop_sync.table.rows import AREA, HEADING

Cells = list[list[str]]
NEAR = 2.0  # points: rulings that should meet


def cells_of(table: Table) -> Cells:
    """The text of its cells; one merged over several rows stands in each, one over columns once."""
    texts = table.extract()
    cells = [[text or "" for text in line] for line in texts]
    boxes = [row.cells for row in table.rows]
    open_: dict[int, tuple[float, str]] = {}  # column → how far down its last cell reaches
    for line, row in enumerate(boxes):
        bottom = max(box[3] for box in row if box)
        filled = any(text.strip() for text in cells[line])
        for column, box in enumerate(row):
            if box:
                open_[column] = (box[3], cells[line][column])
            elif filled and column in open_ and open_[column][0] > bottom - NEAR:
                cells[line][column] = open_[column][1]
    return cells


def goes_on(before: Cells, after: Cells) -> bool:
    """Whether the first row of a page is the rest of the row that the page before ended with.

    Such a row has no number in the first column, where the one before has it.
    """
    if not before or not after or len(before[-1]) != len(after[0]):
        return False
    number, rest = before[-1][0].strip(" ."), after[0]
    spread = sum(bool(cell.strip()) for cell in rest[1:])
    return number.isdecimal() and not rest[0].strip() and spread > 0 and not _is_heading(rest)


def _is_heading(cells: list[str]) -> bool:
    """Text in the second column alone may as well be the heading of a section."""
    text = clean(cells[1])
    if not text or any(cell.strip() for cell in cells[2:]):
        return False
    words = text.casefold()
    return text.isupper() or bool(AREA.fullmatch(words) or HEADING.fullmatch(words))
