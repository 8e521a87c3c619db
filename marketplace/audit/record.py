"""Writing audit lines."""

from collections.abc import Iterable
from typing import Any

from marketplace import bulk, clock
from marketplace.audit.models import Line


def record(action: str, *, actor_id: int | None, subject: str, data: dict[str, Any]) -> Line:
    """One line in the caller's transaction.

    action: "room.verb"; subject: "kind:code"; data: ids, codes and figures, nothing personal.
    """
    return Line.objects.create(
        at=clock.now(), actor_id=actor_id, action=action, subject=subject, data=data
    )


def record_many(
    action: str, *, actor_id: int | None, subjects: Iterable[tuple[str, dict[str, Any]]]
) -> None:
    """The same act on many subjects, written together."""
    at = clock.now()
    bulk.insert(
        Line,
        ("at", "actor_id", "action", "subject", "data"),
        ((at, actor_id, action, subject, data) for subject, data in subjects),
    )
