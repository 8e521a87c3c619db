"""Recording decisions: with revoke.py and settle.py the only writer of certificates and stars."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from marketplace import clock, codes, events, text
from marketplace.audit.record import record_many
from marketplace.certification.batch import Batch, Correction, NewCertificate, NewProduct
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.certification.settle import settle
from marketplace.certification.validity import MOST_EXTENDED, last_day

REGISTER_LOCK = 0x0C09  # one number for the whole register
BATCH = 1000
State = Certificate.State
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
    for product_id, group_id in batch.groups.items():
        CertifiedProduct.objects.filter(pk=product_id).update(group_id=group_id)
    products = {_product_id(new) for new in batch.certificates} | corrected | set(batch.groups)
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
    new: list[NewCertificate],
    actor_id: int | None,
    via: tuple[str, int | None],
    progress: Callable[[int], Any],
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


def _certificate(
    new: NewCertificate, actor_id: int | None, via: tuple[str, int | None], moment: Any
) -> Certificate:
    first_day = new.decided_on if new.number and new.authority else None
    active = first_day is not None and new.confirmed
    return Certificate(
        certified_product_id=_product_id(new),
        state=State.ACTIVE if active else State.PENDING,
        first_day=first_day,
        last_day=last_day_of(first_day, new.printed_last_day) if first_day else None,
        recorded_at=moment,
        recorded_by_id=actor_id,
        confirmed_at=moment if active else None,
        confirmed_via=via[0] if active else "",
        confirmed_by_id=via[1] if active else None,
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
        Certificate.objects.bulk_update(rows, sorted(fields), batch_size=200)
    return {row.certified_product_id for row in rows}


def _extension_fits(row: Certificate) -> bool:
    """Whether its extension, if it has one, still is one of at most 180 days."""
    if row.extended_until is None or row.last_day is None:
        return True
    return row.last_day < row.extended_until <= row.last_day + timedelta(days=MOST_EXTENDED)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value if value is None or isinstance(value, int | str) else str(value)


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
                "changes": one.told,
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
