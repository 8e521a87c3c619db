"""Hoàn tiền: promised when it is decided, paid by hand the way the money came."""

import re

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.audit.record import record
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Payment, Refund
from marketplace.orders.payments import METHODS
from marketplace.orders.payments.interface import Back
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

LONGEST_REASON = 300  # Refund.reason
LONGEST_ACCOUNT = 120  # Refund.pay_to
# What a bank prints on a transfer; no words, so that no name gets into the order's history.
REFERENCE = re.compile(r"[A-Z0-9./-]{4,40}")


def promise(parcel_code: str, back: Back, *, actor_id: int | None) -> Refund:
    """Decide that money goes back: `back.amount` đồng of what was paid for the parcel.

    All refunds of a payment together never exceed what was paid. The same client key answers as
    the first time. Raises OrderRefused with every problem: not_paid, bad_amount, too_much,
    bad_reason, bad_account. Locks: order, parcel, payment.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        before = Refund.objects.filter(client_key=back.client_key).first()
        if before is not None:
            return before
        payment = _for_update(Payment.objects.filter(parcel=parcel)).get()
        problems = _problems(payment, back)
        if problems:
            raise OrderRefused(problems)
        Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + back.amount)
        refund = METHODS[payment.method].refund(payment, back, actor_id=actor_id)
        data = {"refund": refund.code, "amount": refund.amount}
        where = {"parcel_id": parcel.pk, "actor_id": actor_id, "data": data}
        note(parcel.order_id, Kind.REFUND_PROMISED, **where)
        record("orders.refund", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return refund


def pay(refund_code: str, *, reference: str = "", actor_id: int | None) -> Refund:
    """The money has gone back: over the counter, or to the account named, with the bank's reference.

    Paying what is paid changes nothing. Raises OrderRefused bad_reference: a transfer without
    the bank's code, or one that is none. Locks: order, parcel, payment, refund.
    """
    reference = reference.strip().upper()
    with transaction.atomic():
        code = Refund.objects.values_list("payment__parcel__code", flat=True).get(code=refund_code)
        parcel = lock_parcel(code)
        _for_update(Payment.objects.filter(parcel=parcel)).get()
        refund = _for_update(Refund.objects.filter(code=refund_code)).get()
        if refund.state == Refund.State.PAID:
            return refund
        if (refund.pay_to or reference) and not REFERENCE.fullmatch(reference):
            sentence = _(
                "Write the bank's code of the transfer: 4 to 40 letters and digits, as on its slip."
            )
            raise OrderRefused(Problem("bad_reference", sentence, "reference"))
        refund.state = Refund.State.PAID
        refund.paid_at = clock.now()
        refund.paid_by_id = actor_id
        refund.save(update_fields=["state", "paid_at", "paid_by_id"])
        data = {"refund": refund.code, "amount": refund.amount, "reference": reference}
        where = {"parcel_id": parcel.pk, "actor_id": actor_id, "data": data}
        note(parcel.order_id, Kind.REFUNDED, **where)
        record("orders.pay_refund", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return refund


def _problems(payment: Payment, back: Back) -> list[Problem]:
    found = []
    left = payment.amount - payment.refunded
    if payment.state != Payment.State.COLLECTED:
        sentence = _("Nothing was paid for this parcel yet, so nothing can go back.")
        found.append(Problem("not_paid", sentence))
    elif back.amount <= 0:
        sentence = _("Write how many đồng go back.")
        found.append(Problem("bad_amount", sentence, "amount"))
    elif back.amount > left:
        sentence = _(
            "At most %(left)s can go back: the rest was not paid, or has gone back before."
        )
        data = {"left": left, "wanted": back.amount}
        said = sentence % {"left": text.dong(left)}
        found.append(Problem("too_much", said, "amount", data))
    if not 3 <= len(back.reason.strip()) <= LONGEST_REASON:
        sentence = _("Say in a few words why the money goes back.")
        found.append(Problem("bad_reason", sentence, "reason"))
    if len(back.pay_to) > LONGEST_ACCOUNT:
        found.append(Problem("bad_account", _("Keep the account under 120 characters."), "pay_to"))
    return found


def _for_update(rows: QuerySet) -> QuerySet:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update()
