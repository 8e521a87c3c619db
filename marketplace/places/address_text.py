"""A printed Vietnamese address cut into pieces, each with the kind of unit it says it is."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from marketplace import text

# Spelled kinds, with and without marks, and their abbreviations; "thị xã" comes before "xã".
_SPELLED = {
    "thành phố": ("thành phố", "thanh pho"),
    "thị trấn": ("thị trấn", "thi tran"),
    "thị xã": ("thị xã", "thi xa"),
    "đặc khu": ("đặc khu", "dac khu"),
    "phường": ("phường", "phuong"),
    "huyện": ("huyện", "huyen"),
    "quận": ("quận", "quan"),
    "tỉnh": ("tỉnh", "tinh"),
    "xã": ("xã", "xa"),
}
_SHORT = {
    "thành phố": r"t\.?p",
    "thị trấn": r"t\.?t",
    "thị xã": r"t\.?x",
    "phường": "p",
    "huyện": "h",
    "quận": "q",
    "xã": "x",
    "tỉnh": "t",
}
_PREFIXES = [
    *((kind, re.compile(rf"(?:{'|'.join(words)})\s+")) for kind, words in _SPELLED.items()),
    *((kind, re.compile(rf"{short}(?:\.\s*|\s+|(?=\d))")) for kind, short in _SHORT.items()),
]
_SEPARATORS = re.compile(r"[,;\n\r|]+")
_DASH = re.compile(r"\s+[-–—]\s*|\s*[–—]\s+")
# "Thôn 3 xã Thuận Hà huyện Đắk Song": only with marks, for "tinh" and "quan" are names too.
_MIDWAY = re.compile(
    r"(?<!phường)\s+"
    r"(?=(?:thành phố|thị trấn|thị xã|đặc khu|phường|huyện|quận|tỉnh)\s|(?:tp|tt|tx)\.)"
    r"|(?<!thị)(?<!tác)\s+(?=xã\s)"
)
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_NOWADAYS = re.compile(r"^\s*(?:nay\s+(?:là|thuộc)|mới)\s*:?\s*")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_COUNTRY = {"vietnam", "vn"}


@dataclass(frozen=True)
class Piece:
    """Part of an address: the kind it names ("" when none) and the rest, lower case."""

    kind: str
    name: str


@lru_cache(maxsize=16384)  # a list repeats its communes and provinces
def name_key(name: str) -> str:
    """What two spellings of one name have in common: Đắk N'Drung, Đăk NDrung; Mỹ, Mĩ; 08, 8."""
    return _LEADING_ZEROS.sub("", text.fold(name)).replace(" ", "").replace("y", "i")


def readings(address: str) -> Iterator[list[Sequence[Piece]]]:
    """The ways to cut one address, the likeliest first; each a list of parts from left to right.

    A part is a list of pieces it may stand for: "TT Huế" is a town of that name or a whole name.
    """
    lowered = unicodedata.normalize("NFC", address).lower().replace("’", "'")
    bare = _IN_BRACKETS.sub(" ", lowered)
    yield _parts(_SEPARATORS.split(bare))
    dashes = list(_DASH.finditer(bare))
    if dashes:  # of the last one alone first: a dash may belong to a name (Xuân Hương - Đà Lạt)
        yield _parts(_SEPARATORS.split(f"{bare[: dashes[-1].start()]},{bare[dashes[-1].end() :]}"))
        yield _parts(_SEPARATORS.split(_DASH.sub(",", bare)))
    for remark in _IN_BRACKETS.findall(lowered):
        if _NOWADAYS.match(remark):
            yield _parts(_SEPARATORS.split(_NOWADAYS.sub("", remark)))


def _parts(chunks: list[str]) -> list[Sequence[Piece]]:
    cut = [part for chunk in chunks for part in _MIDWAY.split(chunk)]
    parts = [pieces for part in cut if (pieces := pieces_of(part))]
    while parts and name_key(parts[-1][-1].name) in _COUNTRY:
        parts.pop()
    return parts


@lru_cache(maxsize=16384)
def pieces_of(part: str) -> Sequence[Piece]:
    """What one part may stand for: by the kind it begins with, if it does, and as a whole."""
    part = unicodedata.normalize("NFC", part).lower().strip(" .:-")
    if not any(character.isalpha() for character in part):
        return ()  # a postal code, a stray mark
    found = []
    for kind, prefix in _PREFIXES:
        match = prefix.match(part)
        if match and match.end() < len(part):
            found.append(Piece(kind, part[match.end() :].strip()))
            break
    return (*found, Piece("", part))
