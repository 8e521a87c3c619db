"""From a library's grid of cells to rows: merged cells filled down, empty rows left out."""

from collections.abc import Iterable, Sequence

from python_calamine import CalamineSheet

from plugins.ocop_sync.book import Cell, Row, Unreadable, has_something

MOST_CELLS = 8_000_000
Merge = tuple[tuple[int, int], tuple[int, int]]  # (top, left), (bottom, right), from zero


class TooManyRows(Exception):
    """More rows than the caller takes."""


def check_rows(rows: int, most: int) -> None:
    """Raises TooManyRows."""
    if rows > most:
        raise TooManyRows


def grid(sheet: CalamineSheet) -> list[list[Cell]]:
    """All cells from A1 on. Raises Unreadable: too_wide, before it takes room for them."""
    if sheet.start is None or sheet.end is None:
        return []
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    check_size(rows, columns)
    return [list(cells) for cells in sheet.to_python(skip_empty_area=False)]


def check_size(rows: int, columns: int) -> None:
    """Raises Unreadable: too_wide."""
    if rows * columns > MOST_CELLS:
        raise Unreadable("too_wide", rows=rows, columns=columns)


def rows(cells: Sequence[list[Cell]], merges: Iterable[Merge]) -> list[Row]:
    """The rows with something in them, by the numbers a person sees; changes the cells.

    A cell merged over several rows stands in each of them that has something of its own; one
    merged over several columns stays in the first.
    """
    filled = [has_something(line) for line in cells]
    for (top, left), (bottom, _right) in merges:
        for line in range(top + 1, min(bottom + 1, len(cells))):
            if filled[line] and left < len(cells[top]):
                here = cells[line]
                here.extend([""] * (left + 1 - len(here)))
                here[left] = cells[top][left]
    return [Row(line + 1, tuple(cells[line])) for line in range(len(cells)) if filled[line]]
