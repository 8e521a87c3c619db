"""Texts whose letters are written in one of the many ways."""

import unicodedata
from functools import partial

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.corpus.case import Case
from tests.plugins.ocop_sync.files import award
from tests.plugins.ocop_sync.writers import old_text, text, xls

LINES = files.table([award("Trà Ô Long"), award("Mắm nêm", stars="4 sao")])
GIVES = (("Trà Ô Long", 3), ("Mắm nêm", 4))


def _old(convert, lines=LINES):
    return [[convert(cell) if isinstance(cell, str) else cell for cell in line] for line in lines]


def _workbook(convert, lines=LINES) -> bytes:
    return files.workbook({"Sheet1": _old(convert, lines)})


def _decomposed(cell: str) -> str:
    return unicodedata.normalize("NFD", cell)


def _half_old() -> bytes:
    rows = _old(old_text.tcvn3, LINES[-2:])
    return files.workbook({"Sheet1": [*LINES[:-2], *rows]})


def _doubtful() -> bytes:
    """Old and new in one row, and a name that is "cá" by the one and "cỏ" by the other."""
    (row,) = _old(old_text.tcvn3, [LINES[-1]])
    row[1], row[3] = "cá", LINES[-1][3]
    return files.workbook({"Sheet1": [*LINES[:-1], row, *_old(old_text.tcvn3, LINES[-2:-1])]})


def _neither() -> bytes:
    """Letters of Viết VPS or VISCII, say, or of none."""
    shift = {
        letter: chr(0xA1 + place % 60) for place, letter in enumerate("ảạăâấầẩẫậđêếềểễệỏọôốồổỗộơớờ")
    }
    return _workbook(lambda cell: "".join(shift.get(letter, letter) for letter in cell))


CASES = {
    "decomposed letters (NFD)": Case(partial(_workbook, _decomposed), good=GIVES),
    "capitals without marks in the header": Case(
        partial(files.annex, [award("Trà Ô Long"), award("Mắm nêm", stars="4 sao")],
                header=["STT", "TEN SAN PHAM", "TEN CHU THE", "DIA CHI", "NHOM", "HANG SAO", "GHI CHU"]),
        good=GIVES,
    ),
    "an xlsx typed in .VnTime": Case(partial(_workbook, old_text.tcvn3), good=GIVES),
    "an xlsx typed in VNI-Times": Case(partial(_workbook, old_text.vni), good=GIVES),
    "an xls typed in .VnTime": Case(
        lambda: xls.workbook({"Sheet1": _old(old_text.tcvn3)}), good=GIVES
    ),
    "an xls typed in VNI-Times": Case(
        lambda: xls.workbook({"Sheet1": _old(old_text.vni)}), good=GIVES
    ),
    "rows of old below a title of today": Case(_half_old, good=GIVES),
    "old and new letters that can't be told apart": Case(_doubtful, refused="legacy_unsure"),
    "letters of no known font": Case(_neither, refused="legacy_unsure"),
    "a csv in French": Case(
        lambda: "Liste;Numéro\nété;déjà\nforêt;où çà".encode("cp1252"), refused="encoding"
    ),
    "utf-8 cut inside a letter": Case(
        lambda: text(lambda written: written.encode())(LINES, [["Trà"]], ())[:-1], refused="encoding"
    ),
    "utf-16 without its mark": Case(
        lambda: text(lambda written: written.encode("utf-16-le"))([], LINES, ()), good=GIVES
    ),
    "a csv with Windows line ends and a semicolon at each end": Case(
        lambda: files.text([[*line, ""] for line in LINES], end="\r\n"), good=GIVES
    ),
}  # fmt: skip
