"""Quá hạn: nobody confirmed, nobody set aside, or nobody came. The goods were free from then on."""

import logging

from django.db import transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.orders.cancel import give_up
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import HELD, Parcel

logger = logging.getLogger(__name__)

AT_ONCE = 200  # parcels in one sweep; the next one comes a minute later


def lapse(parcel_code: str) -> bool:
    """Write down that the parcel's time has passed; False where it has not, or is over anyway.

    Readers and writers left its holds out since that moment: this only tidies, and tells the
    shopper. The history says in which state it was: what was confirmed and never set aside to be
    collected is not counted against the shopper (orders.limits). Locks: order, parcel, shelves, payment.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state not in HELD or parcel.is_held_at(clock.now()):
            return False
        was = parcel.state
        give_up([parcel], Parcel.State.LAPSED, actor_id=None)
        data = {"was": was}
        note(parcel.order_id, Kind.LAPSED, parcel_id=parcel.pk, data=data)
        record("orders.lapse", actor_id=None, subject=f"parcel:{parcel.code}", data=data)
        return True


def sweep() -> int:
    """Lapse what is past its time, the longest first, each on its own; how many there were."""
    past = Parcel.objects.filter(
        state__in=(Parcel.State.TO_CONFIRM, Parcel.State.CONFIRMED, Parcel.State.READY),
        held_until__lte=clock.now(),
    ).order_by("held_until", "pk")
    return sum(_lapsed(code) for code in list(past.values_list("code", flat=True)[:AT_ONCE]))


def _lapsed(code: str) -> bool:
    try:
        return lapse(code)
    except Exception as error:  # one parcel that cannot lapse keeps no other from it
        logger.error("parcel %s did not lapse: %s", code, type(error).__name__)
        return False
