"""Recording decisions: with revoke.py the only writer of certificates and star periods.

Star periods are never written by hand: settle() works them out from all the decided certificates
of a product, in the transaction that changed one of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from marketplace import clock, codes, events, text
from marketplace.audit.record import record_many
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.certification.succession import Rating, succession
from marketplace.certification.validity import last_day

REGISTER_LOCK = 0x0C09  # one number for the whole register
BATCH = 1000
State = Certificate.State


@dataclass(frozen=True, slots=True)
class _Decided:
    """What settling needs of a certificate: a model object a row would cost a second a file."""

    pk: int
    stars: int
    first_day: date
    last_day: date
    revoked_at: datetime | None
    state: str
    superseded_by_id: int | None


def lock_register() -> None:
    """Hold the register until the transaction ends: one plan is made and written at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])


def write(
    batch: Batch, *, actor_id: int | None, via: str, progress: Callable[[int], Any] = lambda n: None
) -> set[int]:
    """Write the batch, settle its products' stars, audit, and publish CertificatesChanged.

    Call under lock_register(), in one transaction with the plan that made the batch. via: how the
    confirmation came about, e.g. "command line". progress: told how many more are written.
    Returns the ids of the certificates this superseded.
    """
    _make_products(batch.certificates)
    _make_certificates(batch.certificates, actor_id, via, progress)
    corrected = _correct(batch.corrections, via)
    progress(len(batch.corrections))
    for product_id, group_id in batch.groups.items():
        CertifiedProduct.objects.filter(pk=product_id).update(group_id=group_id)
    products = {_product_id(new) for new in batch.certificates} | corrected | set(batch.groups)
    superseded = settle(products)
    _audit(batch, superseded, actor_id)
    if products:
        events.publish(CertificatesChanged(frozenset(products)))
    return superseded


def settle(product_ids: Iterable[int]) -> set[int]:
    """Make states and star periods what the products' certificates say. Three queries and writes.

    Returns the ids of certificates that are superseded now and were not before. Under the
    register's lock, after whatever was changed, in the same transaction.
    """
    wanted = set(product_ids)
    decided = Certificate.objects.filter(
        certified_product_id__in=wanted, first_day__isnull=False
    ).exclude(state=State.PENDING)
    by_product: dict[int, list[_Decided]] = defaultdict(list)
    for row in decided.values_list("certified_product_id", *_Decided.__dataclass_fields__):
        by_product[row[0]].append(_Decided(*row[1:]))
    changed: list[tuple[int, str, int | None]] = []
    periods: dict[int, StarPeriod] = {}
    superseded: set[int] = set()
    for product_id, held in by_product.items():
        outcomes = succession(
            Rating(one.pk, one.stars, one.first_day, one.last_day, one.revoked_at) for one in held
        )
        for one in held:
            outcome = outcomes[one.pk]
            state = _state(one, outcome.superseded_by)
            if (state, outcome.superseded_by) != (one.state, one.superseded_by_id):
                changed.append((one.pk, state, outcome.superseded_by))
            if state == State.SUPERSEDED != one.state:
                superseded.add(one.pk)
            if outcome.start:
                periods[one.pk] = StarPeriod(
                    certified_product_id=product_id,
                    certificate_id=one.pk,
                    stars=one.stars,
                    during=(outcome.start, outcome.end),
                )
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


def _write_periods(product_ids: set[int], wanted: dict[int, StarPeriod]) -> None:
    """Periods that differ go before new ones come: two that overlap are refused even for a moment."""
    held = StarPeriod.objects.filter(certified_product_id__in=product_ids)
    stale = []
    for pk, certificate_id, stars, during in held.values_list(
        "pk", "certificate_id", "stars", "during"
    ):
        new = wanted.get(certificate_id)
        if new and (new.stars, new.during) == (stars, (during.lower, during.upper)):
            del wanted[certificate_id]
        else:
            stale.append(pk)
    if stale:
        StarPeriod.objects.filter(pk__in=stale).delete()
    StarPeriod.objects.bulk_create(wanted.values(), batch_size=BATCH)


def _make_products(certificates: list[NewCertificate]) -> None:
    moment = clock.now()
    new = {
        id(one.product): one.product
        for one in certificates
        if isinstance(one.product, NewProduct) and one.product.id is None
    }
    rows = CertifiedProduct.objects.bulk_create(
        [
            CertifiedProduct(
                code=codes.new_code(),
                slug=text.slug(product.name),
                name=product.name,
                folded=text.fold(product.name),
                producer_id=product.producer_id,
                group_id=product.group_id,
                first_seen_at=moment,
            )
            for product in new.values()
        ],
        batch_size=BATCH,
    )
    for product, row in zip(new.values(), rows, strict=True):
        product.id = row.pk


def _make_certificates(
    new: list[NewCertificate], actor_id: int | None, via: str, progress: Callable[[int], Any]
) -> None:
    moment = clock.now()
    for start in range(0, len(new), BATCH):
        some = new[start : start + BATCH]
        rows = Certificate.objects.bulk_create(
            [_certificate(one, actor_id, via, moment) for one in some]
        )
        for one, row in zip(some, rows, strict=True):
            one.id = row.pk
        progress(len(some))


def _certificate(new: NewCertificate, actor_id: int | None, via: str, moment: Any) -> Certificate:
    first_day = new.decided_on if new.number and new.authority else None
    active = first_day is not None and new.confirmed
    return Certificate(
        certified_product_id=_product_id(new),
        state=State.ACTIVE if active else State.PENDING,
        first_day=first_day,
        last_day=_last_day(first_day, new.printed_last_day) if first_day else None,
        recorded_at=moment,
        recorded_by_id=actor_id,
        confirmed_at=moment if active else None,
        confirmed_via=via if active else "",
        **{
            name: getattr(new, name)
            for name in (
                "stars",
                "potential_stars",
                "score",
                "number",
                "decided_on",
                "authority",
                "award_year",
                "printed_last_day",
                "printed_group",
                "printed_address",
                "note",
                "source_level",
                "source_file",
                "source_sheet",
                "source_row",
            )
        },
    )


def _last_day(first_day: date, printed: date | None) -> date:
    """36 months, or what the paper says where it says less: no paper gives more than the rule."""
    by_rule = last_day(first_day)
    return min(by_rule, printed) if printed and printed >= first_day else by_rule


def _correct(corrections: list[Correction], via: str) -> set[int]:
    """Write the corrections; answers the products they concern."""
    by_id = {correction.certificate_id: correction for correction in corrections}
    rows = list(Certificate.objects.filter(pk__in=by_id))
    fields: set[str] = set()
    for row in rows:
        correction = by_id[row.pk]
        changes = dict(correction.changes)
        if correction.confirms:
            changes |= {
                "state": State.ACTIVE,
                "confirmed_at": clock.now(),
                "confirmed_via": via,
                "first_day": row.decided_on,
            }
        for name, value in changes.items():
            setattr(row, name, value)
        if row.first_day and {"first_day", "printed_last_day"} & set(changes):
            changes["last_day"] = row.last_day = _last_day(row.first_day, row.printed_last_day)
        fields |= set(changes)
    if fields:
        Certificate.objects.bulk_update(rows, sorted(fields), batch_size=200)
    return {row.certified_product_id for row in rows}


def _product_id(certificate: NewCertificate) -> int:
    product = certificate.product
    known = product if isinstance(product, int) else product.id
    if known is None:
        raise RuntimeError("the product of this certificate is not written yet")
    return known


def _audit(batch: Batch, superseded: set[int], actor_id: int | None) -> None:
    """A line a certificate: ids, codes and figures; addresses and notes may name people."""
    lines = [
        ("certification.award", one.id, {"stars": one.stars, "number": one.number})
        for one in batch.certificates
    ]
    lines += [
        (
            "certification.correct",
            one.certificate_id,
            {
                "fields": sorted(one.changes),
                "stars": one.changes.get("stars"),
                "confirms": one.confirms,
            },
        )
        for one in batch.corrections
    ]
    lines += [("certification.supersede", one, {}) for one in sorted(superseded)]
    for action in ("certification.award", "certification.correct", "certification.supersede"):
        record_many(
            action,
            actor_id=actor_id,
            subjects=[(f"certificate:{pk}", data) for name, pk, data in lines if name == action],
        )
