"""Whether a line of a list says that the list takes certificates back.

Only the list's own purpose counts ("danh sách thu hồi", "v/v thu hồi"): nearly every award cites
a rule about "công nhận và thu hồi", and notes threaten with it. Where that can't be told the
answer is UNCLEAR, since both readings would do harm: one revokes stars, the other gives them.
"""

import re
from collections.abc import Iterable
from enum import IntEnum

from plugins.ocop_sync.fields.text import flat, fold

WITHDRAWAL = "thu hoi"
OUTLINE = re.compile(r"^(?:[ivx]+|[a-h]|\d+)(?: \d+)* ")
# "Lưu ý: … sẽ bị thu hồi" threatens, and withdraws nothing.
NOTE = re.compile(r"(?:ghi chu|luu y|chu thich|chu y|nguon)\b")
# What is cited is not what the list is for; the list goes "kèm theo" its own decision.
CITING = re.compile(r"\b(?:can cu|thuc hien|xet(?: de nghi)?|(?<!kem )theo|tai to trinh)\b")
RULES = re.compile(
    r"\b(?:ttg|thu tuong|chinh phu|nghi dinh|thong tu|luat|quy dinh|quy che|quy trinh|bo tieu chi)\b"
)
OWN = re.compile(
    r"^(?:phu luc|danh sach|danh muc|bieu|bang|kem theo|ban hanh kem|quyet dinh|v v|ubnd|uy ban|cong hoa)\b"
)
THREAT = re.compile(
    r"(?:\b(?:se|neu|co the|truong hop|khi|khong|chua)(?: \w+){0,6}|\bse bi|\bsau khi) $"
)
BESIDE = re.compile(r"(?:\b(?:va|hoac|hay|cung|cong nhan|phan hang|xep hang) |^(?:.* )?cap )$")
BESIDE_SIGN = re.compile(r"[,/;&+]\s*$")
ENDS = re.compile(r"[;.:]\s*$")
WITHDRAWAL_WRITTEN = re.compile(r"thu\s+hoi")


class Purpose(IntEnum):
    NOT_WITHDRAWAL = 0
    UNCLEAR = 1
    WITHDRAWAL = 2


def of_line(written: str) -> Purpose:
    """What one line says about withdrawing."""
    folded = OUTLINE.sub("", fold(written) + " ").strip()
    if WITHDRAWAL not in folded or is_note(written):
        return Purpose.NOT_WITHDRAWAL
    before = folded[: folded.index(WITHDRAWAL)]
    if CITING.match(before):
        return Purpose.NOT_WITHDRAWAL
    cited = list(CITING.finditer(before))
    clause = before[cited[-1].start() :] if cited else before
    if RULES.search(clause) or (THREAT.search(before) and not OWN.match(before)):
        return Purpose.NOT_WITHDRAWAL
    if cited or THREAT.search(before) or BESIDE.search(before) or _beside_a_sign(written):
        return Purpose.UNCLEAR
    return Purpose.WITHDRAWAL


def is_note(written: str) -> bool:
    """Whether this is a remark below or beside the list, like "Ghi chú: …"."""
    return NOTE.match(OUTLINE.sub("", fold(written) + " ")) is not None


def of_lines(lines: Iterable[str]) -> Purpose:
    """What a title block is for; a citation may run over several lines, up to its ";"."""
    found, citing = Purpose.NOT_WITHDRAWAL, False
    for line in lines:
        folded = fold(line)
        citing = bool(CITING.match(folded)) or (citing and not OWN.match(folded))
        if not citing:
            found = max(found, of_line(line))
        citing = citing and not ENDS.search(line)
    return found


def _beside_a_sign(written: str) -> bool:
    """ "phân hạng, thu hồi": a list of things, of which withdrawing is but one."""
    plain = flat(written)
    first = WITHDRAWAL_WRITTEN.search(plain)
    return first is not None and BESIDE_SIGN.search(plain[: first.start()]) is not None
