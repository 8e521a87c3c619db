"""My places: the list, and all that is said of one."""

from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.availability import promised_units
from marketplace.inventory.models import Shelf
from marketplace.places.hours import DAYS, clock_time
from marketplace.places.models import Place, Recognition
from marketplace.web.console import sheet
from marketplace.web.console.goods.place_forms import written
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.shop.place_cards import DAYS as DAY_NAMES
from marketplace.web.shop.place_cards import picture

STATES = (("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed for good")))


class Filters(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name or code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All")), *Place.Kind.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *STATES]
    )


@staff(Action.MANAGE_PLACE)
def places(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    rows = _filtered(places_for(request.user, Action.MANAGE_PLACE), asked)
    if request.GET.get("as") == "xlsx":
        return _sheet(_rows(rows))
    page = page_of(request, rows)
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page.object_list),
        "is_filtered": any(asked.values()),
        "may_open": Action.OPEN_PLACE in request.actions,
        "may_lend": Action.LEND_STAFF in request.actions,
    }
    return show(request, "console/goods/places.html", context)


@staff(Action.MANAGE_PLACE)
def place(request: HttpRequest, code: str) -> HttpResponse:
    rows = places_for(request.user, Action.MANAGE_PLACE).select_related(
        "unit__parent", "operator", "supplied_by"
    )
    found = get_object_or_404(rows.prefetch_related("hours"), code=code)
    served = found.served.select_related("unit__parent__parent").order_by("unit__sort_key")
    may_open = places_for(request.user, Action.OPEN_PLACE).filter(pk=found.pk).exists()
    context = {
        "place": found,
        "is_closed": found.closed_on is not None,
        "picture": picture(found),
        "week": _week(found),
        "served": [written(row.unit) for row in served],
        "recognitions": [
            {"row": row, "holds": row.holds_on(clock.today())} for row in found.recognitions.all()
        ],
        "supplies": found.supplies.order_by("name"),
        "stock": Shelf.objects.filter(place=found).aggregate(
            on_hand=Sum("on_hand", default=0), held=Sum(promised_units(clock.now()), default=0)
        ),
        "may_open": may_open,
    }
    return show(request, "console/goods/place.html", context)


def _filtered(rows: QuerySet[Place], asked: dict[str, Any]) -> QuerySet[Place]:
    today = clock.today()
    if asked.get("q"):
        rows = rows.filter(name__icontains=asked["q"]) | rows.filter(
            code__startswith=asked["q"].upper()
        )
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("state") == "open":
        rows = rows.open_on(today)
    elif asked.get("state") == "closed":
        rows = rows.filter(closed_on__lt=today)
    held = Recognition.objects.filter(valid_from__lte=today).order_by("-valid_from", "-pk")
    return (
        rows.select_related("unit__parent", "supplied_by")
        .prefetch_related(Prefetch("recognitions", held, to_attr="begun"))
        .order_by("name", "pk")
    )


def _rows(rows: QuerySet[Place]) -> list[dict[str, Any]]:
    """Each with its units on hand and the decision that counts today."""
    found = list(rows)
    stock = dict(
        Shelf.objects.filter(place__in=[one.pk for one in found])
        .values_list("place")
        .annotate(units=Sum("on_hand"))
    )
    today = clock.today()
    return [
        {
            "place": one,
            "units": stock.get(one.pk, 0),
            "recognition": next((row for row in one.begun if row.holds_on(today)), None),
        }
        for one in found
    ]


def _week(found: Place) -> list[dict[str, Any]]:
    hours = list(found.hours.all())
    return [
        {
            "name": DAY_NAMES[day],
            "times": ", ".join(
                f"{clock_time(row.opens)}–{clock_time(row.closes)}"
                for row in hours
                if row.weekday == day
            ),
        }
        for day in DAYS
        if hours
    ]


def _sheet(rows: list[dict[str, Any]]) -> HttpResponse:
    headings = [
        *(_("Code"), _("Place"), _("Kind"), _("Commune"), _("Province"), _("Phone")),
        *(_("Supplying place"), _("Recognised by"), _("On hand"), _("Open since"), _("Last day")),
    ]
    return sheet.answer(
        "places",
        headings,
        (
            (
                row["place"].code,
                row["place"].name,
                str(row["place"].get_kind_display()),
                row["place"].unit.full_name,
                row["place"].unit.parent.name if row["place"].unit.parent else "",
                row["place"].phone,
                row["place"].supplied_by.name if row["place"].supplied_by else "",
                row["recognition"].number if row["recognition"] else "",
                row["units"],
                row["place"].opened_on,
                row["place"].closed_on,
            )
            for row in rows
        ),
    )
