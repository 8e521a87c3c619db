"""Putting certificates back to what they were: with record.py and revoke.py their only writer."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from marketplace import events
from marketplace.audit.record import record_many
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate
from marketplace.certification.settle import settle

KEPT = {"id", "code"}  # what names a certificate does not go back
BATCH = 5000


def restore(
    before: Iterable[tuple[int, str | None]],
    *,
    actor_id: int | None,
    progress: Callable[[int], Any] = lambda n: None,
) -> None:
    """Certificates as they were before an import: (id, its whole row by column as JSON text).

    One that was not there (None) stays on record as undone: it counts for nothing, and what the
    shop once showed can still be explained. Settles, audits, publishes, a batch at a time and
    only when all of them are back, since a product's certificates count together. Call under
    record.lock_register(), in one transaction with the check that nothing newer builds on them.
    progress: told how many more certificates are done.
    """
    waiting = iter(before)
    by_product: Counter[int] = Counter()
    while some := list(islice(waiting, BATCH)):
        by_product.update(_put_back(some))
        record_many(
            "certification.restore",
            actor_id=actor_id,
            subjects=[(f"certificate:{pk}", {"undone": whole is None}) for pk, whole in some],
        )
    products = list(by_product)
    for start in range(0, len(products), BATCH):
        part = products[start : start + BATCH]
        settle(part)
        events.publish(CertificatesChanged(frozenset(part)))
        progress(sum(by_product[product] for product in part))


def _put_back(rows: Sequence[tuple[int, str | None]]) -> list[int]:
    """Answers the product of each row. A column that came after the rows were kept stays as it is."""
    made = [pk for pk, whole in rows if whole is None]
    Certificate.objects.filter(pk__in=made).update(
        state=Certificate.State.UNDONE, superseded_by=None
    )
    table = connection.ops.quote_name(Certificate._meta.db_table)
    columns = [
        connection.ops.quote_name(field.column)
        for field in Certificate._meta.concrete_fields
        if field.name not in KEPT
    ]
    set_columns = ", ".join(f"{column} = was.{column}" for column in columns)
    changed = [(pk, whole) for pk, whole in rows if whole is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS held SET {set_columns} FROM ("
            f" SELECT (jsonb_populate_record(now_so, kept.whole::jsonb)).* FROM {table} AS now_so"
            " JOIN unnest(%s::bigint[], %s::text[]) AS kept (id, whole) ON kept.id = now_so.id"
            ") AS was WHERE was.id = held.id",
            [[pk for pk, _whole in changed], [whole for _pk, whole in changed]],
        )
    held = Certificate.objects.filter(pk__in=[pk for pk, _whole in rows])
    return list(held.values_list("certified_product_id", flat=True))
