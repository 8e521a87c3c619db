"""What happened to a lot, an article or a place, newest first, however long the ledger is.

Read backwards from the end of an index, a page at a time: a page costs the same after ten
thousand entries as after five million.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from marketplace.inventory.models import Balance, Entry
from marketplace.places.models import Place

ROWS = 50
LATEST = 9_223_372_036_854_775_807  # after every entry

# A shelf's lots are few; of each only the newest entries are read.
NEWEST = """
SELECT newest.id FROM unnest(%s::bigint[], %s::bigint[]) AS asked (place_id, lot_id)
CROSS JOIN LATERAL (
    SELECT id FROM ocop_inventory_entry AS entry
    WHERE entry.place_id = asked.place_id AND entry.lot_id = asked.lot_id AND entry.id < %s
    ORDER BY entry.id DESC LIMIT %s
) AS newest
ORDER BY newest.id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Past:
    """entries: with document, lot, place and owner, newest first. before: where the next page
    begins, None at the beginning of time."""

    entries: Sequence[Entry]
    before: int | None


def of_article(
    variant_id: int, places: QuerySet[Place], *, before: int | None = None, rows: int = ROWS
) -> Past:
    """What moved at these places of any lot of the article. Three queries."""
    return _of(Balance.objects.filter(lot__variant=variant_id, place__in=places), before, rows)


def of_lot(
    lot_id: int, places: QuerySet[Place], *, before: int | None = None, rows: int = ROWS
) -> Past:
    """What moved at these places of the lot. Three queries."""
    return _of(Balance.objects.filter(lot=lot_id, place__in=places), before, rows)


def of_place(place: Place, *, before: int | None = None, rows: int = ROWS) -> Past:
    """What moved at the place. Two queries."""
    entries = Entry.objects.filter(place=place, id__lt=before or LATEST).order_by("-id")
    return _past(list(entries.values_list("id", flat=True)[: rows + 1]), rows)


def _of(balances: QuerySet[Balance], before: int | None, rows: int) -> Past:
    """A balance stands for every lot that was ever at a place."""
    pairs = list(balances.order_by().values_list("place_id", "lot_id").distinct())
    with connection.cursor() as cursor:
        asked = [place for place, _lot in pairs], [lot for _place, lot in pairs]
        cursor.execute(NEWEST, [*asked, before or LATEST, rows + 1, rows + 1])
        return _past([row[0] for row in cursor.fetchall()], rows)


def _past(ids: Iterable[int], rows: int) -> Past:
    newest = list(ids)
    shown = newest[:rows]
    entries = (
        Entry.objects.filter(pk__in=shown)
        .select_related(
            "document__reverses",
            "lot__variant__product",
            "place",
            "owner__producer",
            "owner__operator",
        )
        .order_by("-pk")
    )
    return Past(list(entries), shown[-1] if len(newest) > rows else None)
