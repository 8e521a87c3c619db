"""Cells as text."""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

from marketplace import text
from plugins.ocop_sync.book import Cell

# Signs people put into a cell to say that there is nothing.
NOTHING = re.compile(r"[-–—._/…\s]*")
ONE_MARK = {"đ": "d", "Đ": "D"}

fold = lru_cache(maxsize=65536)(text.fold)


def clean(cell: Cell) -> str:
    """The cell as one line of NFC text without control characters; "" when it says nothing.

    Whole numbers lose their ".0", dates are written dd/mm/yyyy.
    """
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time):
        return cell.isoformat()
    return _clean(str(cell))


def same(one: str, other: str) -> bool:
    """Whether two texts differ at most in case, blanks and the form of their marks."""
    return one == other or _clean(one).casefold() == _clean(other).casefold()


@lru_cache(maxsize=65536)
def flat(text: str) -> str:
    """Lower case without marks, letter for letter: positions in it are positions in the text."""
    return "".join(_bare(character) for character in text)


@lru_cache(maxsize=65536)
def _clean(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if character.isspace() else character
        for character in composed
        if character.isspace() or _is_shown(character)
    )
    joined = " ".join(kept.split())
    return "" if NOTHING.fullmatch(joined) else joined


@lru_cache(maxsize=4096)
def _is_shown(character: str) -> bool:
    """No control or format characters, lone surrogates, or signs that only choose how to draw."""
    if "\ufe00" <= character <= "\ufe0f":
        return False
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    if character in ONE_MARK:
        return "d"
    first = unicodedata.normalize("NFD", character.lower())[:1]
    return first or " "
