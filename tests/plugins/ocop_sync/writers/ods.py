"""ODS workbooks, as LibreOffice writes them in short."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.plugins.ocop_sync.writers.zipped import package

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
ROOT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
BLANK_END = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def write(
    above: Sequence[Sequence[Any]],
    table: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int]] = (),
) -> bytes:
    """One sheet "Phụ lục"."""
    spans = {(len(above) + first, column): last - first + 1 for first, last, column in merges}
    lines = [*above, *table]
    rows = "".join(
        "<table:table-row>"
        + "".join(cell(value, spans.get((place, column), 1)) for column, value in enumerate(line))
        + "</table:table-row>"
        for place, line in enumerate(lines)
    )
    return workbook({"Phụ lục": rows + BLANK_END})


def workbook(sheets: dict[str, str], prolog: str = "") -> bytes:
    """Sheets whose rows are XML already."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{rows}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {ROOT}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return package(
        {"mimetype": SPREADSHEET, "META-INF/manifest.xml": "<manifest/>", "content.xml": content}
    )


def cell(value: Any, down: int = 1, alike: int = 1) -> str:
    """One cell as XML; down: over how many rows it is merged; alike: how often it repeats."""
    about = f' table:number-rows-spanned="{down}" table:number-columns-spanned="1"' * (down > 1)
    about += f' table:number-columns-repeated="{alike}"' * (alike > 1)
    if value is None or value == "":
        return f"<table:table-cell{about}/>"
    if isinstance(value, date):
        about += f' office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        about += f' office:value-type="float" office:value="{value}"'
    else:
        about += ' office:value-type="string"'
    shown = "</text:p><text:p>".join(escape(str(value)).split("\n"))
    return f"<table:table-cell{about}><text:p>{shown}</text:p></table:table-cell>"
