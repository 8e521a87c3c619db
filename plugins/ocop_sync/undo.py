"""Taking a whole import back, while nothing newer builds on it: asked by a person, done by the worker."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.audit.record import record
from marketplace.certification.batch import Batch
from marketplace.certification.models import CertifiedProduct
from marketplace.certification.record import lock_register, write
from marketplace.certification.restore import restore
from marketplace.producers.models import Producer
from marketplace.producers.register import Location, relocate
from marketplace.refusal import Problem
from plugins.ocop_sync import before_after
from plugins.ocop_sync.confirm import end, taken
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.tasks import hand_over

State = RegisterImport.State
CHUNK = 2000  # rows of the record that are in memory at a time


def in_the_way(one: RegisterImport) -> list[Problem]:
    """Why the import can't be taken back; nothing when it can."""
    if one.state not in (State.APPLIED, State.UNDOING):
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
    return [Problem("newer", said % {"n": newer}, data={"n": newer})]


def undo(code: str, *, reason: str, actor_id: int) -> RegisterImport:
    """Ask for the undo; the worker does it. What stands in the way is said at once.

    Locks the import. Answers the second time as the first. Raises ImportRefused: no_reason,
    being_undone (by somebody else), and as in_the_way().
    """
    if not reason.strip():
        raise ImportRefused(Problem("no_reason", _("Say why, in a few words."), "reason"))
    with transaction.atomic():
        one = taken(code)
        if one.state in (State.UNDOING, State.UNDONE) and one.ended_by_id == actor_id:
            return one
        if one.state == State.UNDOING:
            said = _("Somebody else has asked for this undo already; it is under way.")
            raise ImportRefused(Problem("being_undone", said))
        problems = in_the_way(one)
        if problems:
            raise ImportRefused(problems)
        one.attempts, one.error = 0, {}
        end(one, State.UNDOING, reason, actor_id)
        record("ocop_sync.ask_undo", actor_id=actor_id, subject=f"import:{one.pk}", data={})
        hand_over(one)
    return one


def carry_out(one: RegisterImport, progress: Callable[[int], Any] = lambda n: None) -> None:
    """Put every certificate back to what it was before the import, with groups and addresses.

    What the import brought stays on record as undone. For the worker, who holds the import's
    row; locks the register. What came between asking and doing gives the import back as applied,
    with the reason. progress: told how many more certificates are as they were.
    """
    lock_register()
    problems = in_the_way(one)
    if problems:
        give_back(one, f"undo_{problems[0].code}", problems[0].data)
        return
    actor_id = one.ended_by_id
    restore(_before(one), actor_id=actor_id, progress=progress)
    _groups_back(one.beside, actor_id)
    _locations_back(one.beside, actor_id)
    one.state, one.ended_at, one.error, one.attempts = State.UNDONE, clock.now(), {}, 0
    one.save(update_fields=["state", "ended_at", "error", "attempts"])
    record("ocop_sync.undo", actor_id=actor_id, subject=f"import:{one.pk}", data={})


def give_back(one: RegisterImport, code: str, data: dict[str, Any]) -> None:
    """The import stands as written, with why it could not be undone. Its row is held."""
    record(
        "ocop_sync.undo_refused",
        actor_id=one.ended_by_id,
        subject=f"import:{one.pk}",
        data={"code": code},
    )
    one.error, one.attempts = {"code": code, "data": data}, 0
    one.state, one.ended_by_id, one.ended_at, one.ended_reason = State.APPLIED, None, None, ""
    one.save(
        update_fields=["state", "error", "attempts", "ended_by_id", "ended_at", "ended_reason"]
    )


def _before(one: RegisterImport) -> Iterator[tuple[int, str | None]]:
    """Certificate id, and its whole row as it was, as JSON text: never all of them at once."""
    kept = one.changes.annotate(whole=Cast("before", TextField())).order_by("certificate_id")
    return kept.values_list("certificate_id", "whole").iterator(chunk_size=CHUNK)


def _groups_back(beside: dict[str, Any], actor_id: int | None) -> None:
    """Only where the group is still the import's, and its name is free where it goes back to."""
    before, after = beside.get("groups", {}), beside.get("groups_after", {})
    now = before_after.groups(map(int, before))
    wanted = CertifiedProduct.objects.filter(pk__in=[pk for pk in now if now[pk] == after[pk]])
    names = ("producer_id", "folded")
    alike = CertifiedProduct.objects.filter(producer__in=wanted.values("producer"))
    held = set(alike.values_list(*names, "group_id"))
    back = {
        pk: before[str(pk)]
        for pk, producer_id, folded in wanted.values_list("pk", *names)
        if (producer_id, folded, before[str(pk)]) not in held
    }
    write(Batch(groups=back), actor_id=actor_id, via="undo")


def _locations_back(beside: dict[str, Any], actor_id: int | None) -> None:
    """Only where the place is still the import's, and the name is free where it goes back to."""
    before, after = beside.get("locations", {}), beside.get("locations_after", {})
    now = before_after.locations(map(int, before))
    back = {
        int(pk): Location(at["address"], at["address_remark"], at["unit_id"], at["province_id"])
        for pk, at in before.items()
        if pk in now and _same(now[pk], after[pk])
    }
    names = dict(Producer.objects.filter(pk__in=back).values_list("pk", "folded"))
    alike = Producer.objects.filter(folded__in=set(names.values()))
    held = {
        (folded, province_id): pk
        for pk, folded, province_id in alike.values_list("pk", "folded", "province_id")
    }
    free = {pk: at for pk, at in back.items() if held.get((names[pk], at.province_id), pk) == pk}
    relocate(free, actor_id=actor_id)


def _same(held: dict[str, Any], left: dict[str, Any]) -> bool:
    return (held["address"], held["unit_id"], held["province_id"]) == (
        left["address"],
        left["unit_id"],
        left["province_id"],
    )
