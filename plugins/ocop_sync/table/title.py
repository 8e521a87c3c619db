"""The block of text above a header: whose list it is, and what it says about all rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from plugins.ocop_sync.book import Row
from plugins.ocop_sync.fields import decision, stars
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.text import clean, fold
from plugins.ocop_sync.table import purpose
from plugins.ocop_sync.table.purpose import Purpose

DRAFT = "du thao"
LONGEST_NUMBER, LONGEST_AUTHORITY = 120, 200  # as long as the register keeps them


@dataclass(frozen=True, slots=True)
class Title:
    """What a title block says.

    stars: for every row without its own; purpose: whether the list takes certificates away;
    problem: the decision's day can't be a day, so no row of the list may be taken.
    """

    decision: Decision = Decision()
    stars: int | None = None
    purpose: Purpose = Purpose.NOT_WITHDRAWAL
    problem: BadValue | None = None

    @property
    def withdraws(self) -> bool:
        return self.purpose is Purpose.WITHDRAWAL


def read(rows: Iterable[Row], sheet: str = "") -> Title:
    """The title from the rows above a header, and from the sheet's name where they are silent.

    A draft carries no decision: its rows wait until the signed list comes.
    """
    lines = [
        line
        for row in rows
        for cell in row.cells
        for line in map(clean, str(cell or "").split("\n"))
        if line
    ]
    block = "\n".join(lines)
    problem: BadValue | None = None
    try:
        named = decision.in_title(block)
    except BadValue as bad:
        named, problem = Decision(), bad
    if DRAFT in fold(block):
        named, problem = Decision(), None
    if len(named.number) > LONGEST_NUMBER or len(named.authority) > LONGEST_AUTHORITY:
        named = Decision()  # a sentence that was not understood
    return Title(
        decision=named,
        stars=_stars(lines) or stars.in_heading(sheet),
        purpose=max(purpose.of_line(sheet), purpose.of_lines(lines)),
        problem=problem,
    )


def _stars(lines: list[str]) -> int | None:
    """The stars of the one line that names any; two lines that disagree say nothing."""
    found = {number for number in map(stars.in_heading, lines) if number}
    several = any(stars.names_several(line) for line in lines)
    return found.pop() if len(found) == 1 and not several else None
