"""Corrections by hand that still stand, and what the registry had printed before them.

A list that prints once more what it printed then says nothing new: the correction stands.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.certification.deciding import read
from marketplace.certification.models import Proposal


@dataclass(frozen=True, slots=True)
class ByHand:
    """printed: the value before people corrected it; proposal: the code of the last correction."""

    printed: Any
    proposal: str


def standing(certificates: Mapping[int, Any]) -> dict[int, dict[str, ByHand]]:
    """Certificate id → field → the correction that gave the field the value it has now.

    certificates: by id, with their fields as attributes. One query. A field that an import has
    changed since is not in it; one corrected twice has what was printed before the first time.
    """
    found: dict[int, dict[str, ByHand]] = {}
    ended: set[tuple[int, str]] = set()
    for certificate_id, code, before, after in _corrections(certificates):
        held, stands = certificates[certificate_id], found.setdefault(certificate_id, {})
        for name in after:
            if not hasattr(held, name) or (certificate_id, name) in ended:
                continue
            newer = stands.get(name)
            gave = read(name, after[name])
            if gave == (newer.printed if newer else getattr(held, name)):
                proposal = newer.proposal if newer else code
                stands[name] = ByHand(read(name, before[name]), proposal)
            else:
                ended.add((certificate_id, name))
    return found


def _corrections(ids: Collection[int]) -> Any:
    """Newest first."""
    applied = Proposal.objects.filter(
        certificate__in=ids, kind=Proposal.Kind.CORRECT, state=Proposal.State.APPLIED
    )
    return applied.order_by("-decided_at", "-pk").values_list(
        "certificate_id", "code", "before", "after"
    )
