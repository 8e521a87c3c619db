"""What shoppers are told of their returns, refunds and complaints."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from marketplace import text
from marketplace.orders.history import Kind
from marketplace.orders.models import Complaint, OrderEvent, Refund, ReturnRequest

Said = tuple[str, list[str], dict[str, Any]]  # subject, sentences, more for the template


def _approved(event: OrderEvent) -> Said:
    words = ReturnRequest.objects.get(code=event.data["return"]).decision
    sentences = [
        _("You can bring the goods back."),
        _("The seller writes: %(words)s") % {"words": words},
    ]
    return _("your return is agreed to"), sentences, {}


def _declined(event: OrderEvent) -> Said:
    words = ReturnRequest.objects.get(code=event.data["return"]).decision
    sentences = [
        _("The goods cannot be brought back."),
        _("The seller writes: %(words)s") % {"words": words},
    ]
    return _("your return is declined"), sentences, {}


def _promised(event: OrderEvent) -> Said:
    refund = Refund.objects.get(code=event.data["refund"])
    amount = {"amount": text.dong(refund.amount)}
    way = (
        _("It goes to the account that you named.")
        if refund.pay_to
        else _("It is handed to you in cash at the place that sold the goods.")
    )
    return _("a refund"), [_("You get %(amount)s back.") % amount, way], {}


def _refunded(event: OrderEvent) -> Said:
    amount = {"amount": text.dong(event.data["amount"])}
    return _("refunded"), [_("%(amount)s went back to you.") % amount], {}


def _complained(event: OrderEvent) -> Said:
    day = date.fromisoformat(event.data["due"])
    said = {"day": f"{day:%d/%m/%Y}"}
    return _("your complaint"), [_("We have it, and answer by %(day)s.") % said], {}


def _answered(event: OrderEvent) -> Said:
    answer = Complaint.objects.get(code=event.data["complaint"]).answer
    return _("your complaint"), [_("Your complaint is answered."), answer], {}


WORDS: dict[Kind, Callable[[OrderEvent], Said]] = {
    Kind.RETURN_APPROVED: _approved,
    Kind.RETURN_DECLINED: _declined,
    Kind.REFUND_PROMISED: _promised,
    Kind.REFUNDED: _refunded,
    Kind.COMPLAINT: _complained,
    Kind.ANSWERED: _answered,
}
