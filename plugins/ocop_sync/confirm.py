"""The second person: confirms a plan, or refuses it."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.refusal import Problem
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.tasks import hand_over

CONSOLE = "console"
State = RegisterImport.State


def confirm(code: str, *, digest: str, actor_id: int) -> RegisterImport:
    """Stand behind the plan one has read; the worker writes it.

    digest: of the plan that was on the screen. Locks the import. Answers the second time as the
    first. Raises ImportRefused: same_person, other_plan, not_waiting.
    """
    with transaction.atomic():
        one = taken(code)
        if one.state in (State.CONFIRMED, State.APPLIED) and one.confirmed_by_id == actor_id:
            return one
        _must_wait(one)
        if one.uploaded_by_id == actor_id:
            raise ImportRefused(
                Problem(
                    "same_person",
                    _("You brought this list yourself. Somebody else has to confirm it."),
                )
            )
        if one.plan_digest != digest:
            raise ImportRefused(
                Problem("other_plan", _("The plan has changed meanwhile. Please read it again."))
            )
        one.state = State.CONFIRMED
        one.confirmed_by_id, one.confirmed_at = actor_id, clock.now()
        one.confirmed_via = CONSOLE
        one.error, one.attempts = {}, 0
        one.save()
        record("ocop_sync.confirm", actor_id=actor_id, subject=f"import:{one.pk}", data={})
        hand_over(one)
    return one


def refuse(code: str, *, reason: str, actor_id: int) -> RegisterImport:
    """Say no to a plan, or take one's own list back. Nothing of it comes into the register.

    Locks the import. Raises ImportRefused: not_waiting, no_reason.
    """
    if not reason.strip():
        raise ImportRefused(Problem("no_reason", _("Say why, in a few words."), "reason"))
    with transaction.atomic():
        one = taken(code)
        if one.state == State.REFUSED and one.ended_by_id == actor_id:
            return one
        _must_wait(one)
        end(one, State.REFUSED, reason, actor_id)
        record("ocop_sync.refuse", actor_id=actor_id, subject=f"import:{one.pk}", data={})
    return one


def taken(code: str) -> RegisterImport:
    """The import, its row locked. Raises RegisterImport.DoesNotExist."""
    return RegisterImport.objects.select_for_update().get(code=code)


def end(one: RegisterImport, state: str, reason: str, actor_id: int) -> None:
    """Write down who ended it, when and why."""
    one.state = state
    one.ended_by_id, one.ended_at, one.ended_reason = actor_id, clock.now(), reason.strip()
    one.save()


def _must_wait(one: RegisterImport) -> None:
    if one.state != State.WAITING:
        raise ImportRefused(
            Problem("not_waiting", _("This list no longer waits for a confirmation."))
        )
