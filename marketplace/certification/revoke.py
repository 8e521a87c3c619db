"""Taking certificates back: with record.py the only writer of certificates and star periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace import events
from marketplace.audit.record import record_many
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate
from marketplace.certification.record import settle


@dataclass(frozen=True, slots=True)
class Revocation:
    """at: the moment from which the star is gone; number: of the decision that takes it back."""

    certificate_id: int
    at: datetime
    number: str
    reason: str


def revoke(revocations: Iterable[Revocation], *, actor_id: int | None) -> None:
    """Revoke the certificates and cut their star periods at the second; audited and published.

    Call under record.lock_register(), in one transaction with the reading that chose them. A
    certificate that is revoked already stays as it is. What it replaced does not come back.
    """
    by_id = {one.certificate_id: one for one in revocations}
    rows = list(
        Certificate.objects.filter(pk__in=by_id, revoked_at__isnull=True).exclude(
            state=Certificate.State.PENDING
        )
    )
    for row in rows:
        one = by_id[row.pk]
        row.state = Certificate.State.REVOKED
        row.revoked_at, row.revocation_number, row.revoked_reason = one.at, one.number, one.reason
    if not rows:
        return
    Certificate.objects.bulk_update(
        rows, ["state", "revoked_at", "revocation_number", "revoked_reason"], batch_size=200
    )
    products = frozenset(row.certified_product_id for row in rows)
    settle(products)
    record_many(
        "certification.revoke",
        actor_id=actor_id,
        subjects=[(f"certificate:{row.pk}", {"number": row.revocation_number}) for row in rows],
    )
    events.publish(CertificatesChanged(products))
