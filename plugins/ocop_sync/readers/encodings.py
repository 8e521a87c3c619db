"""From bytes to text: Unicode in its three forms, Windows-1258, and what a font of old showed."""

import codecs
import unicodedata
from collections.abc import Callable
from itertools import islice

from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.readers.legacy import tcvn3, vni
from plugins.ocop_sync.readers.legacy.mend import WORD
from plugins.ocop_sync.readers.legacy.syllable import is_syllable

SAMPLE = 4096
MOST_WORDS = 5_000
SURE, CLEARLY = 0.8, 0.1


def decode(content: bytes) -> str:
    """The text of the file, in NFC where its encoding writes tones beside the letters.

    Raises Unreadable: not_a_spreadsheet for bytes that are no text, encoding where the words do
    not tell which of the old encodings it is.
    """
    if content.startswith(codecs.BOM_UTF8):
        return _unicode(content, "utf-8-sig")
    if wide := _wide(content):
        return _unicode(content, wide)
    control = sum(byte < 9 or 13 < byte < 32 for byte in content[:SAMPLE])
    if control:
        raise Unreadable("not_a_spreadsheet")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _old(content)


def _unicode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("damaged") from None


def _wide(content: bytes) -> str:
    """UTF-16 by its mark, or by every other byte of Latin letters being zero."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:SAMPLE]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if len(start) >= 8 and max(even, odd) > len(start) / 8 and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    return ""


def _old(content: bytes) -> str:
    """By which of the single byte encodings the words are Vietnamese, if it is clearly one."""
    plain = content.decode("cp1252", "replace")
    texts = {
        "Windows-1258": unicodedata.normalize("NFC", content.decode("cp1258", "replace")),
        "TCVN3": _by_lines(plain, tcvn3.convert),
        "VNI": _by_lines(plain, vni.convert),
    }
    shares = {name: _share(text) for name, text in texts.items()}
    best, second, _worst = sorted(shares, key=lambda name: -shares[name])
    if shares[best] < SURE or shares[best] - shares[second] < CLEARLY:
        raise Unreadable("encoding")
    return texts[best]


def _by_lines(text: str, convert: Callable[[str], str]) -> str:
    return "".join(map(convert, text.splitlines(keepends=True)))


def _share(text: str) -> float:
    """How many of the words with marks can be Vietnamese, from 0 to 1."""
    found = (word for word in WORD.findall(text) if not word.isascii())
    words = set(islice(found, MOST_WORDS))
    return sum(map(is_syllable, words)) / len(words) if words else 0
