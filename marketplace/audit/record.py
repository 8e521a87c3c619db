"""Writing audit lines."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from marketplace import bulk, clock
from marketplace.audit.models import Line

RECORD = """
INSERT INTO ocop_audit_line (at, actor_id, action, subject, data) VALUES (%s, %s, %s, %s, %s)
"""


def record(action: str, *, actor_id: int | None, subject: str, data: dict[str, Any]) -> None:
    """One line in the caller's transaction, as cheap as can be: most are written under a lock.

    action: "room.verb"; subject: "kind:code"; data: ids, codes and figures, nothing personal.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [clock.now(), actor_id, action, subject, json.dumps(data)])


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
