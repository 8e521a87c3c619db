"""What a row's columns say about withdrawing: that it does, by which decision, and which award."""

import re
from typing import Protocol

from plugins.ocop_sync.fields.decision import Decision, with_shared
from plugins.ocop_sync.fields.text import fold

DECIDING = ("withdrawal_number", "withdrawal_day", "withdrawal_authority")
NOTHING = frozenset({"", "khong", "chua", "khong co", "chua co", "0"})
NOT_WITHDRAWN = re.compile(r"\b(?:khong|chua|con hieu luc|dang hieu luc|con han)\b")
OF_AN_AWARD = re.compile(r"\b(?:cong nhan|xep hang|phan hang|chung nhan)\b")


class Reading(Protocol):
    """A row as product_row reads it."""

    def has(self, name: str) -> bool: ...
    def label(self, name: str) -> str: ...
    def text(self, name: str) -> str: ...


def is_told(reading: Reading) -> bool:
    """Whether a column about withdrawing says something in this row."""
    if "thu hoi" in fold(reading.label("product")):
        return True
    names = [*DECIDING, *(["reason"] if _gives_reasons(reading) else [])]
    return any(fold(reading.text(name)) not in NOTHING for name in names if reading.has(name))


def is_unclear(reading: Reading) -> bool:
    """Whether the table gives reasons for withdrawals and nothing else, and this row gives none.

    A cell left out under the first of several, or an award beside a withdrawal: nobody can tell.
    """
    others = any(map(reading.has, (*DECIDING, "status")))
    return _gives_reasons(reading) and not others and not is_told(reading)


def stands_so(reading: Reading) -> bool:
    """Whether the status column says that this certificate was withdrawn."""
    said = fold(reading.text("status"))
    if said in NOTHING or NOT_WITHDRAWN.search(said):
        return False
    return "thu hoi" in said or fold(reading.label("status")).startswith(
        ("thu hoi", "bi thu hoi", "da thu hoi")
    )


def decisions(
    reading: Reading, told: Decision, own: Decision, shared: Decision
) -> tuple[Decision, Decision]:
    """The decision that withdraws, and the award it takes back as far as columns name it.

    told: by the columns about withdrawing; own: by the plain ones, which name the award where
    the title or other columns name the withdrawal; shared: the title's.
    """
    names_award = bool(OF_AN_AWARD.search(fold(reading.label("number"))))
    if any(map(reading.has, DECIDING)):
        apart = reading.has("number")
        day = told.day if apart else told.day or own.day
        authority = (
            told.authority or (shared.authority if apart else own.authority) or own.authority
        )
        told = Decision(told.number, day, authority)
        return with_shared(told, shared), own if apart else Decision()
    if shared.number or names_award:
        return shared, own
    return with_shared(own, shared), Decision()


def _gives_reasons(reading: Reading) -> bool:
    return "thu hoi" in fold(reading.label("reason"))
