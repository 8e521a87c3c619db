"""Phí vận chuyển: the zones of a seller and what each weight costs in them."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.orders import zones as keeping
from marketplace.orders.models import DeliveryZone, ZoneUnit
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.goods.place_forms import written
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling.sellers import sellers_of
from marketplace.web.console.selling.zone_form import REACH_WORDS, RateRows, ZoneForm, rates_of

WRITE = ("GET", "HEAD", "POST")


@staff(Action.MANAGE_DELIVERY)
def zones(request: HttpRequest) -> HttpResponse:
    sellers = list(sellers_of(request))
    named = ZoneUnit.objects.select_related("unit__parent").order_by("unit__sort_key")
    found = list(
        _mine(request)
        .select_related("operator")
        .prefetch_related("rates", Prefetch("units", queryset=named))
        .order_by("operator__name", "position", "pk")
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    rows = [{"zone": one, "reach": _reach(one), "rates": list(one.rates.all())} for one in found]
    context = {
        "rows": rows,
        "has_many_sellers": len(sellers) > 1,
        "without": [one for one in sellers if one.pk not in {zone.operator_id for zone in found}],
    }
    return show(request, "console/selling/zones.html", context)


@staff(Action.MANAGE_DELIVERY, methods=WRITE)
def zone_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@staff(Action.MANAGE_DELIVERY, methods=WRITE)
def zone(request: HttpRequest, code: str) -> HttpResponse:
    return _edit(request, get_object_or_404(_mine(request).select_related("operator"), code=code))


@staff(Action.MANAGE_DELIVERY, methods=("POST",))
def zone_remove(request: HttpRequest, code: str) -> HttpResponse:
    one = get_object_or_404(_mine(request).select_related("operator"), code=code)
    keeping.remove(one, actor_id=request.user.pk)
    sentence = _("Zone %(name)s was taken away. Where no other zone fits, nothing is delivered.")
    messages.success(request, sentence % {"name": one.name})
    return redirect("console:zones")


def _mine(request: HttpRequest) -> Any:
    return DeliveryZone.objects.filter(operator__in=sellers_of(request))


def _edit(request: HttpRequest, one: DeliveryZone | None) -> HttpResponse:
    sellers = sellers_of(request)
    if one is not None:
        sellers = sellers.filter(pk=one.operator_id)
    if request.method != "POST":
        form = ZoneForm(initial=_initial(one), sellers=sellers)
        return _page(request, one, form, RateRows(initial=_rates(one), prefix="rate"))
    form, rows = ZoneForm(request.POST, sellers=sellers), RateRows(request.POST, prefix="rate")
    if form.is_valid() & rows.is_valid():
        try:
            seller = form.cleaned_data["operator"]
            made = keeping.save(seller, one, form.said(rates_of(rows)), actor_id=request.user.pk)
        except Refusal as refused:
            form.take(refused.problems)
        else:
            sentence = _("Zone %(name)s is saved. New orders pay these fees.")
            messages.success(request, sentence % {"name": made.name})
            return redirect("console:zones")
    return _page(request, one, form, rows, status=422)


def _initial(one: DeliveryZone | None) -> dict[str, Any]:
    if one is None:
        return {
            "position": 1,
            "reach": DeliveryZone.Reach.SAME_PROVINCE,
            "days_from": 1,
            "days_to": 3,
        }
    named = one.units.select_related("unit__parent__parent").order_by("unit__sort_key")
    return {
        "operator": one.operator.code,
        "name": one.name,
        "position": one.position,
        "reach": one.reach,
        "units": "\n".join(written(row.unit) for row in named),
        "days_from": one.days_from,
        "days_to": one.days_to,
    }


def _rates(one: DeliveryZone | None) -> list[dict[str, str]]:
    if one is None:
        return []
    return [{"up_to": _dots(rate.up_to_grams), "fee": _dots(rate.fee)} for rate in one.rates.all()]


def _dots(number: int) -> str:
    return f"{number:,d}".replace(",", ".")


def _reach(one: DeliveryZone) -> str:
    if one.reach == DeliveryZone.Reach.UNITS:
        return ", ".join(row.unit.full_name for row in one.units.all())
    return str(REACH_WORDS[DeliveryZone.Reach(one.reach)])


def _page(
    request: HttpRequest, one: DeliveryZone | None, form: ZoneForm, rows: Any, status: int = 200
) -> HttpResponse:
    context = {"zone": one, "form": form, "rows": rows}
    return show(request, "console/selling/zone.html", context, status)


def _sheet(found: list[DeliveryZone]) -> HttpResponse:
    headings = [
        *(_("Seller"), _("Zone"), _("Where it goes"), _("Working days")),
        *(_("Up to (grams)"), _("Fee (đồng)")),
    ]
    table = (
        (
            *(one.operator.name, one.name, _reach(one), f"{one.days_from}–{one.days_to}"),
            *(rate.up_to_grams, rate.fee),
        )
        for one in found
        for rate in one.rates.all()
    )
    return sheet.answer("phi-van-chuyen", headings, table)
