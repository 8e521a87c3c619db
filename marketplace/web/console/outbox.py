"""What goes out: mails, short messages, webhooks, jobs; how they stand, and trying them again.

Shows kinds, figures and types of errors; nothing of what a message says or whom it is for.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.outbox import again
from marketplace.outbox.deliver import MOST_ATTEMPTS
from marketplace.outbox.models import Message
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

State = Message.State
STATES: dict[Any, Any] = {
    State.FAILED: gettext_lazy("given up"),
    State.WAITING: gettext_lazy("waiting"),
    State.DONE: gettext_lazy("done"),
}
KINDS: dict[str, Any] = {
    "order.event": gettext_lazy("News of an order"),
    "booking.news": gettext_lazy("News of a booking"),
    "accounts.code": gettext_lazy("Code to sign in"),
    "webhook": gettext_lazy("Event for another system"),
    "stock.changed": gettext_lazy("Changed stock, to be told"),
    "certificate.changed": gettext_lazy("Changed certificates, to be told"),
    "carrier.create": gettext_lazy("Parcel for a carrier"),
    "orders.check_orders": gettext_lazy("Check of the orders"),
    "inventory.check_stock": gettext_lazy("Check of the stock"),
}
# Newest troubles first: what was given up, then what waits, then what is done.
ORDER: dict[str, str] = {State.FAILED: "-queued_at", State.WAITING: "due_at"}


class Filters(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *STATES.items()],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("All")), *KINDS.items()],
    )


class TryForm(forms.Form):
    message = forms.IntegerField(min_value=1, max_value=2**63 - 1)


@staff(Action.SEE_OUTBOX)
def outbox(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = {name: value for name, value in filters.cleaned_data.items() if value}
    found = Message.objects.filter(**asked).order_by(ORDER.get(asked.get("state", ""), "-pk"), "pk")
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "is_filtered": bool(asked),
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "counts": _counts(),
        "kind": asked.get("kind", ""),
        "most": MOST_ATTEMPTS,
    }
    return show(request, "console/outbox.html", context)


@staff(Action.SEE_OUTBOX, methods=("POST",))
def outbox_try(request: HttpRequest) -> HttpResponse:
    form = TryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was out of date. Look at the list and press again."))
        return redirect("console:outbox")
    try:
        again.try_again(form.cleaned_data["message"], actor_id=request.user.pk)
    except Refusal as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("It is tried now. Reload the page to see what came of it."))
    return redirect("console:outbox")


@staff(Action.SEE_OUTBOX, methods=("POST",))
def outbox_try_failed(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.POST)
    filters.is_valid()
    many = again.try_all_failed(filters.cleaned_data.get("kind", ""), actor_id=request.user.pk)
    sentence = ngettext(
        "%(many)d message is tried again now.", "%(many)d messages are tried again now.", many
    )
    messages.success(request, sentence % {"many": many})
    return redirect("console:outbox")


def _counts() -> dict[str, Any]:
    """How many are in each state, and since when the oldest waits. One query."""
    rows = Message.objects.values("state").annotate(many=Count("pk"), oldest=Min("queued_at"))
    by_state = {row["state"]: row for row in rows.order_by()}
    return {
        state: by_state.get(state, {"many": 0, "oldest": None})
        for state in (State.WAITING, State.FAILED, State.DONE)
    }


def _row(one: Message) -> dict[str, Any]:
    return {"one": one, "kind": KINDS.get(one.kind, one.kind), "state": STATES[State(one.state)]}


def _sheet(found: QuerySet[Message]) -> HttpResponse:
    headings = [_("What"), _("State"), _("Promised at"), _("Tries"), _("Next try"), _("Last error")]
    table = (
        (
            str(row["kind"]),
            str(row["state"]),
            clock.local(row["one"].queued_at).replace(tzinfo=None),
            row["one"].attempts,
            clock.local(row["one"].due_at).replace(tzinfo=None)
            if row["one"].state == State.WAITING
            else None,
            row["one"].last_error,
        )
        for row in (_row(one) for one in found.iterator())
    )
    return sheet.answer("tin-gui-di", headings, table)
