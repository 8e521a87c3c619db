"""DOCX documents: their tables, with the lines of text above and between them."""

import io
from collections.abc import Iterator

from lxml import etree

from plugins.ocop_sync.book import Row, Sheet, Unreadable
from plugins.ocop_sync.readers import package, prose
from plugins.ocop_sync.readers.document_table import Table, name_of, text_of

MAIN = "word/document.xml"
MOST_NESTED = 20  # tables in tables


def read(content: bytes) -> list[Sheet]:
    """One sheet of all tables: "Bảng 1", "Bảng 2" … as the places of its rows, by their order.

    Tables of one or two columns and at most two rows only arrange a letterhead or signatures, and
    are lines of text. Raises Unreadable: damaged, password, too_big_unpacked, bomb, xml_bomb, and
    no_table.
    """
    package.check(content)
    try:
        sheet = Sheet("", list(_rows(io.BytesIO(package.part(content, MAIN)))))
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged") from error
    if not any(row.number for row in sheet.rows):
        raise Unreadable("no_table")
    return [sheet]


def _rows(stream: io.BytesIO) -> Iterator[Row]:
    lines: list[str] = []
    count = 0
    for part in _parts(stream):
        if isinstance(part, str):
            lines.append(part)
        elif part.arranges:
            lines += part.lines()
        else:
            count += 1
            yield from prose.rows(lines)
            yield from part.rows(f"Bảng {count}")
            lines = []
    yield from prose.rows(lines)


def _parts(stream: io.BytesIO) -> Iterator[str | Table]:
    """Paragraphs as text and tables, in their order; what was read is forgotten at once."""
    table = Table()
    depth = 0
    # No entities, no network, and lxml's own limits on depth and size stay on.
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=("{*}tbl", "{*}tr", "{*}p"),
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    for event, element in events:
        name = name_of(element)
        if event == "start":
            if name == "tbl":
                depth += 1
                if depth > MOST_NESTED:
                    raise Unreadable("damaged")
                table = Table() if depth == 1 else table
            continue
        if name == "tr" and depth == 1:
            table.add(element)
            _forget(element)
        elif name == "p" and depth == 0:
            if not _stands_for_older_programs(element):
                yield from filter(None, text_of(element).split("\n"))
            _forget(element)
        elif name == "tbl":
            depth -= 1
            if depth == 0:
                yield table
                _forget(element)


def _stands_for_older_programs(element: etree._Element) -> bool:
    """Word writes a text box twice, the second time for programs that don't know the first way."""
    return any(name_of(above) == "Fallback" for above in element.iterancestors())


def _forget(element: etree._Element) -> None:
    element.clear(keep_tail=True)
    before = element.getprevious()
    above = element.getparent()
    if before is not None and above is not None and len(before) == 0:
        above.remove(before)
