"""Consignment agreements (hợp đồng ký gửi): the list, one of them, a new one, its end."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory import agreements as rules
from marketplace.inventory.models import ConsignmentAgreement
from marketplace.places.models import Operator
from marketplace.producers.models import Producer
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.goods.agreement_form import (
    AgreementForm,
    EndForm,
    producers_like,
)
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.terms_form import BEARERS

STATES = {
    "in_force": gettext_lazy("in force"),
    "ending": gettext_lazy("ends within 30 days"),
    "coming": gettext_lazy("begins later"),
    "ended": gettext_lazy("ended"),
}


class Filters(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Producer or number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *STATES.items()],
    )


@staff(Action.MANAGE_AGREEMENTS)
def agreements(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    found = _find(_mine(request), asked.get("q", ""), asked.get("state", ""))
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": [(one, *_standing(one)) for one in page],
        "is_filtered": any(asked.values()),
        "bearers": BEARERS,
    }
    return show(request, "console/goods/agreements.html", context)


@staff(Action.MANAGE_AGREEMENTS)
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    return _agreement(request, get_object_or_404(_mine(request), code=code), EndForm())


@staff(Action.MANAGE_AGREEMENTS)
def agreement_producer(request: HttpRequest) -> HttpResponse:
    """With whom the new agreement is: producers by a part of their name."""
    typed = request.GET.get("q", "").strip()[:100]
    context = {"typed": typed, "producers": producers_like(typed)}
    return show(request, "console/goods/agreement_producer.html", context)


@staff(Action.MANAGE_AGREEMENTS, methods=("GET", "HEAD", "POST"))
def agreement_new(request: HttpRequest, code: str) -> HttpResponse:
    producer = get_object_or_404(Producer, code=code, merged_into=None)
    operators = _operators(request)
    if request.method != "POST":
        initial = {"client_key": uuid.uuid4(), "since": clock.today()}
        return _form(request, producer, AgreementForm(operators=operators, initial=initial))
    form = AgreementForm(request.POST, operators=operators)
    if form.is_valid():
        key = f"agreement:{form.cleaned_data['client_key'].hex}"
        try:
            made = rules.make(form.agreed(producer), actor_id=request.user.pk, client_key=key)
        except Refusal as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("The agreement is recorded."))
            return redirect("console:agreement", code=made.code)
    return _form(request, producer, form, status=422)


@staff(Action.MANAGE_AGREEMENTS, methods=("POST",))
def agreement_end(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request), code=code)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            ended = rules.end(one, form.cleaned_data["until"], actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error("until", problem.sentence)
        else:
            sentence = _("The agreement ends on %(day)s.")
            messages.success(request, sentence % {"day": f"{ended.until:%d/%m/%Y}"})
            return redirect("console:agreement", code=one.code)
    return _agreement(request, one, form, status=422)


def _mine(request: HttpRequest) -> QuerySet[ConsignmentAgreement]:
    """Of the operators whose places the person manages agreements for."""
    return ConsignmentAgreement.objects.filter(operator__in=_operators(request)).select_related(
        "producer", "operator"
    )


def _operators(request: HttpRequest) -> QuerySet[Operator]:
    places = places_for(request.user, Action.MANAGE_AGREEMENTS)
    return Operator.objects.filter(pk__in=places.values("operator")).order_by("name")


def _find(
    mine: QuerySet[ConsignmentAgreement], typed: str, state: str
) -> QuerySet[ConsignmentAgreement]:
    today = clock.today()
    goes_on = Q(until__isnull=True) | Q(until__gte=today)
    if folded := text.fold(typed):
        mine = mine.filter(
            Q(producer__folded__contains=folded) | Q(number__icontains=typed.strip())
        )
    if state == "in_force":
        mine = mine.filter(goes_on, since__lte=today)
    elif state == "ending":
        mine = mine.filter(since__lte=today, until__gte=today, until__lte=today + rules.ENDS_SOON)
    elif state == "coming":
        mine = mine.filter(since__gt=today)
    elif state == "ended":
        mine = mine.filter(until__lt=today)
    return mine.order_by("producer__sort_key", "-since", "pk")


def _standing(one: ConsignmentAgreement) -> tuple[str, Any]:
    """Its state today as a key of STATES, and in words."""
    today = clock.today()
    if one.until is not None and one.until < today:
        state = "ended"
    elif one.since > today:
        state = "coming"
    elif one.until is not None and one.until <= today + rules.ENDS_SOON:
        state = "ending"
    else:
        state = "in_force"
    return state, STATES[state]


def _agreement(
    request: HttpRequest, one: ConsignmentAgreement, form: EndForm, status: int = 200
) -> HttpResponse:
    state, words = _standing(one)
    context = {
        "one": one,
        "state": state,
        "words": words,
        "bearer": BEARERS[one.loss_bearer],
        "recorded_by": names_of([one.recorded_by_id]).get(one.recorded_by_id),
        "form": form,
        "may_end": state != "ended",
        "first": max(clock.today(), one.since),
    }
    return show(request, "console/goods/agreement.html", context, status)


def _form(
    request: HttpRequest, producer: Producer, form: AgreementForm, status: int = 200
) -> HttpResponse:
    context = {"producer": producer, "form": form}
    return show(request, "console/goods/agreement_form.html", context, status)


def _sheet(found: QuerySet[ConsignmentAgreement]) -> HttpResponse:
    headings = [
        _("Producer"),
        _("Operator"),
        _("Number"),
        _("Commission (%)"),
        _("Who bears losses"),
        _("Days to pay"),
        _("First day"),
        _("Last day"),
        _("State"),
    ]
    return sheet.answer(
        "agreements",
        headings,
        (
            (
                one.producer.name,
                one.operator.name,
                one.number,
                one.commission,
                str(BEARERS[one.loss_bearer]),
                one.payment_days,
                one.since,
                one.until,
                str(_standing(one)[1]),
            )
            for one in found
        ),
    )
