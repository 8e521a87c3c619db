"""Putting certificates back to what they were: with record.py and revoke.py their only writer."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from marketplace import events
from marketplace.audit.record import record_many
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate
from marketplace.certification.settle import settle

KEPT = {"id", "code"}  # what names a certificate does not go back
BATCH = 1000


def restore(before: Mapping[int, Mapping[str, Any] | None], *, actor_id: int | None) -> None:
    """Certificates as they were before an import, by id: whole rows by column, as JSON has them.

    One that was not there (None) stays on record as undone: it counts for nothing, and what the
    shop once showed can still be explained. Settles, audits, publishes. Call under
    record.lock_register(), in one transaction with the check that nothing newer builds on them.
    """
    held = Certificate.objects.filter(pk__in=before)
    products = frozenset(held.values_list("certified_product_id", flat=True))
    if not products:
        return
    made = [pk for pk, values in before.items() if values is None]
    Certificate.objects.filter(pk__in=made).update(
        state=Certificate.State.UNDONE, superseded_by=None
    )
    changed = [(pk, values) for pk, values in before.items() if values is not None]
    for start in range(0, len(changed), BATCH):
        _put_back(changed[start : start + BATCH])
    settle(products)
    record_many(
        "certification.restore",
        actor_id=actor_id,
        subjects=[
            (f"certificate:{pk}", {"undone": values is None}) for pk, values in before.items()
        ],
    )
    events.publish(CertificatesChanged(products))


def _put_back(rows: list[tuple[int, Mapping[str, Any]]]) -> None:
    """One statement; a column that came after the rows were kept stays as it is."""
    table = connection.ops.quote_name(Certificate._meta.db_table)
    columns = [
        connection.ops.quote_name(field.column)
        for field in Certificate._meta.concrete_fields
        if field.name not in KEPT
    ]
    set_columns = ", ".join(f"{column} = was.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS held SET {set_columns} FROM ("
            f" SELECT (jsonb_populate_record(now_so, kept.whole::jsonb)).* FROM {table} AS now_so"
            " JOIN unnest(%s::bigint[], %s::text[]) AS kept (id, whole) ON kept.id = now_so.id"
            ") AS was WHERE was.id = held.id",
            [[pk for pk, _values in rows], [json.dumps(values) for _pk, values in rows]],
        )
