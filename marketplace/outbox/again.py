"""Trying again now what waits for its next try, or was given up."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.outbox.models import Message
from marketplace.outbox.queue import nudge
from marketplace.outbox.refused import OutboxRefused
from marketplace.refusal import Problem

AT_ONCE = 500  # messages that one press puts on their way

State = Message.State


def hasten(message: Message) -> bool:
    """In the caller's transaction: make it due now where it is not done; False where it is.

    One that was given up has all its tries again.
    """
    return _due(_not_done().filter(pk=message.pk)) == [message.pk]


def try_again(message_id: int, *, actor_id: int | None) -> None:
    """Try one message now. Raises OutboxRefused not_failed where it is done. Locks: the message."""
    with transaction.atomic():
        if not _due(_not_done().filter(pk=message_id)):
            sentence = _("This was done meanwhile: there is nothing to try again.")
            raise OutboxRefused(Problem("not_failed", sentence))
        record("outbox.try", actor_id=actor_id, subject=f"message:{message_id}", data={})


def try_all_failed(kind: str = "", *, actor_id: int | None) -> int:
    """Try again what was given up, of this kind or of all; how many, AT_ONCE at most."""
    with transaction.atomic():
        failed = Message.objects.filter(state=State.FAILED)
        if kind:
            failed = failed.filter(kind=kind)
        made = _due(failed.order_by("pk")[:AT_ONCE])
        if made:
            record(
                "outbox.try_failed",
                actor_id=actor_id,
                subject=f"messages:{kind or 'all'}",
                data={"many": len(made)},
            )
        return len(made)


def _not_done() -> QuerySet[Message]:
    return Message.objects.exclude(state=State.DONE)


def _due(messages: QuerySet[Message]) -> list[int]:
    """The keys of those that are due now; their rows locked first, those under way left out."""
    ids = list(messages.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids, state=State.FAILED).update(attempts=0)
    Message.objects.filter(pk__in=ids).update(state=State.WAITING, due_at=clock.now())
    for key in ids:
        nudge(key)
    return ids
