"""Recording decisions: with revoke.py and settle.py the only writer of certificates and stars."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import connection

from marketplace import bulk, clock, codes, events, text
from marketplace.audit.record import record_many
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.certification.settle import settle
from marketplace.certification.validity import MOST_EXTENDED, last_day

REGISTER_LOCK = 0x0C09  # one number for the whole register
State = Certificate.State
WORKED_OUT = (
    *("certified_product_id", "code", "recorded_at", "recorded_by_id"),
    *("state", "first_day", "last_day", "confirmed_at", "confirmed_via", "confirmed_by_id"),
)
AS_PUBLISHED = (
    *("stars", "potential_stars", "score", "number", "decided_on", "authority", "award_year"),
    *("printed_last_day", "printed_group", "printed_address", "note"),
    *("source_level", "source_file", "source_sheet", "source_row"),
)
_as_published = attrgetter(*AS_PUBLISHED)
# What an audit line says of a correction, old and new: figures, never an address or a remark.
TOLD = (
    "stars",
    "potential_stars",
    "score",
    "number",
    "decided_on",
    "authority",
    "award_year",
    "last_day",
    "printed_last_day",
    "extended_until",
    "source_level",
    "revoked_at",
    "revocation_number",
)


def lock_register() -> None:
    """Hold the register until the transaction ends: one plan is made and written at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])


def write(
    batch: Batch,
    *,
    actor_id: int | None,
    via: str,
    confirmed_by_id: int | None = None,
    progress: Callable[[int], Any] = lambda n: None,
) -> set[int]:
    """Write the batch, settle its products' stars, audit, and publish CertificatesChanged.

    Call under lock_register(), in one transaction with the plan that made the batch. via: how the
    confirmation came about, e.g. "command line"; confirmed_by_id: the second person. progress: told how many more are written.
    Returns the ids of the certificates this superseded.
    """
    _make_products(batch.certificates)
    _make_certificates(batch.certificates, actor_id, (via, confirmed_by_id), progress)
    corrected = _correct(batch.corrections, via, confirmed_by_id)
    progress(len(batch.corrections))
    if batch.groups:
        bulk.update(CertifiedProduct, ["group_id"], batch.groups.items())
    products = {new.product_id for new in batch.certificates} | corrected | set(batch.groups)
    superseded = settle(products)
    _audit(batch, superseded, actor_id)
    if products:
        events.publish(CertificatesChanged(frozenset(products)))
    return superseded


def _make_products(certificates: list[NewCertificate]) -> None:
    moment = clock.now()
    new = {
        id(one.product): one.product
        for one in certificates
        if isinstance(one.product, NewProduct) and one.product.id is None
    }
    if not new:
        return
    for product, pk in zip(new.values(), bulk.keys(CertifiedProduct, len(new)), strict=True):
        product.id = pk
    bulk.insert(
        CertifiedProduct,
        ("id", "code", "slug", "name", "folded", "producer_id", "group_id", "first_seen_at"),
        (
            (
                *(product.id, codes.new_code(), text.slug(product.name), product.name),
                *(text.fold(product.name), product.producer_id, product.group_id, moment),
            )
            for product in new.values()
        ),
    )


def _make_certificates(
    new: list[NewCertificate],
    actor_id: int | None,
    via: tuple[str, int | None],
    progress: Callable[[int], Any],
) -> None:
    if not new:
        return
    moment = clock.now()
    for one, pk in zip(new, bulk.keys(Certificate, len(new)), strict=True):
        one.id = pk
    bulk.insert(
        Certificate,
        ("id", *WORKED_OUT, *AS_PUBLISHED),
        ((one.id, *_worked_out(one, actor_id, via, moment), *_as_published(one)) for one in new),
    )
    progress(len(new))


def _worked_out(
    new: NewCertificate, actor_id: int | None, via: tuple[str, int | None], moment: datetime
) -> tuple[Any, ...]:
    """The columns of WORKED_OUT."""
    first_day = new.decided_on if new.number and new.authority else None
    last = last_day_of(first_day, new.printed_last_day) if first_day else None
    by_whom = new.product_id, codes.new_code(), moment, actor_id
    if first_day is None or not new.confirmed:
        return *by_whom, State.PENDING, first_day, last, None, "", None
    return *by_whom, State.ACTIVE, first_day, last, moment, *via


def last_day_of(first_day: date, printed: date | None) -> date:
    """What the paper prints, else 36 months. A print that differs is shown to people, not cut
    (Certificate.prints_another_day); one that ends before it begins says nothing."""
    return printed if printed and printed >= first_day else last_day(first_day)


def _correct(corrections: list[Correction], via: str, confirmed_by_id: int | None) -> set[int]:
    """Write the corrections; answers the products they concern.

    The first day follows the decision's, and the last day both it and what is printed.
    """
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
                "confirmed_by_id": confirmed_by_id,
            }
        if correction.confirms or (row.first_day and "decided_on" in changes):
            changes["first_day"] = changes.get("decided_on", row.decided_on)
        before = {name: getattr(row, name) for name in TOLD}
        for name, value in changes.items():
            setattr(row, name, value)
        if row.first_day and {"first_day", "printed_last_day"} & set(changes):
            changes["last_day"] = row.last_day = last_day_of(row.first_day, row.printed_last_day)
            if not _extension_fits(row):  # it was given for other days: a person has to ask anew
                changes["extended_until"] = row.extended_until = None
        fields |= set(changes)
        correction.told = {
            name: [_plain(old), _plain(getattr(row, name))]
            for name, old in before.items()
            if old != getattr(row, name)
        }
    if fields:
        columns = sorted(fields)
        bulk.update(
            Certificate,
            columns,
            ([row.pk, *(getattr(row, name) for name in columns)] for row in rows),
        )
    return {row.certified_product_id for row in rows}


def _extension_fits(row: Certificate) -> bool:
    """Whether its extension, if it has one, still is one of at most 180 days."""
    if row.extended_until is None or row.last_day is None:
        return True
    return row.last_day < row.extended_until <= row.last_day + timedelta(days=MOST_EXTENDED)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value if value is None or isinstance(value, int | str) else str(value)


def _audit(batch: Batch, superseded: set[int], actor_id: int | None) -> None:
    """A line a certificate: ids, codes and figures; addresses and notes may name people."""
    lines: dict[str, Iterable[tuple[int | None, dict[str, Any]]]] = {
        "certification.award": (
            (one.id, {"stars": one.stars, "number": one.number}) for one in batch.certificates
        ),
        "certification.correct": (
            (
                one.certificate_id,
                {
                    "fields": sorted(one.changes),
                    "stars": one.changes.get("stars"),
                    "confirms": one.confirms,
                    "changes": one.told,
                },
            )
            for one in batch.corrections
        ),
        "certification.supersede": ((pk, {}) for pk in sorted(superseded)),
    }
    for action, told in lines.items():
        record_many(
            action,
            actor_id=actor_id,
            subjects=((f"certificate:{pk}", data) for pk, data in told),
        )
