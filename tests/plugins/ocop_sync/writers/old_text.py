"""Text as it was written before Unicode."""

import unicodedata

from plugins.ocop_sync.readers.legacy import tcvn3 as tcvn3_table
from plugins.ocop_sync.readers.legacy import vni as vni_table

TONES = "\u0300\u0301\u0303\u0309\u0323"
TCVN3 = {shown: byte for byte, shown in (tcvn3_table.LETTERS | tcvn3_table.CAPITALS).items()}


def tcvn3(text: str) -> str:
    """As the fonts .VnTime want it, shown here by Latin-1; capitals with tones become small."""
    return "".join(TCVN3.get(one) or TCVN3.get(one.lower(), one) for one in text)


def _vni() -> dict[str, str]:
    written = {
        unicodedata.normalize("NFC", vowel + marks): vowel + sign
        for vowel in "aeo"
        for sign, marks in vni_table.MARKS.items()
    }
    for base, letter in (("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        for sign, tone in vni_table.TONES.items():
            written[unicodedata.normalize("NFC", letter + tone)] = base + sign
    return written | {shown: sign for sign, shown in vni_table.ALONE.items()}


VNI = _vni()


def vni(text: str) -> str:
    """As the fonts VNI-Times want it, shown here by Latin-1."""
    return "".join(
        VNI.get(one) or (VNI[one.lower()].upper() if one.lower() in VNI else one) for one in text
    )


def windows_1258(text: str) -> bytes:
    """A vowel with its circumflex, breve or horn, then its tone as a character of its own."""
    encoded = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            encoded += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            vowel = "".join(part for part in parts if part not in TONES)
            tone = "".join(part for part in parts if part in TONES)
            encoded += (unicodedata.normalize("NFC", vowel) + tone).encode("cp1258")
    return bytes(encoded)
