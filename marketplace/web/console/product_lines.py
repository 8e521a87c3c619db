"""The time line of a product: audit, what was done by hand, what showed, as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.people import names_of
from marketplace.audit.models import Line as AuditLine
from marketplace.certification.models import Certificate, CertifiedProduct, Proposal
from marketplace.certification.shown import lines_of
from marketplace.web.console.proposal_words import (
    field_name,
    kind_words,
    value_words,
    via_words,
)
from plugins.ocop_sync.models import Change

# What is read of an import: never its report, which may be long.
OF_IMPORT = (
    "code",
    "state",
    "file_name",
    "number",
    "uploaded_by_id",
    "confirmed_by_id",
    "confirmed_via",
    "applied_at",
    "ended_at",
    "ended_by_id",
    "ended_reason",
)


@dataclass(frozen=True)
class Line:
    """One thing that happened. changes: (field, old, new) in words; proposal, imported: the
    code of what more is told on a page of its own."""

    at: datetime
    words: str
    number: str = ""
    detail: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    actor_id: int | None = None
    person: str = ""
    proposal: str = ""
    imported: str = ""


def of(product: CertifiedProduct) -> list[Line]:
    """All that is known about the product, newest first; as many queries whatever happened."""
    certificates = {one.pk: one for one in product.certificates.all()}
    shown = list(lines_of(product.pk))
    lines = [
        *_audited(product, certificates, {line.certificate_id: line.number for line in shown}),
        *_by_hand(product),
        *_imported([*certificates, *(line.certificate_id for line in shown)]),
        *_shown(shown),
    ]
    names = names_of(line.actor_id for line in lines)
    lines.sort(key=lambda line: line.at)
    return [replace(line, person=names.get(line.actor_id or 0, "")) for line in lines[::-1]]


def _audited(
    product: CertifiedProduct, certificates: dict[int, Certificate], gone: dict[int, str]
) -> Iterator[Line]:
    subjects = [f"certificate:{pk}" for pk in {*certificates, *gone}]
    subjects.append(f"certified_product:{product.code}")
    for line in AuditLine.objects.filter(subject__in=subjects).order_by("at", "pk"):
        key = line.subject.partition(":")[2]
        one = certificates.get(int(key)) if key.isdigit() else None
        number = one.number if one else gone.get(int(key), "") if key.isdigit() else ""
        yield Line(
            at=line.at,
            words=_audit_words(line, one),
            number=number,
            detail=_audit_detail(line, one),
            changes=[
                (field_name(name), value_words(name, old), value_words(name, new))
                for name, (old, new) in line.data.get("changes", {}).items()
            ],
            actor_id=line.actor_id,
        )


def _audit_words(line: AuditLine, one: Certificate | None) -> str:
    stars = line.data.get("stars")
    match line.action.partition(".")[2]:
        case "award":
            return ngettext(
                "Certificate recorded: %(stars)d star",
                "Certificate recorded: %(stars)d stars",
                stars,
            ) % {"stars": stars}
        case "correct" if line.data.get("confirms"):
            return _("Its decision was verified: the certificate counts now")
        case "correct":
            return _("Certificate corrected")
        case "supersede":
            return _("Replaced by a newer decision")
        case "revoke":
            return _("Revoked by decision %(number)s") % {"number": line.data.get("number", "")}
        case "restore" if line.data.get("undone"):
            return _("Its import was undone: the certificate counts for nothing")
        case "restore":
            return _("Put back to what it was before an import that was undone")
    return _("Changed (%(action)s)") % {"action": line.action}


def _audit_detail(line: AuditLine, one: Certificate | None) -> str:
    if one and line.action == "certification.award" and one.source_file:
        return _("file %(file)s, sheet %(sheet)s, row %(row)s") % {
            "file": one.source_file,
            "sheet": one.source_sheet or "–",
            "row": one.source_row or "–",
        }
    if one and line.action == "certification.revoke":
        return one.revoked_reason
    if line.action == "certification.correct" and not line.data.get("changes"):
        return ", ".join(field_name(name) for name in line.data.get("fields", []))
    return ""


def _by_hand(product: CertifiedProduct) -> Iterator[Line]:
    for one in Proposal.objects.filter(certified_product=product).select_related("certificate"):
        kind = kind_words(one.kind)
        number = one.certificate.number if one.certificate else ""
        if one.kind != Proposal.Kind.REVOKE:
            yield Line(
                at=one.proposed_at,
                words=_("Proposed by hand: %(kind)s") % {"kind": kind},
                number=number,
                detail=one.reason,
                actor_id=one.proposed_by_id,
                proposal=one.code,
            )
        if one.decided_at:
            if one.kind == Proposal.Kind.REVOKE:
                words = _("Entered by hand: %(kind)s")
            elif one.state == Proposal.State.APPLIED:
                words = _("Confirmed: %(kind)s")
            else:
                words = _("Refused: %(kind)s")
            yield Line(
                at=one.decided_at,
                words=words % {"kind": kind},
                number=number,
                detail=one.refusal or (one.reason if one.kind == Proposal.Kind.REVOKE else ""),
                actor_id=one.decided_by_id,
                proposal=one.code,
            )


def _imported(certificate_ids: list[int]) -> Iterator[Line]:
    """The lists that made or changed the certificates: who brought them, who stands behind them."""
    changes = Change.objects.filter(certificate_id__in=certificate_ids)
    imports = {one.register_import_id: one.register_import for one in _with_import(changes)}
    names = names_of(one.confirmed_by_id for one in imports.values())
    for one in imports.values():
        behind = names.get(one.confirmed_by_id or 0) or via_words(one.confirmed_via)
        if one.applied_at:
            yield Line(
                at=one.applied_at,
                words=_("List imported: %(file)s") % {"file": one.file_name},
                number=one.number,
                detail=_("confirmed by %(person)s") % {"person": behind},
                actor_id=one.uploaded_by_id,
                imported=one.code,
            )
        if one.state == one.State.UNDONE and one.ended_at:
            yield Line(
                at=one.ended_at,
                words=_("Import undone: %(file)s") % {"file": one.file_name},
                detail=one.ended_reason,
                actor_id=one.ended_by_id,
                imported=one.code,
            )


def _with_import(changes: QuerySet[Change]) -> QuerySet[Change]:
    return changes.select_related("register_import").only(
        "certificate_id", *(f"register_import__{name}" for name in OF_IMPORT)
    )


def _shown(lines: list[Any]) -> Iterator[Line]:
    """Each star period as it came to be known, and where one went without another in its place."""
    begun = {(line.certificate_id, line.known_from) for line in lines}
    for line in lines:
        yield Line(
            at=line.known_from,
            words=_("The pages show %(stars)d stars from %(first)s until %(last)s")
            % {
                "stars": line.stars,
                "first": _moment(line.during.lower),
                "last": _moment(line.during.upper),
            },
            number=line.number,
        )
        if line.known_until and (line.certificate_id, line.known_until) not in begun:
            yield Line(
                at=line.known_until,
                words=_("The pages no longer show the star of this decision"),
                number=line.number,
            )


def _moment(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local:%H:%M:%S %d/%m/%Y}" if local.second else f"{local:%H:%M %d/%m/%Y}"
