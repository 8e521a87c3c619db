"""How many stars a cell, a title or a section heading speaks of."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from plugins.ocop_sync.book import Cell
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.text import clean, fold

LEAST, MOST = 1, 5
LONGEST = 100  # digits of a number
WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7}
SIGNS = re.compile(r"[★⭐🌟*✭✯✪✮]")
EMPTY_SIGNS = re.compile(r"[☆✩✰]")
ONLY_SIGNS = re.compile(r"(?:[★⭐🌟*✭✯✪✮☆✩✰]\s*)+")

NUMBER = r"(?P<n>\d+|" + "|".join(WORDS) + r")"
POTENTIAL = re.compile(
    r"tiem nang (?:(?:phan dau|nang|xep|dat|len|hang|la|ocop|de) )*" + NUMBER + r"(?: sao)?(?= |$)"
)
STATED = re.compile(
    r"(?:^| )(?:(?:hang|sao) (?:sao )?(?P<h>\d+)(?: sao)?|" + NUMBER + r" sao)(?= |$)"
)
GLUED = re.compile(r"(\d)(?=[a-z])")
BARE = re.compile(r"0*\d+")
# Words that may stand around the number and change nothing about it.
FILLERS = frozenset(
    (
        *(
            "sao",
            "hang",
            "dat",
            "ocop",
            "xep",
            "phan",
            "loai",
            "san",
            "pham",
            "duoc",
            "cong",
            "nhan",
        ),
        *("cap", "tinh", "huyen", "trung", "uong", "quoc", "gia"),
        *("co", "va", "chuan", "danh", "ket", "qua"),
    )
)
DECIMAL = re.compile(r"(\d+)\s*[.,]\s*(\d+)")
# "-4", "4+", "~4", "4?": signs that folding would lose.
NOT_EXACT = re.compile(r"(?<!\w)[-–—]\s*\d|[+~<>≥≤=?%&]")
# A title with such words does not say that every row below has these stars.
NOT_PLAIN = re.compile(
    r"\b(?:khong dat|chua dat|khong duoc|tro len|tro xuong|tu \d+ sao|den \d+ sao|duoi|tren)\b"
)
SEVERAL = re.compile(r"\b0*[1-9](?: (?:va|hoac|den))? 0*[1-9] sao\b")


@dataclass(frozen=True, slots=True)
class Stars:
    """1 to 5 stars, and the stars the council sees the product reach one day, if it says so."""

    stars: int
    potential: int | None = None


def read(cell: Cell) -> Stars:
    """The stars in a cell of the star column.

    "4 sao", "4*", "★★★★", "hạng 4", "Bốn sao", 4, "4 sao (tiềm năng 5 sao)". Raises BadValue:
    stars_missing, stars_unclear, stars_out_of_range, stars_not_whole, stars_only_potential.
    """
    if isinstance(cell, bool):
        raise BadValue("stars_unclear")
    if isinstance(cell, int | float):
        if isinstance(cell, float) and not (math.isfinite(cell) and cell.is_integer()):
            raise BadValue("stars_not_whole")
        return Stars(_in_range(int(cell)))
    written = clean(cell)
    if not written:
        raise BadValue("stars_missing")
    if NOT_EXACT.search(written):
        raise BadValue("stars_unclear")
    if ONLY_SIGNS.fullmatch(written):
        return _signs(written)
    return _words(written)


def read_potential(cell: Cell) -> int | None:
    """The stars in a column of its own for the potential; None when empty."""
    if not clean(cell):
        return None
    try:
        return read(cell).stars
    except BadValue as problem:
        if problem.code != "stars_only_potential":
            raise
    found = POTENTIAL.search(_spelled(clean(cell)))
    assert found  # what made it "only potential"
    return _number(found["n"])


def in_heading(written: str) -> int | None:
    """The one number of stars a title or section heading gives to all rows below it, or None."""
    found = _all_stated(written)
    if len(found) != 1 or names_several(written):
        return None
    stars = found.pop()
    return stars if LEAST <= stars <= MOST else None


def names_several(written: str) -> bool:
    """Whether a line speaks of stars without giving every row the same: "3, 4 sao", "3 sao trở lên"."""
    found = _all_stated(written)
    if not found:
        return False
    spelled = _without_potential(written)
    return len(found) > 1 or bool(NOT_PLAIN.search(spelled) or SEVERAL.search(spelled))


def _all_stated(written: str) -> set[int]:
    return {_stated(match) for match in STATED.finditer(_without_potential(written))}


def _without_potential(written: str) -> str:
    return POTENTIAL.sub(" ", _spelled(clean(written)))


def _signs(written: str) -> Stars:
    full, empty = len(SIGNS.findall(written)), len(EMPTY_SIGNS.findall(written))
    if full + empty > MOST:
        raise BadValue("stars_out_of_range")
    return Stars(_in_range(full))


@lru_cache(maxsize=4096)
def _words(written: str) -> Stars:
    decimal = DECIMAL.search(written)
    if decimal and _number(decimal[2]):
        raise BadValue("stars_not_whole")
    spelled = _spelled(DECIMAL.sub(r"\1", written))
    potential = POTENTIAL.search(spelled)
    rest = " ".join(POTENTIAL.sub(" ", spelled).split())
    if potential is None:
        return Stars(_in_range(_one_number(rest)))
    expected = _in_range(_number(potential["n"]))
    if FILLERS.issuperset(rest.split()):
        raise BadValue("stars_only_potential")
    stars = _in_range(_one_number(rest))
    if expected <= stars:
        raise BadValue("stars_potential_unclear")
    return Stars(stars, expected)


def _one_number(rest: str) -> int:
    """The number in "hang 4", "4 sao", "bon sao", "4", with nothing else that carries meaning."""
    if BARE.fullmatch(rest) or rest in WORDS:
        return _number(rest)
    found = {_stated(match) for match in STATED.finditer(rest)}
    if len(found) != 1:
        raise BadValue("stars_unclear")
    stars = found.pop()
    for word in STATED.sub(" ", rest).split():
        again = (BARE.fullmatch(word) or word in WORDS) and _number(word) == stars  # "04 (bốn) sao"
        if word not in FILLERS and not again:
            raise BadValue("stars_unclear")
    return stars


def _stated(match: re.Match[str]) -> int:
    return _number(match["h"] or match["n"])


def _number(written: str) -> int:
    """A number of so many digits that Python reads none of it is only known to be too high."""
    if written in WORDS:
        return WORDS[written]
    return int(written) if len(written) <= LONGEST else MOST + 1


def _in_range(stars: int) -> int:
    if not LEAST <= stars <= MOST:
        raise BadValue("stars_out_of_range")
    return stars


def _spelled(written: str) -> str:
    """Folded, with every "4*" and "★★★★" as "4 sao"; a minus stays no part of a number."""
    spelled = re.sub(r"(\d)\s*[★⭐🌟*✭✯✪✮](?!\s*[★⭐🌟*✭✯✪✮])", r"\1 sao ", written)
    spelled = re.sub(
        r"(?:[★⭐🌟*✭✯✪✮]\s*)+", lambda run: f" {len(SIGNS.findall(run[0]))} sao ", spelled
    )
    return GLUED.sub(r"\1 ", fold(spelled))
