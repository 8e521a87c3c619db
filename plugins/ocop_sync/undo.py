"""Taking a whole import back, while nothing newer builds on it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.audit.record import record
from marketplace.certification.batch import Batch
from marketplace.certification.models import CertifiedProduct
from marketplace.certification.record import lock_register, write
from marketplace.certification.restore import restore
from marketplace.producers.register import Location, relocate
from marketplace.refusal import Problem
from plugins.ocop_sync import before_after
from plugins.ocop_sync.confirm import end, taken
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.refused import ImportRefused

State = RegisterImport.State


def in_the_way(one: RegisterImport) -> list[Problem]:
    """Why the import can't be taken back; nothing when it can."""
    if one.state != State.APPLIED:
        return [Problem("not_applied", _("Only an import that was written can be undone."))]
    if not one.changes.exists():
        return [Problem("no_changes", _("This import changed nothing that could be undone."))]
    newer = len(before_after.changed_since(one))
    if not newer:
        return []
    said = ngettext(
        "%(n)d certificate of this import was changed later. Undo what is newer first.",
        "%(n)d certificates of this import were changed later. Undo what is newer first.",
        newer,
    )
    return [Problem("newer", said % {"n": newer}, data={"certificates": newer})]


def undo(code: str, *, reason: str, actor_id: int) -> RegisterImport:
    """Put every certificate back to what it was before the import, with groups and addresses.

    What the import brought stays on record as undone. Locks the import, then the register.
    Answers the second time as the first. Raises ImportRefused: no_reason, and as in_the_way().
    """
    if not reason.strip():
        raise ImportRefused(Problem("no_reason", _("Say why, in a few words."), "reason"))
    with transaction.atomic():
        one = taken(code)
        if one.state == State.UNDONE and one.ended_by_id == actor_id:
            return one
        lock_register()
        problems = in_the_way(one)
        if problems:
            raise ImportRefused(problems)
        restore(dict(one.changes.values_list("certificate_id", "before")), actor_id=actor_id)
        _groups_back(one.beside, actor_id)
        _locations_back(one.beside, actor_id)
        end(one, State.UNDONE, reason, actor_id)
        record("ocop_sync.undo", actor_id=actor_id, subject=f"import:{one.pk}", data={})
    return one


def _groups_back(beside: dict[str, Any], actor_id: int) -> None:
    """Only where the group is still the import's, and its name is free where it goes back to."""
    before, after = beside.get("groups", {}), beside.get("groups_after", {})
    now = before_after.groups(map(int, before))
    back = {}
    for product in CertifiedProduct.objects.filter(pk__in=now):
        key = str(product.pk)
        if now[key] != after[key]:
            continue
        alike = CertifiedProduct.objects.filter(
            producer=product.producer_id, folded=product.folded, group=before[key]
        )
        if not alike.exclude(pk=product.pk).exists():
            back[product.pk] = before[key]
    write(Batch(groups=back), actor_id=actor_id, via="undo")


def _locations_back(beside: dict[str, Any], actor_id: int) -> None:
    before, after = beside.get("locations", {}), beside.get("locations_after", {})
    now = before_after.locations(map(int, before))
    back = {
        int(pk): Location(at["address"], at["address_remark"], at["unit_id"], at["province_id"])
        for pk, at in before.items()
        if pk in now and _same(now[pk], after[pk])
    }
    relocate(back, actor_id=actor_id)


def _same(held: dict[str, Any], left: dict[str, Any]) -> bool:
    return (held["address"], held["unit_id"], held["province_id"]) == (
        left["address"],
        left["unit_id"],
        left["province_id"],
    )
