"""Producers whose printed address leaves their commune open, and where a person settles it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.audit.models import Line
from marketplace.certification.models import Certificate
from marketplace.certification.place_producer import place_producer
from marketplace.places import units
from marketplace.places.addresses import SPLIT, UNKNOWN, UNKNOWN_COMMUNE, may_lie_in
from marketplace.places.models import Unit
from marketplace.producers.models import Producer
from marketplace.refusal import Refusal
from marketplace.text import fold
from marketplace.web.console import sheet
from marketplace.web.console.certified import LONGEST_SEARCH
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

REMARKS = {
    SPLIT: gettext_lazy("The commune was split"),
    UNKNOWN_COMMUNE: gettext_lazy("The commune is not known"),
    UNKNOWN: gettext_lazy("Not even the province is known"),
}


class Filters(forms.Form):
    """What stands in the address; anything unknown there counts as not asked."""

    q = forms.CharField(
        label=gettext_lazy("Producer or address"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    remark = forms.ChoiceField(
        label=gettext_lazy("What is open"),
        choices=[("", gettext_lazy("All")), *REMARKS.items()],
        required=False,
    )


class CommuneForm(forms.Form):
    """The communes of one province, those that a split one became first."""

    commune = forms.ChoiceField(label=gettext_lazy("Commune of today"))
    address = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, province: Unit | None, likely: list[Unit], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        field.error_messages["required"] = _("Choose a commune from the list.")
        field.error_messages["invalid_choice"] = _("Choose a commune from the list.")
        others = units.communes(province.code) if province else []
        groups = [
            (_("Made from the commune printed"), _named(likely)),
            (province.full_name if province else "", _named(others)),
        ]
        choices = [("", _("Choose…")), *(group for group in groups if group[1])]
        field.choices = choices  # type: ignore[attr-defined]


@staff(Action.SEE_REGISTER)
def addresses(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    found = find_open(text=asked.get("q", ""), remark=asked.get("remark", ""))
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": [(one, REMARKS.get(one.address_remark, "")) for one in page.object_list],
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/addresses.html", context)


@staff(Action.SEE_REGISTER, methods=("GET", "HEAD", "POST"))
def address(request: HttpRequest, code: str) -> HttpResponse:
    """Settling needs IMPORT_REGISTER: whoever brings lists answers for where producers lie."""
    found = Producer.objects.select_related("unit", "province")
    one = get_object_or_404(found, code=code, merged_into=None)
    may_place = Action.IMPORT_REGISTER in request.actions
    if request.method == "POST" and not may_place:
        raise PermissionDenied
    likely = may_lie_in(one.address, day=_printed_on(one))
    province = _province(request, one)
    posted = request.POST if request.method == "POST" else None
    form = CommuneForm(province, likely, posted, initial={"address": one.address})
    if request.method == "POST" and _settled(form, one, request.user.pk):
        messages.success(request, _("Where the producer lies is settled now."))
        return redirect("console:addresses")
    context = {
        "producer": one,
        "remark": REMARKS.get(one.address_remark, ""),
        "form": form,
        "may_place": may_place,
        "province": province,
        "provinces": units.provinces() if may_place else [],
        "likely": likely,
        "products": one.certifiedproduct_set.order_by("folded", "pk"),
        "placed": _placed(one),
    }
    status = 422 if form.is_bound else 200
    return show(request, "console/address.html", context, status)


def _settled(form: CommuneForm, one: Producer, actor_id: int) -> bool:
    """Whether the rule took what the form says; if not, the form says why."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        place_producer(
            one.code, commune=said["commune"], address=said["address"], actor_id=actor_id
        )
    except Refusal as refused:
        for problem in refused.problems:
            form.add_error(problem.field or None, problem.sentence)
        return False
    return True


def find_open(*, text: str = "", remark: str = "") -> QuerySet[Producer]:
    """Producers whose commune of today is not known, split ones first."""
    found = Producer.objects.filter(merged_into=None).select_related("province")
    found = found.filter(address_remark=remark) if remark else found.exclude(address_remark="")
    if text.strip():
        found = found.filter(Q(folded__contains=fold(text)) | Q(address__icontains=text.strip()))
    return found.order_by("address_remark", "province__sort_key", "sort_key", "pk")


def _province(request: HttpRequest, one: Producer) -> Unit | None:
    """The one asked for, else the producer's."""
    asked = request.POST.get("province") or request.GET.get("province")
    if not asked:
        return one.province
    return next((unit for unit in units.provinces() if unit.code == asked), one.province)


def _printed_on(one: Producer) -> Any:
    """The newest decision that prints the address, since names are read as of their time."""
    printed = Certificate.objects.filter(
        certified_product__producer=one, printed_address=one.address
    )
    return printed.aggregate(day=Max("decided_on"))["day"]


def _placed(one: Producer) -> list[tuple[datetime, str, str]]:
    """When people said where it lies, who, and which commune; newest first."""
    lines = Line.objects.filter(
        subject=f"producer:{one.code}", action="certification.place_producer"
    ).order_by("-at", "-pk")
    told = list(lines)
    names = names_of(line.actor_id for line in told)
    communes = Unit.objects.in_bulk([line.data["unit"] for line in told])
    return [
        (line.at, names.get(line.actor_id or 0, ""), communes[line.data["unit"]].full_name)
        for line in told
    ]


def _named(found: list[Unit]) -> list[tuple[str, str]]:
    return [(unit.code, unit.full_name) for unit in found]


def _sheet(found: QuerySet[Producer]) -> HttpResponse:
    headings = [_("Producer"), _("Address as printed"), _("Province"), _("What is open")]
    return sheet.answer(
        f"dia-chi-{clock.today():%Y-%m-%d}",
        headings,
        (
            (
                one.name,
                one.address,
                one.province.full_name if one.province else "",
                str(REMARKS.get(one.address_remark, "")),
            )
            for one in found
        ),
    )
