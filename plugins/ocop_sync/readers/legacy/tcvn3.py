"""TCVN3 (ABC), the bytes behind the fonts .VnTime, .VnArial and their kin (TCVN 5712:1993, VN3)."""

import re

LETTERS = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
        strict=True,
    )
)
CAPITALS = dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
TABLE = str.maketrans(LETTERS | CAPITALS)
WORD = re.compile(r"[^\W\d_]+")


def convert(text: str) -> str:
    """The text as the font showed it.

    Only the fonts of capitals (.VnTimeH) have capitals with tones, on the places of the small
    letters: a letter with marks in a word, or a text, of nothing but capitals is one.
    """
    shouted = any(
        _is_shouted(word) for word in WORD.findall(text.translate(TABLE))
    ) and not _has_small(text)
    return WORD.sub(
        lambda word: word[0].upper() if shouted or _is_shouted(word[0]) else word[0],
        text.translate(TABLE),
    )


def _is_shouted(word: str) -> bool:
    """ "SảN" is; "Hà" is not: one capital at a beginning says nothing about the rest."""
    plain = [letter for letter in word if letter.isascii()]
    return len(plain) > 1 and all(map(str.isupper, plain))


def _has_small(text: str) -> bool:
    return any(letter.isascii() and letter.islower() for letter in text)
