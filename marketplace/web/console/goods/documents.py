"""Chứng từ: every document of the ledger that touched one of my places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import find_person, names_of
from marketplace.inventory.models import Document, Entry
from marketplace.places.models import Place
from marketplace.web.console import sheet
from marketplace.web.console.goods.events import KINDS
from marketplace.web.console.goods.period_filter import PeriodFilter
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

DAYS = 30  # shown where no day is asked for


class Filters(PeriodFilter):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All")), *KINDS.items()],
    )
    person = forms.CharField(
        label=gettext_lazy("Person (sign-in name)"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocapitalize": "none"}),
    )

    def clean_person(self) -> Any:
        """The person, None where nobody is asked for."""
        typed = self.cleaned_data["person"].strip()
        person = find_person(typed) if typed else None
        if typed and person is None:
            raise forms.ValidationError(_("Nobody signs in by this name."))
        return person


@dataclass(frozen=True)
class Row:
    """units_in, units_out: sales units that came to and left my places. places: their names."""

    document: Document
    kind: Any
    places: str
    units_in: int
    units_out: int
    person: str


@staff(Action.SEE_STOCK)
def documents(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    if asked.get("place"):
        places = places.filter(code=asked["place"])
    today = clock.today()
    last = asked.get("last") or today
    first = asked.get("first") or min(last, today) - timedelta(days=DAYS)
    found = _found(places, first, last)
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("person"):
        found = found.filter(actor_id=asked["person"].pk)
    if "person" in filters.errors:
        found = found.none()
    if request.GET.get("as") == "xlsx":
        return _sheet(_rows(found, places))
    page = page_of(request, found)
    context = {
        "filters": filters,
        "first": first,
        "last": last,
        "page": page,
        "rows": _rows(page.object_list, places),
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()) or bool(filters.errors),
    }
    return show(request, "console/goods/documents.html", context)


def _found(places: QuerySet[Place], first: date, last: date) -> QuerySet[Document]:
    """By when it happened, both days included, newest first."""
    here = Entry.objects.filter(document=OuterRef("pk"), place__in=places)
    return (
        Document.objects.filter(
            Exists(here),
            business_at__gte=clock.day_start(first),
            business_at__lt=clock.day_end(last),
        )
        .select_related("reverses")
        .order_by("-business_at", "-pk")
    )


def _rows(found: Iterable[Document], places: QuerySet[Place]) -> list[Row]:
    """Three queries, however many they are."""
    shown = list(found)
    people = names_of(one.actor_id for one in shown)
    moved: dict[int, list[tuple[str, int, int]]] = {}
    at_my_places = (
        Entry.objects.filter(document__in=shown, place__in=places)
        .values_list("document_id", "place__name")
        .annotate(
            came=Sum("quantity", filter=Q(quantity__gt=0), default=0),
            went=Sum("quantity", filter=Q(quantity__lt=0), default=0),
        )
        .order_by("place__name")
    )
    for document_id, *line in at_my_places:
        moved.setdefault(document_id, []).append((line[0], line[1], line[2]))
    return [
        Row(
            document=one,
            kind=KINDS[Document.Kind(one.kind)],
            places=", ".join(name for name, _came, _went in moved[one.pk]),
            units_in=sum(came for _name, came, _went in moved[one.pk]),
            units_out=-sum(went for _name, _came, went in moved[one.pk]),
            person=people.get(one.actor_id, ""),
        )
        for one in shown
    ]


def _sheet(rows: Iterable[Row]) -> HttpResponse:
    headings = [
        *(_("Moment"), _("Kind"), _("Code"), _("Place"), _("Units in"), _("Units out")),
        *(_("Belongs to"), _("Takes back"), _("Person"), _("Note")),
    ]
    table = (
        (
            clock.local(row.document.business_at).replace(tzinfo=None),
            str(row.kind),
            row.document.code,
            row.places,
            row.units_in,
            row.units_out,
            row.document.reference,
            row.document.reverses.code if row.document.reverses else "",
            row.person,
            row.document.note,
        )
        for row in rows
    )
    return sheet.answer("chung-tu", headings, table)
