"""Staff approve or decline what a shopper asks to bring back."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Parcel, ReturnRequest
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

SHORTEST, LONGEST = 3, 500  # ReturnRequest.decision


def approve(code: str, words: str, *, actor_id: int | None) -> ReturnRequest:
    """The goods may come back; `words` tell the shopper how and where.

    Deciding the same again changes nothing. Raises OrderRefused: bad_words, decided. Locks:
    order, parcel, request.
    """
    return _decide(code, words, ReturnRequest.State.APPROVED, Kind.RETURN_APPROVED, actor_id)


def decline(code: str, words: str, *, actor_id: int | None) -> ReturnRequest:
    """They may not; `words` tell the shopper why. As approve()."""
    return _decide(code, words, ReturnRequest.State.DECLINED, Kind.RETURN_DECLINED, actor_id)


def close(code: str, words: str, *, actor_id: int | None) -> ReturnRequest:
    """The goods of an approved return do not come, or came another way: it ends as declined.

    Its units may be asked for again; `words` tell the shopper why. Money is given back without
    it: see refunds.promise(). Closing what is closed changes nothing. Raises OrderRefused:
    bad_words, not_approved. Locks: order, parcel, request.
    """
    declined, kind = ReturnRequest.State.DECLINED, Kind.RETURN_DECLINED
    return _decide(code, words, declined, kind, actor_id, before=ReturnRequest.State.APPROVED)


def lock_request(code: str) -> tuple[Parcel, ReturnRequest]:
    """The request with its parcel; decide on what this returns. Locks: order, parcel, request."""
    parcel = lock_parcel(
        ReturnRequest.objects.values_list("parcel__code", flat=True).get(code=code)
    )
    return parcel, ReturnRequest.objects.select_for_update().get(code=code)


def _decide(
    code: str,
    words: str,
    state: str,
    kind: Kind,
    actor_id: int | None,
    *,
    before: str = ReturnRequest.State.ASKED,
) -> ReturnRequest:
    words = words.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        sentence = _("Write to the shopper what you decided and why: 3 to 500 characters.")
        raise OrderRefused(Problem("bad_words", sentence, "decision"))
    with transaction.atomic():
        parcel, request = lock_request(code)
        if request.state == state:
            return request
        if request.state != before:
            raise OrderRefused(_not_in_its_turn(before))
        request.state = state
        request.decision = words
        request.decided_at = clock.now()
        request.decided_by_id = actor_id
        request.save(update_fields=["state", "decision", "decided_at", "decided_by_id"])
        data = {"return": request.code}
        note(parcel.order_id, kind, parcel_id=parcel.pk, actor_id=actor_id, data=data)
        subject = f"parcel:{parcel.code}"
        record(f"orders.{kind}", actor_id=actor_id, subject=subject, data=data)
        return request


def _not_in_its_turn(before: str) -> Problem:
    if before == ReturnRequest.State.APPROVED:
        sentence = _("Only an approved return whose goods are not here can be closed.")
        return Problem("not_approved", sentence)
    return Problem("decided", _("This return was decided before: nothing was changed."))
