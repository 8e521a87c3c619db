"""Khiếu nại: written on the order's page, answered in writing by a day that the shopper is told."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.orders import known_by_phone
from marketplace.orders.history import Kind, note
from marketplace.orders.models import Complaint, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

SHORTEST, LONGEST = 10, 2000  # characters, of both sides
MOST_OPEN = 3  # of one order
SATURDAY = 5


def complain(order_code: str, text: str, *, client_key: str) -> Complaint:
    """Write it down, with the last working day for the answer (settings.COMPLAINT_DAYS).

    The same client key answers as the first time. Raises OrderRefused: bad_text, many_open,
    not_found for an order whose shopper is erased.
    Locks: order.
    """
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        sentence = _("Tell us what is wrong: 10 to 2,000 characters.")
        raise OrderRefused(Problem("bad_text", sentence, "text"))
    with transaction.atomic():
        order = ShopOrder.objects.select_for_update().get(code=order_code)
        before = Complaint.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        if order.erased_at:
            raise OrderRefused(known_by_phone.not_found())
        if order.complaints.filter(state=Complaint.State.OPEN).count() >= MOST_OPEN:
            sentence = _(
                "Your complaints about this order are being looked at. Wait for an answer."
            )
            raise OrderRefused(Problem("many_open", sentence))
        complaint = Complaint.objects.create(
            order=order,
            code=codes.new_code(),
            client_key=client_key,
            text=text,
            opened_at=clock.now(),
            due_on=due_on(clock.today()),
        )
        data = {"complaint": complaint.code, "due": complaint.due_on.isoformat()}
        note(order.pk, Kind.COMPLAINT, data=data)
        record("orders.complain", actor_id=None, subject=f"order:{order.code}", data=data)
        return complaint


def answer(code: str, text: str, *, actor_id: int | None) -> Complaint:
    """Answer it; the shopper reads it on the order's page, and a mail tells so.

    The same answer again changes nothing. Raises OrderRefused: bad_text, answered. Locks: order,
    complaint.
    """
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        sentence = _("Write an answer that helps: 10 to 2,000 characters.")
        raise OrderRefused(Problem("bad_text", sentence, "answer"))
    with transaction.atomic():
        order = ShopOrder.objects.select_for_update().get(complaints__code=code)
        complaint = Complaint.objects.select_for_update().get(code=code)
        if complaint.state == Complaint.State.ANSWERED:
            if complaint.answer == text:
                return complaint
            sentence = _("Somebody answered this complaint before: nothing was changed.")
            raise OrderRefused(Problem("answered", sentence))
        complaint.state = Complaint.State.ANSWERED
        complaint.answer = text
        complaint.answered_at = clock.now()
        complaint.answered_by_id = actor_id
        complaint.save(update_fields=["state", "answer", "answered_at", "answered_by_id"])
        data = {"complaint": complaint.code}
        note(order.pk, Kind.ANSWERED, actor_id=actor_id, data=data)
        record("orders.answer", actor_id=actor_id, subject=f"order:{order.code}", data=data)
        return complaint


def due_on(day: date) -> date:
    """The last day for the answer to what is written on the day."""
    return after_working_days(day, settings.COMPLAINT_DAYS)


def after_working_days(day: date, many: int) -> date:
    """The day so many working days (Monday to Friday) after the day."""
    while many:
        day += timedelta(days=1)
        many -= day.weekday() < SATURDAY
    return day
