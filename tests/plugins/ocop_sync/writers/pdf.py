"""PDF files with a text layer and ruled tables. No font is inside: readers only need its letters."""

from collections.abc import Sequence
from typing import Any

PAGE = (1400, 1000)
MARGIN, SIZE, LEADING, LETTER = 40, 10, 12, 5  # points; a letter is half as wide as high
Stream = list[str]


class Pdf:
    """Pages of lines and letters; letters get their codes as they come."""

    def __init__(self) -> None:
        self.pages: list[Stream] = [[]]
        self._codes: dict[str, int] = {}

    def text(self, x: float, y: float, text: str) -> None:
        """Write one line; y is measured from the top."""
        codes = "".join(f"{self._codes.setdefault(one, len(self._codes) + 1):04x}" for one in text)
        self.pages[-1].append(f"BT /F {SIZE} Tf {x} {PAGE[1] - y} Td <{codes}> Tj ET")

    def rule(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a line."""
        self.pages[-1].append(f"{x} {PAGE[1] - y} m {to_x} {PAGE[1] - to_y} l S")

    def bytes(self) -> bytes:
        """The file."""
        letters = "\n".join(
            f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>"
            for letter, code in self._codes.items()
        )
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(self._codes)} beginbfchar\n{letters}\nendbfchar endcmap end end"
        )
        kids = " ".join(f"{7 + 2 * place} 0 R" for place in range(len(self.pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /None /Encoding /Identity-H"
            " /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /None /DW 500 /FontDescriptor 5 0 R"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            "<< /Type /FontDescriptor /FontName /None /Flags 4 /Ascent 800 /Descent -200"
            " /FontBBox [0 -200 500 800] /ItalicAngle 0 /CapHeight 700 /StemV 80 >>",
            _stream(cmap),
        ]
        for place, page in enumerate(self.pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}]"
                f" /Resources << /Font << /F 3 0 R >> >> /Contents {8 + 2 * place} 0 R >>"
            )
            objects.append(_stream("\n".join(page)))
        return _file(objects)


def write(
    above: Sequence[Sequence[Any]],
    table: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int]] = (),
) -> bytes:
    """Lines, then a table that goes on over pages; its header is printed once."""
    made, y = Pdf(), float(MARGIN)
    for line in above:
        for cell in filter(None, line):
            y += LEADING
            made.text(MARGIN, y, str(cell))
    draw(made, y + LEADING, table, merges)
    return made.bytes()


def draw(
    made: Pdf,
    y: float,
    table: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int]] = (),
) -> float:
    """Draw a table from y on; answers where it ends."""
    columns = max(map(len, table))
    width = (PAGE[0] - 2 * MARGIN) / columns
    within = {(row, at) for first, last, at in merges for row in range(first + 1, last + 1)}
    for place, row in enumerate(table):
        cells = [_wrapped(value, int(width / LETTER) - 2) for value in row]
        height = max(map(len, cells)) * LEADING + 6
        new_page = y + height > PAGE[1] - MARGIN
        if new_page:
            made.pages.append([])
            y = MARGIN
        for column in range(columns):
            x = MARGIN + column * width
            if (place, column) not in within or new_page:
                made.rule(x, y, x + width, y)
            for line, text in enumerate(cells[column] if column < len(cells) else []):
                made.text(x + 3, y + (line + 1) * LEADING, text)
        for column in range(columns + 1):
            made.rule(MARGIN + column * width, y, MARGIN + column * width, y + height)
        y += height
        made.rule(MARGIN, y, MARGIN + columns * width, y) if _ends(place, table, within) else None
        if not _ends(place, table, within):
            for column in range(columns):
                if (place + 1, column) not in within:
                    x = MARGIN + column * width
                    made.rule(x, y, x + width, y)
    return y


def _ends(place: int, table: Sequence[Any], within: set[tuple[int, int]]) -> bool:
    return place == len(table) - 1 or not any(row == place + 1 for row, _column in within)


def _wrapped(value: Any, most: int) -> list[str]:
    lines: list[str] = []
    for part in ("" if value is None else str(value)).split("\n"):
        line = ""
        for word in part.split():
            if line and len(line) + 1 + len(word) > most:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def _stream(text: str) -> str:
    return f"<< /Length {len(text.encode('latin-1'))} >>\nstream\n{text}\nendstream"


def _file(objects: list[str]) -> bytes:
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")
