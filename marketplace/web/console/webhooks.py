"""Other systems that are told what happens: which, of what, with which secret, and what came of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.outbox import webhook_endpoints
from marketplace.outbox.models import Message, WebhookDelivery, WebhookEndpoint
from marketplace.outbox.webhook_delivery import replay
from marketplace.outbox.webhook_secret import secret
from marketplace.outbox.webhooks import KINDS
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of


class EndpointForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the system"), max_length=webhook_endpoints.LONGEST_NAME
    )
    url = forms.CharField(
        label=gettext_lazy("Address that is called"),
        help_text=gettext_lazy("It begins with https://"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"),
        choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,  # the rule says it in a sentence
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")


class Filters(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Event"),
        required=False,
        choices=[("", gettext_lazy("All")), *KINDS.items()],
    )
    open = forms.BooleanField(label=gettext_lazy("Only those that were not taken"), required=False)


class SwitchForm(forms.Form):
    on = forms.BooleanField(required=False)


class RenewForm(forms.Form):
    turn = forms.IntegerField(min_value=1, max_value=32767)


class ReplayForm(forms.Form):
    event = forms.UUIDField()


@staff(Action.MANAGE_WEBHOOKS)
def webhooks(request: HttpRequest) -> HttpResponse:
    return _list(request, EndpointForm())


@staff(Action.MANAGE_WEBHOOKS, methods=("POST",))
def webhook_add(request: HttpRequest) -> HttpResponse:
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            made = webhook_endpoints.add(**form.cleaned_data, actor_id=request.user.pk)
        except Refusal as refused:
            _take(form, refused)
        else:
            sentence = _("%(name)s is told from now on. Give it the secret below.")
            messages.success(request, sentence % {"name": made.name})
            return redirect("console:webhook", code=made.code)
    return _list(request, form, 422)


@staff(Action.MANAGE_WEBHOOKS, methods=("GET", "HEAD", "POST"))
def webhook(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(WebhookEndpoint, code=code)
    if request.method != "POST":
        return _page(
            request, one, EndpointForm({"name": one.name, "url": one.url, "kinds": one.kinds})
        )
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            webhook_endpoints.change(code, **form.cleaned_data, actor_id=request.user.pk)
        except Refusal as refused:
            _take(form, refused)
        else:
            messages.success(request, _("Kept. It counts from now on."))
            return redirect("console:webhook", code=code)
    return _page(request, one, form, 422)


@staff(Action.MANAGE_WEBHOOKS, methods=("POST",))
def webhook_switch(request: HttpRequest, code: str) -> HttpResponse:
    get_object_or_404(WebhookEndpoint, code=code)
    form = SwitchForm(request.POST)
    is_on = form.is_valid() and form.cleaned_data["on"]
    one = webhook_endpoints.switch(code, on=is_on, actor_id=request.user.pk)
    sentence = (
        _("%(name)s is told again, of what happens from now on.")
        if is_on
        else _("%(name)s is told nothing any more.")
    )
    messages.success(request, sentence % {"name": one.name})
    return redirect("console:webhook", code=code)


@staff(Action.MANAGE_WEBHOOKS, methods=("POST",))
def webhook_renew(request: HttpRequest, code: str) -> HttpResponse:
    get_object_or_404(WebhookEndpoint, code=code)
    form = RenewForm(request.POST)
    if form.is_valid():
        turn = form.cleaned_data["turn"]
        webhook_endpoints.renew_secret(code, seen_turn=turn, actor_id=request.user.pk)
        messages.success(request, _("The secret is new; the old one signs nothing any more."))
    return redirect("console:webhook", code=code)


@staff(Action.MANAGE_WEBHOOKS, methods=("POST",))
def webhook_replay(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(WebhookEndpoint, code=code)
    form = ReplayForm(request.POST)
    if form.is_valid():
        delivery = get_object_or_404(one.deliveries, event_id=form.cleaned_data["event"])
        replay(delivery, actor_id=request.user.pk)
        messages.success(request, _("It is sent now, under the same event id."))
    return redirect("console:webhook", code=code)


def _take(form: forms.Form, refused: Refusal) -> None:
    for problem in refused.problems:
        form.add_error(problem.field or None, problem.sentence)


def _list(request: HttpRequest, form: EndpointForm, status: int = 200) -> HttpResponse:
    rows = WebhookEndpoint.objects.annotate(
        many=Count("deliveries"),
        open=Count("deliveries", filter=Q(deliveries__delivered_at=None)),
    ).order_by("-is_active", "name", "pk")
    if request.GET.get("as") == "xlsx":
        headings = [_("Name"), _("Address"), _("Told of"), _("In use"), _("Sent"), _("Not taken")]
        table = (
            (one.name, one.url, _kinds(one), _("yes") if one.is_active else _("no"))
            + (one.many, one.open)
            for one in rows
        )
        return sheet.answer("he-thong-khac", headings, table)
    context = {"rows": [{"one": one, "kinds": _kinds(one)} for one in rows], "form": form}
    return show(request, "console/webhooks.html", context, status)


def _kinds(one: WebhookEndpoint) -> str:
    return ", ".join(str(KINDS[kind]) for kind in one.kinds if kind in KINDS)


def _page(
    request: HttpRequest, one: WebhookEndpoint, form: EndpointForm, status: int = 200
) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    found = one.deliveries.select_related("message").order_by("-made_at", "-pk")
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("open"):
        found = found.filter(delivered_at=None)
    if request.GET.get("as") == "xlsx":
        return _deliveries_sheet(found)
    page = page_of(request, found)
    context = {
        "one": one,
        "secret": secret(one),
        "form": form,
        "filters": filters,
        "is_filtered": any(asked.values()),
        "page": page,
        "rows": [_row(delivery) for delivery in page.object_list],
    }
    return show(request, "console/webhook.html", context, status)


def _row(delivery: WebhookDelivery) -> dict[str, Any]:
    message = delivery.message
    waits = message is not None and message.state == Message.State.WAITING
    return {
        "one": delivery,
        "kind": KINDS.get(delivery.kind, delivery.kind),
        "tries": message.attempts if message else 0,
        "next": message.due_at if message and waits and not delivery.delivered_at else None,
        "is_given_up": message is not None and message.state == Message.State.FAILED,
    }


def _deliveries_sheet(found: Any) -> HttpResponse:
    headings = [_("Event id"), _("Event"), _("At"), _("Tries"), _("Answer"), _("Taken at")]
    table = (
        (
            str(row["one"].event_id),
            str(row["kind"]),
            clock.local(row["one"].made_at).replace(tzinfo=None),
            row["tries"],
            row["one"].status or None,
            clock.local(row["one"].delivered_at).replace(tzinfo=None)
            if row["one"].delivered_at
            else None,
        )
        for row in (_row(one) for one in found.iterator())
    )
    return sheet.answer("webhook", headings, table)
