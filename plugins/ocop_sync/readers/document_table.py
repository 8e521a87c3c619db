"""One table of a DOCX."""

from collections.abc import Iterator

from lxml import etree

from plugins.ocop_sync.book import Row, has_something

MOST_COLUMNS = 500
SKIPPED = {"del", "moveFrom", "txbxContent", "Fallback"}  # struck out, moved away, told elsewhere
WRITTEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Stars of the fonts for signs: Wingdings and Wingdings 2.
SIGNS = {"F0AB": "★", "F0AC": "★", "F0EA": "★"}


class Table:
    """Its rows as they come; at the end, with merged cells filled down."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []
        self._merged: dict[int, str] = {}  # column → the text of the merge that goes on
        self._numbered = 0

    def add(self, row: etree._Element) -> None:
        """Take the next row; one that is struck out is none."""
        properties = _child(row, "trPr")
        if properties is not None and _child(properties, "del") is not None:
            return
        cells: list[str] = [""] * _count(properties, "gridBefore", 0)
        covered: list[tuple[int, str]] = []
        merged: dict[int, str] = {}
        for cell in _cells(row):
            about = _child(cell, "tcPr")
            across = _count(about, "gridSpan", 1)
            merge = _child(about, "vMerge") if about is not None else None
            column = len(cells)
            text = self._text(cell) if column < MOST_COLUMNS else ""
            if merge is not None:
                if _value(merge) != "restart" and column in self._merged:
                    text = self._merged[column]
                    covered.append((column, text))
                    merged[column], text = text, ""
                else:
                    merged[column] = text
            cells += [text] + [""] * (min(across, MOST_COLUMNS) - 1)
        self._merged = merged
        if has_something(cells):
            for column, text in covered:
                cells[column] = text
        self._rows.append(cells[:MOST_COLUMNS])

    @property
    def arranges(self) -> bool:
        """Whether it only puts a letterhead or signatures side by side."""
        return len(self._rows) <= 2 and max(map(len, self._rows), default=0) <= 2

    def lines(self) -> list[str]:
        """All its text."""
        return [line for row in self._rows for cell in row for line in cell.split("\n")]

    def rows(self, place: str) -> Iterator[Row]:
        """The rows with something in them, numbered as they stand in the table."""
        for number, cells in enumerate(self._rows, start=1):
            if has_something(cells):
                yield Row(number, tuple(cells), place)

    def _text(self, cell: etree._Element) -> str:
        text = "\n".join(text_of(each) for each in cell.iter("{*}p")).strip()
        if not text and next(cell.iter("{*}numPr"), None) is not None:
            self._numbered += 1  # Word counts by itself: the number is nowhere in the file
            return str(self._numbered)
        return text


def name_of(element: etree._Element) -> str:
    """The name without its namespace: the strict and the usual form of DOCX differ in that alone."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: etree._Element) -> str:
    """What a person reads in a paragraph."""
    return "".join(_texts(element))


def _texts(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = name_of(child)
        if name in SKIPPED:
            continue
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            yield SIGNS.get(_value(child, "char").upper(), "")
        elif name in WRITTEN:
            yield WRITTEN[name]
        elif name not in ("pPr", "rPr"):
            yield from _texts(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """Its cells, also those inside content controls; not those of tables within them."""
    for child in row:
        name = name_of(child)
        if name == "tc":
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _cells(child)


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if name_of(child) == name), None)


def _value(element: etree._Element, name: str = "val") -> str:
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).endswith("}" + name)), ""
    )


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    found = _child(properties, name) if properties is not None else None
    value = _value(found) if found is not None else ""
    return min(int(value), MOST_COLUMNS) if value.isdecimal() and len(value) < 10 else default
