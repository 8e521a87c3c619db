"""Vietnamese text: folded for search, slugged for addresses, keyed for sorting, money in words."""

import re
import unicodedata
from functools import lru_cache

NO_BREAK_SPACE = "\u00a0"
_NOT_WORD = re.compile(r"[^0-9a-z]")
# Letters in the order of the Vietnamese alphabet; the tone of a vowel decides only after letters.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_ORDER = {letter: f"{place:02d}" for place, letter in enumerate(_LETTERS, start=10)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


class _Folded(dict[int, str]):
    """Letter → what it folds to, worked out when a letter is met first: lists repeat few letters."""

    def __missing__(self, letter: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(letter).lower().replace("đ", "d"))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        self[letter] = folded = _NOT_WORD.sub(" ", bare)
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Lower case, without marks, đ as d, every run of anything else as one blank.

    >>> fold("  Đắk   Nông - hòa/hoà ")
    'dak nong hoa hoa'
    """
    return " ".join(text.translate(_FOLDED).split())


def slug(text: str, most: int = 80) -> str:
    """The folded text with hyphens, at most so many characters, for an address; never empty."""
    return fold(text).replace(" ", "-")[:most].strip("-") or "x"


def sort_key(text: str) -> str:
    """A key that byte order sorts as a Vietnamese dictionary does: letters first, then tones."""
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", text.lower()):
        base, tone = _without_tone(character)
        if base in _LETTER_ORDER:
            letters.append(_LETTER_ORDER[base])
            tones.append(tone)
        elif base.isdigit():
            letters.append("0" + base)
        elif letters and letters[-1] != "00":
            letters.append("00")
    return "".join(letters) + " " + "".join(tones)


def dong(amount: int) -> str:
    """Whole đồng as people read them: 125000 → "125.000 ₫" with a no-break space."""
    return f"{amount:,d}".replace(",", ".") + NO_BREAK_SPACE + "₫"


@lru_cache(maxsize=4096)
def _without_tone(character: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), "0")
    rest = "".join(mark for mark in decomposed if mark not in _TONES)
    return unicodedata.normalize("NFC", rest), tone
