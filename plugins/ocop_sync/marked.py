"""The list as XLSX with a last column "Lỗi": what is wrong with each row that was rejected.

Of a long list it takes a minute: the worker makes it beside the plan, in every language.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from marketplace import spreadsheet
from plugins.ocop_sync import keep, plugin, readers
from plugins.ocop_sync.book import ComingSheet, Row
from plugins.ocop_sync.models import PlannedLine, RegisterImport
from plugins.ocop_sync.problems import problem_words
from plugins.ocop_sync.readers import apart
from plugins.ocop_sync.table import header

LONG = 5_000  # rows


def book(told: Iterable[PlannedLine], content: bytes) -> Workbook:
    """told: the rejected rows; content: the list as it came. It is read twice, each row as it comes.

    Raises Unreadable.
    """
    read = partial(apart.stream, content, plugin.most_rows() or readers.MOST_ROWS)
    wrong: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in told:
        wrong[line.sheet, line.row] += map(problem_words, line.data["problems"])
    shapes = [_shape(sheet) for sheet in read()]
    return spreadsheet.of_sheets(
        (sheet.name, _rows(sheet, shape, wrong))
        for sheet, shape in zip(read(), shapes, strict=True)
    )


def prepare(one: RegisterImport) -> None:
    """Make the files of a long list, beside those that are kept; nothing for a short one.

    Raises Unreadable and OSError.
    """
    counts = one.report["counts"]
    if not counts["rejected"] or counts["rows"] <= LONG:
        return
    content = keep.read(one.kept_as)
    told = one.lines.filter(outcome="rejected").order_by("position")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            _save(book(told.iterator(), content), _path(one, language))


def prepared(one: RegisterImport, language: str) -> bytes | None:
    """What prepare() has made of the plan that stands now."""
    try:
        return _path(one, language).read_bytes()
    except OSError:
        return None


def _path(one: RegisterImport, language: str) -> Path:
    return keep.folder() / "marked" / f"{one.code}-{one.plan_digest}-{language}.xlsx"


def _save(made: Workbook, path: Path) -> None:
    """Written beside and renamed, so that nobody is given half of it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            made.save(file)
        os.replace(unfinished, path)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def _shape(sheet: ComingSheet) -> tuple[int, tuple[str, int]]:
    """Its width in cells, and place and number of its header row."""
    width = 0

    def measured() -> Iterator[Row]:
        nonlocal width
        for row in sheet.rows:
            width = max(width, len(row.cells))
            yield row

    rows = measured()
    _above, head = header.first(rows)
    for _row in rows:
        pass
    return width, (head.place, head.number) if head else ("", 1)


def _rows(
    sheet: ComingSheet,
    shape: tuple[int, tuple[str, int]],
    wrong: dict[tuple[str, int], list[str]],
) -> Iterator[list[Any]]:
    """Every row at its own number, with its problems after the widest row's end."""
    width, heading = shape
    expected, is_headed = 1, False
    for row in sheet.rows:
        for _blank in range(expected, row.number):
            yield []
        expected = row.number + 1
        said = " ".join(wrong.get(((row.place or sheet.name)[:100], row.number), []))
        # A page that counts its rows anew may have another row of the header's place and number.
        if not is_headed and (row.place, row.number) == heading:
            said, is_headed = _("Error"), True
        yield [*row.cells, *[None] * (width - len(row.cells)), said]
