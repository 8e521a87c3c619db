"""What an import changes in the register: whole certificates before and after, and what is beside."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.producers.models import Producer
from plugins.ocop_sync.models import Change, RegisterImport

CERTIFICATES = connection.ops.quote_name(Certificate._meta.db_table)
CHANGES = connection.ops.quote_name(Change._meta.db_table)
LOCATION = ("address", "address_remark", "unit_id", "province_id")


@contextmanager
def watching(one: RegisterImport, touched: set[int]) -> Iterator[None]:
    """Record every certificate that the block changes, of the products in `touched`.

    The block may add products it makes to the set. By the database itself: PostgreSQL compares
    the rows, so that neither the size of a file nor a new column is of any matter here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE ocop_sync_before ON COMMIT DROP AS"
            f" SELECT id, to_jsonb(held) AS whole FROM {CERTIFICATES} AS held"
            " WHERE certified_product_id = ANY(%s)",
            [list(touched)],
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CHANGES} (register_import_id, certificate_id, before, after)"
            " SELECT %s, held.id, known.whole, to_jsonb(held)"
            f" FROM {CERTIFICATES} AS held LEFT JOIN ocop_sync_before AS known ON known.id = held.id"
            " WHERE held.certified_product_id = ANY(%s)"
            " AND known.whole IS DISTINCT FROM to_jsonb(held)",
            [one.pk, list(touched)],
        )
        cursor.execute("DROP TABLE ocop_sync_before")


def changed_since(one: RegisterImport) -> list[int]:
    """Ids of the import's certificates that are no longer as it left them.

    A column that came later is not compared: what the import left must still be there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT left_so.certificate_id FROM {CHANGES} AS left_so"
            f" LEFT JOIN {CERTIFICATES} AS held ON held.id = left_so.certificate_id"
            " WHERE left_so.register_import_id = %s"
            " AND (held.id IS NULL OR NOT to_jsonb(held) @> left_so.after) ORDER BY 1",
            [one.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def locations(producer_ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    """Where these producers are, by id as text: JSON knows no other keys."""
    held = Producer.objects.filter(pk__in=list(producer_ids)).values("id", *LOCATION)
    return {str(row.pop("id")): row for row in held}


def groups(product_ids: Iterable[int]) -> dict[str, int | None]:
    """In which groups these certified products are, by id as text."""
    held = CertifiedProduct.objects.filter(pk__in=list(product_ids))
    return {str(pk): group_id for pk, group_id in held.values_list("pk", "group_id")}
