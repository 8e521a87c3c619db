"""A printed table: a title, a head, rows; the first column to the left, figures to the right."""

from collections.abc import Sequence

Cell = str | int | float | None


def show(
    title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], notes: Sequence[str] = ()
) -> None:
    lines = [list(head), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}")
    for number, line in enumerate(lines):
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        print("  " + "  ".join(cells).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    for note in notes:
        print(f"  {note}")
    print(end="", flush=True)


def ratio(one: float, other: float) -> str:
    """one / other, as 3.1x; a dash where there is nothing to divide by."""
    return f"{one / other:.2f}x" if other else "-"


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.1f}" if cell < 100 else f"{cell:.0f}"
    return str(cell)
