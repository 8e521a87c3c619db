"""Which certificates a row of a withdrawal list means."""

from dataclasses import dataclass, field

from marketplace.certification.models import Certificate as Recorded
from marketplace.certification.models import ProductGroup
from plugins.ocop_sync.fields.decision import number_key
from plugins.ocop_sync.fields.text import fold
from plugins.ocop_sync.identity import Certificate, Register, names_award
from plugins.ocop_sync.parse import GoodRow, Problem
from plugins.ocop_sync.product_row import UNNAMED
from plugins.ocop_sync.snapshot import Whereabouts

State = Recorded.State


@dataclass(slots=True)
class Found:
    """active: to be revoked, at least one; or before: revoked by this very decision already."""

    active: list[Certificate] = field(default_factory=list)
    before: Certificate | None = None


def find(
    row: GoodRow, register: Register, where: Whereabouts, group: ProductGroup | None
) -> Found | Problem:
    """The active certificates of the row's product and producer, or why there is none to revoke.

    The producer counts by name; its province and the product's group only choose among several.
    """
    if not row.decision.is_complete:
        return _problem(row, "withdrawal_undecided")
    certificates = [
        certificate
        for certificate in _certificates(row, register, where, group)
        if names_award(row.withdrawn, certificate)
    ]
    active = [one for one in certificates if one.state == State.ACTIVE]
    in_force = [one for one in active if one.first_day and one.first_day <= row.decision.day]
    if in_force:
        return Found(active=in_force)
    if active:
        return _problem(row, "withdrawal_too_early", day=f"{active[0].first_day:%d/%m/%Y}")
    revoked = [one for one in certificates if one.state == State.REVOKED]
    for certificate in revoked:
        if number_key(certificate.revocation_number) == number_key(row.decision.number):
            if certificate.withdrawn_row:
                return _problem(row, "duplicate", first=certificate.withdrawn_row)
            return Found(before=certificate)
    if revoked:
        return _problem(row, "withdrawn_before", number=revoked[0].revocation_number)
    return _problem(row, "withdrawal_unmatched")


def _certificates(
    row: GoodRow, register: Register, where: Whereabouts, group: ProductGroup | None
) -> list[Certificate]:
    producers = register.producers.get(fold(row.producer), [])
    producers = [one for one in producers if one.province_id == where.province_id] or producers
    products = [
        product
        for producer in producers
        for product in register.products.get((id(producer), fold(row.product)), [])
    ]
    if group:
        products = [one for one in products if register.on_shelf(one, group)] or products
    return [one for product in products for one in register.certificates_of(product)]


def _problem(row: GoodRow, code: str, **data: object) -> Problem:
    label = row.given.labels.get("product") or UNNAMED.get("product", "product")
    return Problem(code, label, row.product, data)
