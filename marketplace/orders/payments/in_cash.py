"""What the two ways to pay in cash share: owed from the order on, settled when goods change hands."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from marketplace import bulk, clock, codes, text
from marketplace.orders.history import Kind, note
from marketplace.orders.models import Carrier, Parcel, Payment, Refund
from marketplace.orders.payments.interface import Back
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem


class InCash:
    """A Method (orders.payments.interface) but for its name, its words and when it is available."""

    name: str
    due_words: Any  # with %(amount)s: what the shopper has to do

    def start(self, parcels: Sequence[Parcel]) -> list[Payment]:
        made = [
            Payment(parcel=parcel, method=self.name, amount=parcel.to_collect) for parcel in parcels
        ]
        bulk.add(Payment, made)
        return made

    def confirm(
        self, parcel: Parcel, *, actor_id: int | None, carrier: Carrier | None = None
    ) -> Payment:
        payment = _settle(parcel, Payment.State.COLLECTED, actor_id, carrier)
        data = {"amount": payment.amount, "method": self.name}
        note(parcel.order_id, Kind.PAID, parcel_id=parcel.pk, actor_id=actor_id, data=data)
        return payment

    def fail(self, parcel: Parcel, *, actor_id: int | None) -> Payment:
        return _settle(parcel, Payment.State.VOID, actor_id, None)

    def refund(self, payment: Payment, back: Back, *, actor_id: int | None) -> Refund:
        return Refund.objects.create(
            payment=payment,
            request=back.request,
            code=codes.new_code(),
            client_key=back.client_key,
            amount=back.amount,
            pay_to=back.pay_to,
            reason=back.reason,
            promised_at=clock.now(),
            promised_by_id=actor_id,
        )

    def describe(self, payment: Payment) -> str:
        if payment.state == Payment.State.DUE:
            return str(self.due_words) % {"amount": text.dong(payment.amount)}
        if payment.state == Payment.State.VOID:
            return _("Nothing to pay.")
        if payment.refunded:
            return _("%(amount)s paid, %(back)s of it goes back.") % {
                "amount": text.dong(payment.amount),
                "back": text.dong(payment.refunded),
            }
        return _("%(amount)s paid.") % {"amount": text.dong(payment.amount)}


def _settle(parcel: Parcel, state: str, actor_id: int | None, carrier: Carrier | None) -> Payment:
    payment = Payment.objects.select_for_update().get(parcel=parcel)
    if payment.state != Payment.State.DUE:
        raise OrderRefused(
            Problem("not_due", _("The payment of this order was settled before."), "payment")
        )
    payment.state = state
    payment.settled_at = clock.now()
    payment.settled_by_id = actor_id
    payment.carrier = carrier
    payment.save(update_fields=["state", "settled_at", "settled_by_id", "carrier"])
    return payment
