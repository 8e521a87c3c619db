"""Which certificates a row of a withdrawal list means."""

from dataclasses import dataclass, field
from datetime import datetime

from marketplace import clock
from marketplace.certification.models import Certificate as Recorded
from marketplace.certification.models import ProductGroup
from plugins.ocop_sync.fields.decision import number_key
from plugins.ocop_sync.fields.text import fold
from plugins.ocop_sync.identity import Register, names_award
from plugins.ocop_sync.known import Certificate
from plugins.ocop_sync.parse import GoodRow, Problem
from plugins.ocop_sync.product_row import UNNAMED
from plugins.ocop_sync.snapshot import Whereabouts

State = Recorded.State


@dataclass(slots=True)
class Found:
    """active: to be revoked at that moment; or before: revoked by this very decision already.

    The moment is 00:00 of the decision's day: the paper names no hour.
    """

    at: datetime
    active: list[Certificate] = field(default_factory=list)
    before: Certificate | None = None


def find(
    row: GoodRow, register: Register, where: Whereabouts, group: ProductGroup | None
) -> Found | Problem:
    """The active certificates of the row's product and producer, or why there is none to revoke.

    The producer is found as an award finds it, so that a list of one province never touches a
    producer of the same name in another; the group only chooses among several products.
    """
    day = row.decision.day
    if day is None or not row.decision.is_complete:
        return _problem(row, "withdrawal_undecided")
    certificates = [
        certificate
        for certificate in _certificates(row, register, where, group)
        if names_award(row.withdrawn, certificate)
    ]
    others = [one for one in certificates if not _is_own(row, one)]
    if certificates and not others:
        return _problem(row, "withdrawn_by_itself")
    certificates = others
    active = [one for one in certificates if one.state == State.ACTIVE]
    in_force = [one for one in active if one.first_day and one.first_day <= day]
    if in_force:
        return Found(clock.day_start(day), active=in_force)
    if active:
        return _problem(row, "withdrawal_too_early", day=f"{active[0].first_day:%d/%m/%Y}")
    revoked = [one for one in certificates if one.state == State.REVOKED]
    for certificate in revoked:
        if number_key(certificate.revocation_number) == number_key(row.decision.number):
            if certificate.withdrawn_row:
                return _problem(row, "duplicate", first=certificate.withdrawn_row)
            return Found(clock.day_start(day), before=certificate)
    if revoked:
        return _problem(row, "withdrawn_before", number=revoked[0].revocation_number)
    return _problem(row, "withdrawal_unmatched")


def _is_own(row: GoodRow, certificate: Certificate) -> bool:
    """Whether the row's decision is the one that awarded this."""
    own = certificate.number, certificate.decided_on
    return (number_key(own[0]), own[1]) == (number_key(row.decision.number), row.decision.day)


def _certificates(
    row: GoodRow, register: Register, where: Whereabouts, group: ProductGroup | None
) -> list[Certificate]:
    producer = register.producer(fold(row.producer), where.province_id)
    if producer is None:
        return []
    named = register.products.get((id(producer), fold(row.product)), [])
    if group:
        named = [one for one in named if register.on_shelf(one, group)] or named
    products = {id(one.kept): one.kept for one in named}
    return [one for product in products.values() for one in register.certificates_of(product)]


def _problem(row: GoodRow, code: str, **data: object) -> Problem:
    label = row.given.labels.get("product") or UNNAMED.get("product", "product")
    return Problem(code, label, row.product, data)
