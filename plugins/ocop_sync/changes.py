"""What a later print of the same decision changes about a certificate."""

from collections.abc import Iterable
from typing import Any

from plugins.ocop_sync.fields.text import same
from plugins.ocop_sync.known import Certificate
from plugins.ocop_sync.parse import GoodRow

# Field of the certificate → columns of the file that can say it.
TOLD_BY: dict[str, tuple[str, ...]] = {
    "potential_stars": ("stars", "potential"),
    "score": ("score",),
    "award_year": ("year",),
    "printed_last_day": ("last_day",),
    "printed_group": ("group",),
    "printed_address": ("address", "commune", "district", "province"),
    "note": ("note",),
}


def printed(row: GoodRow) -> dict[str, Any]:
    """The row's values by the certificate's fields."""
    return {
        "stars": row.stars,
        "potential_stars": row.potential,
        "score": row.score,
        "authority": row.decision.authority,
        "award_year": row.award_year,
        "printed_last_day": row.printed_last_day,
        "printed_group": row.group,
        "printed_address": row.address,
        "note": row.note,
    }


def changes(known: Certificate, new: dict[str, Any], row: GoodRow) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new) of what differs by more than case, blanks and the form of marks.

    A file without a column says nothing about its field; one with an empty cell says "nothing".
    One that prints what was printed before a correction by hand says nothing new.
    """
    fields = [
        "stars",
        *(name for name, columns in TOLD_BY.items() if any(map(row.given.has, columns))),
    ]
    if not row.decision.is_complete:
        fields.append("authority")
    return {
        name: (known.values[name], new[name])
        for name in fields
        if not _equal(known.values[name], new[name])
        and not (name in known.by_hand and _equal(known.by_hand[name].printed, new[name]))
    }


def overruled(known: Certificate, changed: Iterable[str]) -> dict[str, str]:
    """Field → code of the proposal whose correction by hand these changes overwrite."""
    return {name: known.by_hand[name].proposal for name in changed if name in known.by_hand}


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return same(old, new)
    return old == new
