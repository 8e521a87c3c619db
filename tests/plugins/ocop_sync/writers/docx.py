"""DOCX documents, as Word writes them in short."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.plugins.ocop_sync.writers.zipped import package

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write(
    above: Sequence[Sequence[Any]],
    table: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int]] = (),
) -> bytes:
    """Each cell above the table as a paragraph of its own."""
    lines = [paragraph(str(cell)) for line in above for cell in line if cell not in (None, "")]
    return document("".join(lines) + grid(table, merges))


def document(body: str, prolog: str = "") -> bytes:
    """A document whose body is XML already."""
    main = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{NAMESPACE}">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": main})


def grid(rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int]] = ()) -> str:
    """A table."""
    begin = {(first, column) for first, _last, column in merges}
    within = {
        (line, column) for first, last, column in merges for line in range(first + 1, last + 1)
    }
    return (
        "<w:tbl><w:tblPr/>"
        + "".join(
            "<w:tr>"
            + "".join(
                cell(
                    value,
                    '<w:vMerge w:val="restart"/>' * ((line, column) in begin)
                    + "<w:vMerge/>" * ((line, column) in within),
                )
                for column, value in enumerate(row)
            )
            + "</w:tr>"
            for line, row in enumerate(rows)
        )
        + "</w:tbl>"
    )


def cell(value: Any, about: str = "") -> str:
    """One cell; about: what its properties say besides."""
    text = "" if value is None else str(value)
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"


def paragraph(text: str) -> str:
    """One paragraph, broken into runs as Word likes to do."""
    middle = len(text) // 2
    runs = (text[:middle], text[middle:])
    return "<w:p>" + "".join(map(run, runs)) + "</w:p>"


def run(text: str) -> str:
    """One run of text."""
    return f'<w:r><w:rPr/><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
