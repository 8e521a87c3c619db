"""States and star periods, worked out from all the decided certificates of a product.

Nobody writes a star period by hand: whoever changes a certificate settles its product in the
same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from marketplace import bulk
from marketplace.certification import shown
from marketplace.certification.models import Certificate, StarPeriod
from marketplace.certification.succession import Rating, succession

State = Certificate.State
NOT_DECIDED = (State.PENDING, State.UNDONE)  # they take no part in what follows what


@dataclass(frozen=True, slots=True)
class _Decided:
    """What settling needs of a certificate: a model object a row would cost a second a file."""

    pk: int
    stars: int
    first_day: date
    last_day: date
    revoked_at: datetime | None
    extended_until: date | None
    state: str
    superseded_by_id: int | None


class _Period(NamedTuple):
    product_id: int
    stars: int
    start: datetime
    end: datetime


def settle(product_ids: Iterable[int]) -> set[int]:
    """Make states and star periods what the products' certificates say. Three queries and writes.

    Returns the ids of certificates that are superseded now and were not before. Under the
    register's lock, after whatever was changed, in the same transaction.
    """
    wanted = set(product_ids)
    decided = Certificate.objects.filter(
        certified_product_id__in=wanted, first_day__isnull=False
    ).exclude(state__in=NOT_DECIDED)
    by_product: dict[int, list[_Decided]] = defaultdict(list)
    for row in decided.values_list("certified_product_id", *_Decided.__dataclass_fields__):
        by_product[row[0]].append(_Decided(*row[1:]))
    changed: list[tuple[int, str, int | None]] = []
    periods: dict[int, _Period] = {}
    superseded: set[int] = set()
    for product_id, held in by_product.items():
        outcomes = succession(
            Rating(
                one.pk, one.stars, one.first_day, one.last_day, one.revoked_at, one.extended_until
            )
            for one in held
        )
        for one in held:
            outcome = outcomes[one.pk]
            state = _state(one, outcome.superseded_by)
            if (state, outcome.superseded_by) != (one.state, one.superseded_by_id):
                changed.append((one.pk, state, outcome.superseded_by))
            if state == State.SUPERSEDED != one.state:
                superseded.add(one.pk)
            if outcome.start and outcome.end:
                periods[one.pk] = _Period(product_id, one.stars, outcome.start, outcome.end)
    _write_states(changed)
    _write_periods(wanted, periods)
    return superseded


def _state(certificate: _Decided, superseded_by: Any) -> str:
    if certificate.revoked_at:
        return State.REVOKED
    return State.SUPERSEDED if superseded_by else State.ACTIVE


def _write_states(changed: list[tuple[int, str, int | None]]) -> None:
    if not changed:
        return
    table = connection.ops.quote_name(Certificate._meta.db_table)
    ids, states, followers = zip(*changed, strict=True)
    with connection.cursor() as cursor:  # one statement: bulk_update would write a CASE a row
        cursor.execute(
            f"UPDATE {table} SET state = new.state, superseded_by_id = new.follower"
            " FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS new (id, state, follower)"
            f" WHERE {table}.id = new.id",
            [list(ids), [str(state) for state in states], list(followers)],
        )


def _write_periods(product_ids: set[int], wanted: dict[int, _Period]) -> None:
    """By certificate. Periods that differ go before new ones come: two that overlap are refused even for a moment."""
    held = StarPeriod.objects.filter(certified_product_id__in=product_ids)
    stale, ended = [], []
    for pk, product_id, certificate_id, stars, during in held.values_list(
        "pk", "certified_product_id", "certificate_id", "stars", "during"
    ):
        new = wanted.get(certificate_id)
        if new and new == (product_id, stars, during.lower, during.upper):
            del wanted[certificate_id]
        else:
            stale.append(pk)
            ended.append(certificate_id)
    if stale:
        StarPeriod.objects.filter(pk__in=stale).delete()
    bulk.insert(
        StarPeriod,
        ("certified_product_id", "certificate_id", "stars", "during"),
        (
            (new.product_id, pk, new.stars, f"[{new.start.isoformat()},{new.end.isoformat()})")
            for pk, new in wanted.items()
        ),
    )
    shown.follow(product_ids, ended=ended, begun=list(wanted))
