"""The list of certificates: by state, those about to end, those whose paper prints another day."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import DateField, F, Func, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.certification.models import Certificate, Proposal
from marketplace.certification.stars import stars_at
from marketplace.certification.states import standing
from marketplace.certification.validity import EXPIRING_DAYS, MONTHS, RENEWAL_DUE_DAYS
from marketplace.text import fold
from marketplace.web.console import sheet
from marketplace.web.console.certified import LONGEST_SEARCH
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

State = Certificate.State


class Filters(forms.Form):
    """What stands in the address; anything unknown there counts as not asked."""

    STATES = [
        ("", gettext_lazy("All")),
        ("shows", gettext_lazy("Star valid today")),
        ("expiring", gettext_lazy("Ends within 180 days")),
        ("due", gettext_lazy("Ends within 120 days")),
        ("extended", gettext_lazy("Extended")),
        ("expired", gettext_lazy("Expired")),
        ("pending", gettext_lazy("Waiting for a decision")),
        ("superseded", gettext_lazy("Replaced by a newer decision")),
        ("revoked", gettext_lazy("Revoked")),
        ("low", gettext_lazy("Below 3 stars")),
        ("undone", gettext_lazy("Import undone")),
        ("other_day", gettext_lazy("Prints another last day")),
    ]

    q = forms.CharField(
        label=gettext_lazy("Product, producer or decision"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=STATES, required=False)


@staff(Action.SEE_REGISTER)
def certificates(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    moment = clock.now()
    found = find(moment, text=asked.get("q", ""), state=asked.get("state", ""))
    if request.GET.get("as") == "xlsx":
        return _sheet(found, moment)
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": rows(page.object_list, moment),
        "is_filtered": any(asked.values()),
        "waiting": Proposal.objects.filter(state=Proposal.State.WAITING).count(),
        "may_propose": Action.IMPORT_REGISTER in request.actions,
        "may_merge": Action.CONFIRM_REGISTER in request.actions,
    }
    return show(request, "console/certificates.html", context)


def find(moment: datetime, *, text: str = "", state: str = "") -> QuerySet[Certificate]:
    """Certificates in a state at the moment; lists of what ends begin with the next to end."""
    found = Certificate.objects.select_related("certified_product__producer", "star_period")
    if text.strip():
        folded = fold(text)
        named = Q(certified_product__folded__contains=folded) | Q(
            certified_product__producer__folded__contains=folded
        )
        found = found.filter((named if folded else Q()) | Q(number__icontains=text.strip()))
    found = found.filter(_condition(state, moment) if state else ~Q(state=State.UNDONE))
    if state in ("expiring", "due", "extended"):
        return found.order_by("last_day", "certified_product__folded", "pk")
    return found.order_by(F("decided_on").desc(nulls_first=True), "certified_product__folded", "pk")


def _condition(state: str, moment: datetime) -> Q:
    today = clock.local(moment).date()
    shows = Q(pk__in=stars_at(moment).values("certificate"))
    decided = ~Q(state__in=[State.PENDING, State.UNDONE])
    by_rule = Func(
        F("first_day"),
        template=f"(%(expressions)s + interval '{MONTHS} months')::date",
        output_field=DateField(),
    )
    conditions = {
        "shows": shows,
        "expiring": shows & _ends_by(today + timedelta(days=EXPIRING_DAYS)),
        "due": shows & _ends_by(today + timedelta(days=RENEWAL_DUE_DAYS)),
        "extended": shows & Q(last_day__lt=today),
        "expired": ~shows & Q(state=State.ACTIVE, stars__gte=3, last_day__lt=today),
        "pending": Q(state=State.PENDING),
        "superseded": Q(state=State.SUPERSEDED),
        "revoked": Q(state=State.REVOKED),
        "undone": Q(state=State.UNDONE),
        "low": decided & Q(stars__lt=3),
        "other_day": decided & Q(printed_last_day__isnull=False) & ~Q(printed_last_day=by_rule),
    }
    return conditions[state]


def _ends_by(day: date) -> Q:
    return Q(extended_until__lte=day) | Q(extended_until__isnull=True, last_day__lte=day)


def rows(found: Any, moment: datetime) -> list[dict[str, Any]]:
    """Each certificate with its standing at the moment and the days that are left."""
    today = clock.local(moment).date()
    return [
        {
            "certificate": one,
            "product": one.certified_product,
            "standing": (stands := standing(one, moment)),
            "days_left": (one.final_day - today).days
            if stands.star_shows and one.final_day
            else None,
        }
        for one in found
    ]


def _sheet(found: QuerySet[Certificate], moment: datetime) -> HttpResponse:
    headings = [
        _("Product code"),
        _("Product"),
        _("Producer"),
        _("Address"),
        _("Stars"),
        _("State"),
        _("Decision"),
        _("Authority"),
        _("Decided on"),
        _("Last day"),
        _("Printed last day"),
        _("Extended until"),
        _("Days left"),
        _("File"),
        _("Row"),
    ]
    lines = (
        (
            row["product"].code,
            row["product"].name,
            row["product"].producer.name,
            row["product"].producer.address,
            row["certificate"].stars,
            row["standing"].words,
            row["certificate"].number,
            row["certificate"].authority,
            row["certificate"].decided_on,
            row["certificate"].last_day,
            row["certificate"].printed_last_day,
            row["certificate"].extended_until,
            row["days_left"],
            row["certificate"].source_file,
            row["certificate"].source_row,
        )
        for row in rows(found, moment)
    )
    return sheet.answer("certificates", headings, lines)
