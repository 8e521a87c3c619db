"""VNI-Windows, the bytes behind the fonts VNI-Times and their kin: a vowel, then its marks."""

import re
import unicodedata

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
CIRCUMFLEX, BREVE = "\u0302", "\u0306"

TONES = {"ù": ACUTE, "ø": GRAVE, "û": HOOK, "õ": TILDE, "ï": DOT}
MARKS = {  # what follows a, e or o
    **TONES,
    **{"â": CIRCUMFLEX, "á": CIRCUMFLEX + ACUTE, "à": CIRCUMFLEX + GRAVE},
    **{"å": CIRCUMFLEX + HOOK, "ã": CIRCUMFLEX + TILDE, "ä": CIRCUMFLEX + DOT},
    **{"ê": BREVE, "é": BREVE + ACUTE, "è": BREVE + GRAVE},
    **{"ú": BREVE + HOOK, "ü": BREVE + TILDE, "ë": BREVE + DOT},
}
ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
WRITTEN = re.compile(
    rf"[aeo][{''.join(MARKS)}]|[uyôö][{''.join(TONES)}]|[{''.join(ALONE)}]", re.IGNORECASE
)


def convert(text: str) -> str:
    """The text as the font showed it."""
    return WRITTEN.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    small = found[0].lower()
    letter = ALONE.get(small[0], small[0]) + (MARKS[small[1]] if len(small) > 1 else "")
    composed = unicodedata.normalize("NFC", letter)
    return composed.upper() if found[0][0].isupper() else composed
