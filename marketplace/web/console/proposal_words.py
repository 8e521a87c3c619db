"""Fields, values and kinds of changes by hand, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.appointments import roles_on
from marketplace.certification.checks import Ground
from marketplace.certification.models import Proposal

KINDS = {
    Proposal.Kind.AWARD: _("new certificate"),
    Proposal.Kind.CORRECT: _("correction"),
    Proposal.Kind.EXTEND: _("extension"),
    Proposal.Kind.REVOKE: _("revocation"),
    Proposal.Kind.RESTORE: _("revocation taken back"),
}
STATES = {
    Proposal.State.WAITING: _("Waits for a second person"),
    Proposal.State.APPLIED: _("In the register"),
    Proposal.State.REFUSED: _("Refused"),
}
FIELDS = {
    "product": _("Product"),
    "producer": _("Producer"),
    "address": _("Address"),
    "group": _("Group"),
    "stars": _("Stars"),
    "potential_stars": _("Potential stars"),
    "score": _("Score"),
    "number": _("Decision number"),
    "decided_on": _("Decided on"),
    "authority": _("Authority"),
    "award_year": _("Year"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "printed_last_day": _("Printed last day"),
    "printed_group": _("Printed group"),
    "printed_address": _("Printed address"),
    "extended_until": _("Extended until"),
    "source_level": _("Source"),
    "revoked_at": _("Revoked from"),
    "revocation_number": _("Number of the revoking decision"),
    "ground": _("Ground"),
    "revoked_reason": _("Reason"),
    "note": _("Note"),
}
VIA = {"command line": _("command line"), "by hand": _("by hand")}
DAYS = ("decided_on", "first_day", "last_day", "printed_last_day", "extended_until", "revoked_at")


def kind_words(kind: str) -> str:
    return str(KINDS[Proposal.Kind(kind)])


def state_words(state: str) -> str:
    return str(STATES[Proposal.State(state)])


def via_words(via: str) -> str:
    """How a confirmation without a second person came about."""
    return str(VIA.get(via, ""))


def field_name(name: str) -> str:
    """What the field is called; its own name where a newer version has no words for it."""
    return str(FIELDS.get(name, name))


def value_words(name: str, value: Any) -> str:
    """A stored value as people write it."""
    if value in (None, ""):
        return gettext("nothing")
    if name in DAYS:
        return f"{date.fromisoformat(str(value)[:10]):%d/%m/%Y}"
    if name == "ground":
        return str(Ground(value).label)
    return str(value).replace(".", ",") if name == "score" else str(value)


@dataclass(frozen=True)
class Correction:
    """Who corrected by hand, by role, when it was confirmed, and why."""

    role: str
    at: datetime
    reason: str


def corrections(codes: Iterable[str]) -> dict[str, Correction]:
    """The corrections of these proposals, by code. Two queries at most."""
    wanted = set(codes)
    if not wanted:
        return {}
    found = list(Proposal.objects.filter(code__in=wanted, decided_at__isnull=False))
    asked = {(one.proposed_by_id, clock.local(one.proposed_at).date()) for one in found}
    roles = roles_on(asked)
    return {
        one.code: Correction(
            role=roles[one.proposed_by_id, clock.local(one.proposed_at).date()],
            at=one.decided_at,
            reason=one.reason,
        )
        for one in found
        if one.decided_at
    }
