"""Rows whose letters only a font of old made readable, in Unicode."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from plugins.ocop_sync.book import Cell, Row, Sheet, Unreadable
from plugins.ocop_sync.readers.legacy import tcvn3, vni
from plugins.ocop_sync.readers.legacy.syllable import is_syllable

Convert = Callable[[str], str]
WAYS: dict[str, Convert] = {"TCVN3": tcvn3.convert, "VNI": vni.convert}

# A letter or sign of Latin-1 that Vietnamese in Unicode has no use for.
STRANGE = re.compile("[\u00a1-\u00bf×÷ÄÅÆÇËÎÏÐÑÖØÛÜÞßäåæçëîïðñöøûüþÿ]")
# A letter of Vietnamese in Unicode that Latin-1 does not have: never in text of old.
MODERN = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u0323\u1ea0-\u1ef9]")
WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")
ENOUGH = 3  # different words: fewer are trade marks or units of measure
SAMPLE = 20_000  # different words looked at
SURE = 0.8  # of the words that are none as they stand


def mend(sheets: list[Sheet]) -> list[Sheet]:
    """The sheets with TCVN3 and VNI text in Unicode; the very same list where there is none.

    Raises Unreadable: legacy_unsure, when the words fit neither way, both, or when a cell could
    as well be Unicode that stands between text of old.
    """
    if len(list(islice(_old(sheets, STRANGE), ENOUGH))) < ENOUGH:
        return sheets
    convert = _way(_words(_old(sheets)))
    if convert is None:
        return sheets
    mixed = len(list(islice(_modern(sheets), ENOUGH))) == ENOUGH
    return [
        replace(sheet, rows=[_converted(row, convert, mixed) for row in sheet.rows])
        for sheet in sheets
    ]


def _texts(sheets: Iterable[Sheet]) -> Iterator[str]:
    return (
        cell
        for sheet in sheets
        for row in sheet.rows
        for cell in row.cells
        if isinstance(cell, str) and not cell.isascii()
    )


def _old(sheets: Iterable[Sheet], having: re.Pattern[str] | None = None) -> Iterator[str]:
    """Texts that may be of old."""
    return (
        text
        for text in _texts(sheets)
        if not MODERN.search(text) and (having is None or having.search(text))
    )


def _modern(sheets: Iterable[Sheet]) -> Iterator[str]:
    return (text for text in _texts(sheets) if MODERN.search(text))


def _words(texts: Iterable[str]) -> set[str]:
    words: set[str] = set()
    for text in texts:
        words.update(word for word in WORD.findall(text) if not word.isascii())
        if len(words) > SAMPLE:
            break
    return words


def _way(words: set[str]) -> Convert | None:
    """How to convert; None where the words are what they should be, but for a few foreign ones."""
    wrong = [word for word in words if not is_syllable(word)]
    fits = {name: sum(is_syllable(way(word)) for word in wrong) for name, way in WAYS.items()}
    best, other = sorted(fits, key=lambda name: -fits[name])
    if fits[best] < ENOUGH:
        if len(wrong) > max(SURE * len(words), 20):
            raise Unreadable("legacy_unsure")
        return None
    if fits[best] < SURE * len(wrong) or fits[other] > SURE * fits[best]:
        raise Unreadable("legacy_unsure")
    return WAYS[best]


def _converted(row: Row, convert: Convert, mixed: bool) -> Row:
    """In a file of both kinds each row is of one, by its other cells; else it can't be told."""
    texts = [cell for cell in row.cells if isinstance(cell, str) and not cell.isascii()]
    modern, strange = any(map(MODERN.search, texts)), any(map(STRANGE.search, texts))
    if mixed and modern and not strange:
        return row
    unsure = mixed and modern == strange
    return replace(row, cells=tuple(_cell(cell, convert, unsure) for cell in row.cells))


def _cell(cell: Cell, convert: Convert, unsure: bool) -> Cell:
    if not isinstance(cell, str) or cell.isascii() or MODERN.search(cell):
        return cell
    converted = convert(cell)
    if unsure and converted != cell and all(map(is_syllable, WORD.findall(cell))):
        raise Unreadable("legacy_unsure")
    return converted
