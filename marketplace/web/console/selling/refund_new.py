"""Money back without a return: for what was missing, late or spoilt, or brought to the counter."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action, places_for
from marketplace.orders import refunds
from marketplace.orders.models import Parcel, Payment
from marketplace.orders.payments.interface import Back
from marketplace.refusal import Refusal
from marketplace.web.console.fields import DongField
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show


class RefundForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    amount = DongField(
        label=gettext_lazy("Goes back to the shopper (đồng)"),
        error_messages={"required": gettext_lazy("Write how many đồng go back.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=refunds.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )
    pay_to = forms.CharField(
        label=gettext_lazy("Account that the shopper named"),
        required=False,
        max_length=refunds.LONGEST_ACCOUNT,
        help_text=gettext_lazy("Leave it empty to pay in cash at the counter."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@staff(Action.RECONCILE_COD, methods=("GET", "HEAD", "POST"))
def refund_new(request: HttpRequest, code: str) -> HttpResponse:
    """code: the parcel's."""
    mine = Parcel.objects.filter(place__in=places_for(request.user, Action.RECONCILE_COD))
    paid = mine.filter(payment__state=Payment.State.COLLECTED)
    parcel = get_object_or_404(paid.select_related("order", "place", "payment"), code=code)
    if request.method != "POST":
        return _page(request, parcel, RefundForm(initial={"client_key": uuid.uuid4()}))
    form = RefundForm(request.POST)
    if form.is_valid():
        try:
            made = refunds.promise(parcel.code, _back(parcel, form), actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("The refund is promised; the shopper is told so."))
            return redirect("console:refund", code=made.code)
    return _page(request, parcel, form, 422)


def _back(parcel: Parcel, form: RefundForm) -> Back:
    said = form.cleaned_data
    # The parcel's code is part of the key: a key sent for another parcel can't answer for this.
    return Back(
        amount=said["amount"],
        reason=said["reason"],
        client_key=f"{parcel.code}:{said['client_key'].hex}",
        pay_to=said["pay_to"],
    )


def _page(
    request: HttpRequest, parcel: Parcel, form: RefundForm, status: int = 200
) -> HttpResponse:
    payment = parcel.payment
    context: dict[str, Any] = {
        "parcel": parcel,
        "form": form,
        "left": payment.amount - payment.refunded,
    }
    return show(request, "console/selling/refund_new.html", context, status)
