"""What states, reasons and verdicts of money and returns are called on screens."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.orders.models import CarrierStatementLine, Complaint, Refund, ReturnRequest

Words = dict[Any, Any]

RETURN_STATES: Words = {
    ReturnRequest.State.ASKED: _("Waits for a decision"),
    ReturnRequest.State.APPROVED: _("Approved, goods to come"),
    ReturnRequest.State.DECLINED: _("Declined"),
    ReturnRequest.State.RECEIVED: _("Goods are back"),
}
REFUND_STATES: Words = {
    Refund.State.PROMISED: _("To be paid back"),
    Refund.State.PAID: _("Paid back"),
}
COMPLAINT_STATES: Words = {
    Complaint.State.OPEN: _("Waits for an answer"),
    Complaint.State.ANSWERED: _("Answered"),
}
VERDICTS: Words = {
    CarrierStatementLine.Verdict.MATCHED: _("Matches"),
    CarrierStatementLine.Verdict.DIFFERS: _("Another amount"),
    CarrierStatementLine.Verdict.UNKNOWN: _("No parcel of ours"),
    CarrierStatementLine.Verdict.NOT_DELIVERED: _("Not delivered, as we know it"),
    CarrierStatementLine.Verdict.TWICE: _("Handed on before"),
}
