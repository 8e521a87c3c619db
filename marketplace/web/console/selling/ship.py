"""Bàn giao: to which carrier the parcel goes, under which tracking code."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.orders import ship as shipping
from marketplace.orders.carriers import ADAPTERS
from marketplace.orders.models import Carrier, Parcel, Shipment
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling import parcel_rows


class CarrierChoice(forms.ModelChoiceField):
    """A carrier by its name."""

    def label_from_instance(self, obj: Carrier) -> str:
        return obj.name


class ShipForm(forms.Form):
    """carriers: the seller's that parcels may go with."""

    carrier = CarrierChoice(
        label=gettext_lazy("Carrier"),
        queryset=Carrier.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who carries the parcel.")},
    )
    tracking_code = forms.CharField(
        label=gettext_lazy("Tracking code"),
        required=False,
        max_length=shipping.LONGEST_TRACKING,
        help_text=gettext_lazy(
            "As on the carrier's slip. Leave it empty for a rider of your own, and for a carrier "
            "that gives the code by itself."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, carriers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].queryset = carriers


@staff(Action.FULFIL_ORDER, methods=("GET", "HEAD", "POST"))
def ship(request: HttpRequest, code: str) -> HttpResponse:
    parcel = parcel_rows.of(request, code, Action.FULFIL_ORDER)
    if request.method != "POST":
        if parcel.state != Parcel.State.PACKED:
            return redirect("console:order", code=parcel.code)
        return _page(request, parcel, ShipForm(carriers=_carriers(parcel), initial=_usual(parcel)))
    form = ShipForm(request.POST, carriers=_carriers(parcel))
    if not form.is_valid():
        return _page(request, parcel, form, status=422)
    carrier, tracking = form.cleaned_data["carrier"], form.cleaned_data["tracking_code"]
    try:
        if ADAPTERS[carrier.adapter].gives_codes and not tracking:
            shipping.ask_carrier(parcel.code, carrier, actor_id=request.user.pk)
            said = _("%(carrier)s is asked for a tracking code. The parcel ships when it is there.")
        else:
            shipping.ship(parcel.code, carrier, tracking, actor_id=request.user.pk)
            said = _("Handed to %(carrier)s. The shopper is told that the parcel is on its way.")
    except Refusal as refused:
        for problem in refused.problems:
            form.add_error(
                problem.field if problem.field in form.fields else None, problem.sentence
            )
        return _page(request, parcel, form, status=422)
    messages.success(request, said % {"carrier": carrier.name})
    return redirect("console:order", code=parcel.code)


def _carriers(parcel: Parcel) -> Any:
    """Those that can be asked, or need not be."""
    ready = [name for name, adapter in ADAPTERS.items() if adapter.is_set_up()]
    mine = Carrier.objects.filter(operator=parcel.order.seller_id, is_active=True)
    return mine.filter(adapter__in=ready).order_by("name")


def _usual(parcel: Parcel) -> dict[str, str]:
    """The carrier that the place used last, or the only one. One query."""
    latest = Shipment.objects.filter(parcel__place=parcel.place, handed_at__isnull=False)
    code = latest.order_by("-handed_at").values_list("carrier__code", flat=True).first()
    if code is None:
        code = _carriers(parcel).values_list("code", flat=True).first()
    return {"carrier": code} if code else {}


def _page(request: HttpRequest, parcel: Parcel, form: ShipForm, status: int = 200) -> HttpResponse:
    shipment = Shipment.objects.filter(parcel=parcel).select_related("carrier").first()
    context = {
        "parcel": parcel,
        "form": form,
        "shipment": shipment,
        "is_awaited": shipment is not None and shipping.is_awaited(shipment),
        "has_carriers": form.fields["carrier"].queryset.exists(),
        "may_manage": Action.MANAGE_DELIVERY in request.actions,
    }
    return show(request, "console/selling/ship.html", context, status)
