"""Changes of the register by hand: asked for with a reason, and confirmed by a second person.

Only a revocation takes effect at once: it takes a star away and gives none. All else waits as a
Proposal until somebody else confirms it (deciding.py).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.certification.checks import CertificateRefused, check, check_revocation
from marketplace.certification.models import Certificate, CertifiedProduct, Proposal
from marketplace.certification.record import lock_register
from marketplace.certification.revoke import Revocation
from marketplace.certification.revoke import revoke as take_back
from marketplace.refusal import Problem

Kind, State = Proposal.Kind, Proposal.State


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks and why. client_key: the same key again answers with the first proposal."""

    actor_id: int
    reason: str
    client_key: str


def award(
    asking: Asking, after: dict[str, Any], product: CertifiedProduct | None = None
) -> Proposal:
    """A certificate that stands in no file. Raises CertificateRefused with every problem.

    after: stars, number, decided_on, authority, source_level, and where they are known score,
    printed_last_day, note; without `product` also product, producer, address, group ("2023:I").
    """
    return _propose(asking, Kind.AWARD, after, product=product)


def correct(asking: Asking, certificate: Certificate, after: dict[str, Any]) -> Proposal:
    """Other values of a certificate, by its fields; only those that differ are kept.

    A pending one whose decision is whole then, from a source of level A or B1, becomes active.
    """
    changed = {name: value for name, value in after.items() if getattr(certificate, name) != value}
    return _propose(asking, Kind.CORRECT, changed, certificate=certificate)


def extend(asking: Asking, certificate: Certificate, until: date) -> Proposal:
    """Good until a day at most 180 days after its last (Decision 26/2026/QĐ-TTg, Art. 12.3)."""
    return _propose(asking, Kind.EXTEND, {"extended_until": until}, certificate=certificate)


def restore(asking: Asking, certificate: Certificate) -> Proposal:
    """Take back a revocation that was recorded in error."""
    nothing = {"revoked_at": None, "revocation_number": "", "revoked_reason": ""}
    return _propose(asking, Kind.RESTORE, nothing, certificate=certificate)


def revoke(
    asking: Asking, certificate: Certificate, *, day: date, number: str, ground: str
) -> Proposal:
    """Take the certificate back from 00:00 of the decision's day, at once.

    ground: a checks.Ground. Raises CertificateRefused with every problem. Locks the register.
    """
    with transaction.atomic():
        lock_register()
        before = _same(asking)
        if before:
            return before
        held = Certificate.objects.select_for_update().get(pk=certificate.pk)
        problems = check_revocation(held, day=day, number=number, ground=ground) + _reason(asking)
        if problems:
            raise CertificateRefused(problems)
        moment = clock.now()
        done = Proposal.objects.create(
            kind=Kind.REVOKE,
            state=State.APPLIED,
            certified_product_id=held.certified_product_id,
            certificate=held,
            before={},
            after={"revoked_at": f"{day}", "revocation_number": number, "ground": ground},
            reason=asking.reason,
            proposed_at=moment,
            proposed_by_id=asking.actor_id,
            decided_at=moment,
            decided_by_id=asking.actor_id,
            client_key=asking.client_key,
        )
        at = clock.day_start(day)
        take_back([Revocation(held.pk, at, number, asking.reason)], actor_id=asking.actor_id)
        record(
            "certification.revoke_by_hand",
            actor_id=asking.actor_id,
            subject=f"proposal:{done.code}",
            data={"certificate": held.pk, "ground": ground},
        )
    return done


def _propose(
    asking: Asking,
    kind: str,
    after: dict[str, Any],
    *,
    certificate: Certificate | None = None,
    product: CertifiedProduct | None = None,
) -> Proposal:
    problems = check(kind, certificate, product, after) + _reason(asking)
    before = _same(asking)
    if before:
        return before
    if problems:
        raise CertificateRefused(problems)
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                kind=kind,
                state=State.WAITING,
                certificate=certificate,
                certified_product=certificate.certified_product if certificate else product,
                before={name: plain(getattr(certificate, name)) for name in after}
                if certificate
                else {},
                after={name: plain(value) for name, value in after.items()},
                reason=asking.reason,
                proposed_at=clock.now(),
                proposed_by_id=asking.actor_id,
                client_key=asking.client_key,
            )
            record(
                "certification.propose",
                actor_id=asking.actor_id,
                subject=f"proposal:{made.code}",
                data={"kind": str(kind), "certificate": certificate.pk if certificate else None},
            )
    except IntegrityError as error:
        before = _same(asking)
        if before:
            return before
        if "one_proposal_waits_a_certificate" not in str(error):
            raise
        sentence = _("Another change of this certificate waits already: decide that one first.")
        raise CertificateRefused(Problem("waits_already", sentence)) from error
    return made


def plain(value: Any) -> Any:
    """A field's value as JSON keeps it: dates as ISO, decimals as text."""
    if isinstance(value, date | Decimal):  # a datetime is a date
        return value.isoformat() if isinstance(value, date) else str(value)
    return value


def _same(asking: Asking) -> Proposal | None:
    return Proposal.objects.filter(client_key=asking.client_key).first()


def _reason(asking: Asking) -> list[Problem]:
    if asking.reason.strip():
        return []
    return [Problem("no_reason", _("Say why: the reason is kept for ever."), field="reason")]
