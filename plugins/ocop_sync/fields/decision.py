"""The decision behind a star: its number, its day and who signed it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from plugins.ocop_sync.book import Cell
from plugins.ocop_sync.fields import dates
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.text import clean, flat, fold

NUMBER = (
    r"\d[0-9a-z]*(?:\s*-\s*qd)?\s*/\s*[a-z0-9][^\s,;()]*(?:\s*-\s*(?!ngay\b)[a-z]{2,}[^\s,;()]*)?"
)
NAMED = re.compile(
    rf"(?:quyet\s+dinh|\bqd)\s*(?:so\b)?\s*[:.]?\s*(?P<number>{NUMBER})"
    rf"(?P<dated>\s*,?\s*(?:ky\s+)?ngay\s*(?:{dates.WRITTEN}))?"
    r"(?:\s*,?\s*(?:cua|do)\s+(?P<authority>[^();]+))?"
)
# "12/QĐ-UBND, ngày 05/8/2026": a cell of the number column that goes on with the day.
NUMBER_WITH_DAY = re.compile(
    rf"\s*(?:so\b)?\s*[:.]?\s*(?P<number>{NUMBER})"
    rf"(?P<dated>[\s,;(-]*(?:ky\s+)?(?:ngay\s*)?(?:{dates.WRITTEN})\)?)"
    r"(?:\s*,?\s*(?:cua|do)\s+(?P<authority>[^();]+))?\s*[.;,]?\s*"
)
PREFIX = re.compile(r"^\s*(?:quyet\s+dinh|qd)?\s*(?:so\b)?\s*[:.]?\s*")
AFTER_AUTHORITY = re.compile(
    r"\s+(?:ve\s+viec|v/v|ban\s+hanh|phe\s+duyet|cong\s+nhan|(?:ky\s+)?ngay\s+\d|(?:kem\s+)?theo|can\s+cu|thuc\s+hien)\b|\s*\n|[.;]\s*$"
)
CENTRAL = re.compile(r"bo |thu tuong|chinh phu|.*\btrung uong\b")
GIVEN_WITH = re.compile(r"kem\s+theo\s*(?:\w+\s+){0,2}$")
CITED = re.compile(
    r"(?:can\s+cu|theo|thuc\s+hien|thay\s+the|sua\s+doi|bo\s+sung|bai\s+bo|tai|boi|va)\s*(?:cac\s*)?$"
)
DAY_OF_SIGNING = re.compile(
    rf"(?:ngay\s+(?:ky|ban\s+hanh|quyet\s+dinh|cong\s+nhan)\s*(?:quyet\s+dinh\s*)?[:.]?\s*(?:ngay\s*)?|^[^,\n]*,\s*ngay\s*)"
    rf"(?:{dates.WRITTEN})",
    re.MULTILINE,
)
SIGNER = re.compile(
    r"(?:co\s+quan|don\s+vi|cap|noi)\s+(?:ban\s+hanh|cong\s+nhan|ky|cap|quyet\s+dinh)[^:\n]{0,20}:\s*(?P<authority>[^();\n]+)"
)
LETTERHEAD = re.compile(
    r"^\s*(?P<authority>(?:ubnd|uy\s+ban\s+nhan\s+dan|bo\s+nong\s+nghiep)\b[^();:,\n]+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as printed; any part may be missing. Only a complete one can carry a star."""

    number: str = ""
    day: date | None = None
    authority: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(self.number and self.day and self.authority)

    @property
    def key(self) -> tuple[str, date | None, str]:
        """Equal for two spellings of the same decision."""
        return number_key(self.number), self.day, authority_key(self.authority)


@lru_cache(maxsize=4096)
def number_key(number: str) -> str:
    """ "Số 05 /QĐ - UBND" and "5/QĐ-UBND" → "5qdubnd"."""
    return PREFIX.sub("", fold(number)).replace(" ", "").lstrip("0")


@lru_cache(maxsize=4096)
def authority_key(authority: str) -> str:
    """ "Chủ tịch Ủy ban nhân dân TP Đà Lạt" and "UBND thành phố Đà Lạt" → "ubnd thanh pho da lat"."""
    key = fold(authority).replace("uy ban nhan dan", "ubnd").removeprefix("chu tich ")
    return re.sub(r"\btp\b", "thanh pho", key)


def is_central(authority: str) -> bool:
    """Whether a ministry signed, whose list spans provinces."""
    return CENTRAL.match(authority_key(authority)) is not None


def read_number(cell: Cell) -> Decision:
    """What a cell of the number column says: a number, or a whole sentence about the decision.

    Words without a digit ("chưa có") are no number. Raises BadValue for an impossible day.
    """
    written = clean(cell)
    if not any(character.isdigit() for character in written):
        return Decision()
    found = NAMED.search(flat(written)) or NUMBER_WITH_DAY.fullmatch(flat(written))
    if found:
        return _from(found, written)
    start = PREFIX.match(flat(written))
    return Decision(written[start.end() if start else 0 :].strip())


def with_shared(own: Decision, shared: Decision) -> Decision:
    """A row's decision: its own number with its own day, else the title's."""
    if own.number:
        if own.key[0] == shared.key[0]:
            return Decision(own.number, own.day or shared.day, own.authority or shared.authority)
        return Decision(own.number, own.day, own.authority or shared.authority)
    if not shared.is_complete:
        return Decision(shared.number, own.day or shared.day, own.authority or shared.authority)
    return shared


def in_title(title: str) -> Decision:
    """The decision a title block (lines joined by newlines) says its list belongs to.

    A list goes "kèm theo" its decision; laws and older decisions are only cited. Parts the
    sentence leaves out are looked for in the block's other lines ("Ngày ký: …", letterhead).
    Raises BadValue when the block names an impossible day.
    """
    plain = flat(title)
    found = _own(plain)
    if found is None:
        return Decision()
    decision = _from(found, title)
    signed = None if decision.day else DAY_OF_SIGNING.search(plain)
    signer = None if decision.authority else (SIGNER.search(plain) or LETTERHEAD.search(plain))
    return Decision(
        decision.number,
        _day(title, signed) if signed else decision.day,
        _authority(title, signer) if signer else decision.authority,
    )


def _own(plain: str) -> re.Match[str] | None:
    matches = list(NAMED.finditer(plain))
    for match in matches:
        if GIVEN_WITH.search(plain[: match.start()]):
            return match
    stated = [match for match in matches if not CITED.search(plain[: match.start()])]
    different = {number_key(match["number"]) for match in stated}
    return stated[0] if len(different) == 1 else None


def _from(found: re.Match[str], text: str) -> Decision:
    number = " ".join(text[found.start("number") : found.end("number")].split())
    day = _day(text, found) if found["dated"] else None
    return Decision(
        number.rstrip(".,:"), day, _authority(text, found) if found["authority"] else ""
    )


def _day(text: str, found: re.Match[str]) -> date:
    """The day of the match. Raises BadValue with the day as printed."""
    try:
        return dates.from_match(found)
    except BadValue as bad:
        form = "" if found["d"] else "2"
        bad.printed = " ".join(text[found.start("d" + form) : found.end("y" + form)].split())
        raise


def _authority(text: str, found: re.Match[str]) -> str:
    """The name as printed; a sentence in brackets may run over a line's end, no other may."""
    start, end = found.span("authority")
    written = text[start:end]
    before = text[: found.start()]
    in_brackets = before.count("(") > before.count(")") and text[end : end + 1] == ")"
    if in_brackets:
        written = " ".join(written.split())
    stop = AFTER_AUTHORITY.search(flat(written))
    return (written[: stop.start()] if stop else written).strip(" .,;:\n")
