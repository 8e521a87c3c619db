"""Đơn vị vận chuyển: who carries a seller's parcels."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.orders.carriers import ADAPTERS, keeping
from marketplace.orders.models import Carrier
from marketplace.places.models import Operator
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling.sellers import sellers_of


class CarrierForm(forms.Form):
    operator = forms.ModelChoiceField(
        label=gettext_lazy("Seller"),
        queryset=Operator.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("As shoppers read it when their parcel is on its way."),
    )
    adapter = forms.ChoiceField(
        label=gettext_lazy("How it works"),
        choices=[(name, adapter.words) for name, adapter in ADAPTERS.items()],
    )

    def __init__(self, *args: Any, sellers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = sellers
        if len(sellers) == 1:
            self.fields["operator"].empty_label = None


class SwitchForm(forms.Form):
    on = forms.BooleanField(required=False)


@staff(Action.MANAGE_DELIVERY)
def carriers(request: HttpRequest) -> HttpResponse:
    return _page(request, CarrierForm(sellers=sellers_of(request)))


@staff(Action.MANAGE_DELIVERY, methods=("POST",))
def carrier_add(request: HttpRequest) -> HttpResponse:
    form = CarrierForm(request.POST, sellers=sellers_of(request))
    if form.is_valid():
        try:
            made = keeping.add(**form.cleaned_data, actor_id=request.user.pk)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            sentence = _("Parcels can go with %(name)s from now on.")
            messages.success(request, sentence % {"name": made.name})
            return redirect("console:carriers")
    return _page(request, form, status=422)


@staff(Action.MANAGE_DELIVERY, methods=("POST",))
def carrier_switch(request: HttpRequest, code: str) -> HttpResponse:
    carrier = get_object_or_404(_mine(request), code=code)
    form = SwitchForm(request.POST)
    is_on = form.is_valid() and form.cleaned_data["on"]
    keeping.switch(carrier, on=is_on, actor_id=request.user.pk)
    sentence = (
        _("Parcels can go with %(name)s again.")
        if is_on
        else _("No new parcel goes with %(name)s; those under way are not touched.")
    )
    messages.success(request, sentence % {"name": carrier.name})
    return redirect("console:carriers")


def _mine(request: HttpRequest) -> Any:
    return Carrier.objects.filter(operator__in=sellers_of(request))


def _page(request: HttpRequest, form: CarrierForm, status: int = 200) -> HttpResponse:
    rows = list(
        _mine(request)
        .select_related("operator")
        .annotate(parcels=Count("shipments"))
        .order_by("operator__name", "-is_active", "name")
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(rows)
    context = {
        "rows": [
            {
                "carrier": one,
                "words": ADAPTERS[one.adapter].words,
                "is_set_up": ADAPTERS[one.adapter].is_set_up(),
            }
            for one in rows
        ],
        "form": form,
        "has_many_sellers": len(form.fields["operator"].queryset) > 1,
    }
    return show(request, "console/selling/carriers.html", context, status)


def _sheet(rows: list[Any]) -> HttpResponse:
    headings = [_("Name"), _("Seller"), _("How it works"), _("Parcels"), _("In use")]
    table = (
        (
            one.name,
            one.operator.name,
            str(ADAPTERS[one.adapter].words),
            one.parcels,
            _("yes") if one.is_active else _("no"),
        )
        for one in rows
    )
    return sheet.answer("van-chuyen", headings, table)
