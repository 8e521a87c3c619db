"""One parcel: what is in it, whose it is, what happened, and the one next step."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.orders import cancel as cancelling
from marketplace.orders import deliver as delivering
from marketplace.orders import ready as readying
from marketplace.orders import refuse as refusing
from marketplace.orders.carriers import ADAPTERS
from marketplace.orders.models import BEFORE_PACKING, HELD, Parcel, Shipment
from marketplace.orders.payments import METHODS
from marketplace.orders.ship import is_awaited
from marketplace.orders.states import LONGEST_REASON
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.parcel_words import history_of, state_now, state_words

State = Parcel.State


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


class CancelForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_cancel_%s", **kwargs)
        self.fields["reason"].help_text = _(
            "The shopper asked, nobody answers the phone, goods are broken…"
        )


class RefuseForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_refuse_%s", **kwargs)
        self.fields["reason"].help_text = _("Nobody at home, did not want it, wrong address…")


@staff(Action.SEE_ORDERS)
def order(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, parcel_rows.of(request, code, Action.SEE_ORDERS))


@staff(Action.FULFIL_ORDER, methods=("POST",))
def ready(request: HttpRequest, code: str) -> HttpResponse:
    def act(parcel: Parcel) -> str:
        done = readying.ready(parcel.code, actor_id=request.user.pk)
        until = f"{clock.local(done.held_until):%H:%M %d/%m/%Y}" if done.held_until else ""
        sentence = _("Parcel %(code)s can be collected until %(until)s; its shopper is told.")
        return sentence % {"code": done.code, "until": until}

    return _act(request, code, act)


@staff(Action.FULFIL_ORDER, methods=("POST",))
def deliver(request: HttpRequest, code: str) -> HttpResponse:
    def act(parcel: Parcel) -> str:
        done = delivering.deliver(parcel.code, actor_id=request.user.pk)
        sentence = _("Parcel %(code)s is delivered; its carrier owes %(amount)s.")
        return sentence % {"code": done.code, "amount": text.dong(done.to_collect)}

    return _act(request, code, act)


@staff(Action.FULFIL_ORDER, methods=("POST",))
def refuse_parcel(request: HttpRequest, code: str) -> HttpResponse:
    parcel, form = parcel_rows.of(request, code, Action.FULFIL_ORDER), RefuseForm(request.POST)

    def act(reason: str) -> str:
        refusing.refuse(parcel.code, reason=reason, actor_id=request.user.pk)
        sentence = _("Parcel %(code)s comes back. Scan it under “Coming back” when it is here.")
        return sentence % {"code": parcel.code}

    return _with_reason(request, parcel, form, act, "refuse_form")


@staff(Action.CANCEL_ORDER, methods=("POST",))
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    parcel, form = parcel_rows.of(request, code, Action.CANCEL_ORDER), CancelForm(request.POST)

    def act(reason: str) -> str:
        cancelling.cancel(parcel.code, reason=reason, actor_id=request.user.pk)
        sentence = _("Order %(code)s was cancelled; its goods can be sold again.")
        return sentence % {"code": parcel.code}

    return _with_reason(request, parcel, form, act, "cancel_form")


def _act(request: HttpRequest, code: str, act: Callable[[Parcel], str]) -> HttpResponse:
    """A step without anything to write: what came of it stands above the order."""
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    try:
        messages.success(request, act(parcel))
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    return redirect("console:order", code=parcel.code)


def _with_reason(
    request: HttpRequest,
    parcel: Parcel,
    form: ReasonForm,
    act: Callable[[str], str],
    name: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data["reason"]))
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            return redirect("console:order", code=parcel.code)
    fresh = parcel_rows.of(request, parcel.code, Action.SEE_ORDERS)
    return _page(request, fresh, status=422, **{name: form})


def _page(
    request: HttpRequest, parcel: Parcel, *, status: int = 200, **forms_shown: forms.Form
) -> HttpResponse:
    moment = clock.now()
    state = state_now(parcel, moment)
    lines = list(parcel.lines.select_related("listing").order_by("pk"))
    document, left = parcel_rows.gone_out(parcel)
    shipment = Shipment.objects.filter(parcel=parcel).select_related("carrier").first()
    may = _may(request, parcel, state)
    context = {
        "parcel": parcel,
        "state": state,
        "state_words": state_words(parcel, moment),
        "is_collected": parcel.order.how == "collection",
        "lines": lines,
        "goods": sum(line.total for line in lines),
        "units_count": sum(line.quantity for line in lines),
        "phone": phones.spoken(parcel.order.phone) if parcel.order.phone else "",
        "payment_words": METHODS[parcel.payment.method].describe(parcel.payment),
        "document": document,
        "left": left,
        "shipment": shipment,
        "is_awaited": shipment is not None and is_awaited(shipment),
        "follow": _follow(shipment),
        "others": list(parcel.order.parcels.exclude(pk=parcel.pk).order_by("pk")),
        "history": history_of(parcel),
        "ended_by": names_of([parcel.ended_by_id]).get(parcel.ended_by_id),
        "needs_a_person": state in HELD
        and parcel.pk in parcel_rows.needing_a_person(Place.objects.filter(pk=parcel.place_id)),
        "may": may,
        "client_key": uuid.uuid4(),
        "cancel_form": CancelForm(),
        "refuse_form": RefuseForm(),
    } | forms_shown
    return show(request, "console/order.html", context, status)


def _follow(shipment: Shipment | None) -> str:
    if shipment is None or not shipment.tracking_code:
        return ""
    return ADAPTERS[shipment.carrier.adapter].page(shipment.tracking_code)


def _may(request: HttpRequest, parcel: Parcel, state: str) -> dict[str, bool]:
    """The steps that stand open to this person now. Two queries at most."""
    fulfils = _has(request, Action.FULFIL_ORDER, parcel)
    collected, is_here = parcel.order.how == "collection", _is_here(parcel)
    return {
        "split": fulfils and state in BEFORE_PACKING and is_here,
        "pack": fulfils and state == State.CONFIRMED and not collected,
        "ready": fulfils and state == State.CONFIRMED and collected and is_here,
        "send": fulfils and state == State.CONFIRMED and _is_to_go(parcel),
        "ship": fulfils and state == State.PACKED,
        "collect": fulfils and state == State.READY,
        "deliver": fulfils and state == State.SHIPPED,
        "take_back": fulfils and state == State.REFUSED,
        "print": state in (State.CONFIRMED, State.PACKED, State.SHIPPED) and not collected,
        "return": state == State.DELIVERED and Action.RETURN_STOCK in request.actions,
        "refund": state == State.DELIVERED and _has(request, Action.RECONCILE_COD, parcel),
        "cancel": state in HELD and _has(request, Action.CANCEL_ORDER, parcel),
    }


def _is_to_go(parcel: Parcel) -> bool:
    return parcel.supplied_from_id is not None and parcel.transfer_id is None


def _is_here(parcel: Parcel) -> bool:
    """Whether its goods stand at its own place, as far as the page can tell."""
    on_the_way = parcel.transfer is not None and parcel.transfer.state == "sent"
    return not _is_to_go(parcel) and not on_the_way


def _has(request: HttpRequest, action: Action, parcel: Parcel) -> bool:
    return (
        action in request.actions
        and places_for(request.user, action).filter(pk=parcel.place_id).exists()
    )
