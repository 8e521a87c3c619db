"""The answer to a booking: the host's yes or no, or the guest's change of mind."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.orders.booking_news import tell
from marketplace.orders.models import Booking
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import cleaned_reason
from marketplace.refusal import Problem

State = Booking.State
OPEN = (State.ASKED, State.CONFIRMED)


def confirm(code: str, *, actor_id: int) -> bool:
    """The host expects the guests; False where that was said before.

    Raises OrderRefused: decided, day_over. Locks: the booking.
    """
    with transaction.atomic():
        booking = Booking.objects.select_for_update().get(code=code)
        if booking.state == State.CONFIRMED:
            return False
        _refuse_unless(booking, State.ASKED)
        _enter(booking, State.CONFIRMED, actor_id, "")
        return True


def decline(code: str, *, actor_id: int, reason: str) -> bool:
    """The host cannot have them, also after a yes; the guest reads the reason.

    False where it was declined before. Raises OrderRefused: bad_reason, decided, day_over.
    Locks: the booking.
    """
    reason = cleaned_reason(reason)
    with transaction.atomic():
        booking = Booking.objects.select_for_update().get(code=code)
        if booking.state == State.DECLINED:
            return False
        _refuse_unless(booking, *OPEN)
        _enter(booking, State.DECLINED, actor_id, reason)
        return True


def cancel_by_guest(code: str) -> bool:
    """The guests do not come; False where that was said before.

    Raises OrderRefused: decided, day_over. Locks: the booking.
    """
    with transaction.atomic():
        booking = Booking.objects.select_for_update().get(code=code)
        if booking.state == State.CANCELLED:
            return False
        _refuse_unless(booking, *OPEN)
        _enter(booking, State.CANCELLED, None, "")
        return True


def is_open(booking: Booking) -> bool:
    """Whether it can still be cancelled or declined."""
    return booking.state in OPEN and booking.day >= clock.today()


def _refuse_unless(booking: Booking, *states: str) -> None:
    if booking.day < clock.today():
        sentence = _("The day of this booking is over.")
        raise OrderRefused(Problem("day_over", sentence))
    if booking.state not in states:
        sentence = _("This booking was declined or cancelled before: nothing was changed.")
        raise OrderRefused(Problem("decided", sentence))


def _enter(booking: Booking, state: str, actor_id: int | None, reason: str) -> None:
    before, booking.state = booking.state, state
    booking.decided_at, booking.decided_by_id = clock.now(), actor_id
    booking.reason = reason
    booking.save(update_fields=["state", "decided_at", "decided_by_id", "reason"])
    record(
        f"orders.booking_{state}",
        actor_id=actor_id,
        subject=f"booking:{booking.code}",
        data={"from": before},
    )
    tell(booking)
