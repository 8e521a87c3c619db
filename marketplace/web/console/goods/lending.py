"""Clerks who help out at another place for some days."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.lending import LONGEST, clerks_of, end_lending, lend, lendings
from marketplace.accounts.models import Membership
from marketplace.accounts.people import names_of
from marketplace.places.models import Place
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.goods.place_forms import StaffForm, day_field
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of


class LendForm(StaffForm):
    """clerk: the number of the appointment at home; both lists hold the person's own places."""

    clerk = forms.TypedChoiceField(label=gettext_lazy("Clerk"), coerce=int)
    target = forms.ModelChoiceField(
        label=gettext_lazy("Helps out at"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"))

    def __init__(
        self,
        *args: Any,
        clerks: list[Membership],
        names: dict[int, str],
        places: QuerySet[Place],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clerk"].choices = [
            ("", _("Choose…")),
            *((row.pk, f"{names[row.user_id]}, {row.place.name}") for row in clerks),
        ]
        self.fields["target"].queryset = places


@staff(Action.LEND_STAFF, methods=("GET", "HEAD", "POST"))
def lending(request: HttpRequest) -> HttpResponse:
    mine = places_for(request.user, Action.LEND_STAFF)
    clerks = list(clerks_of(mine))
    options = {
        "clerks": clerks,
        "names": names_of(row.user_id for row in clerks),
        "places": mine.open_on(clock.today()).order_by("name"),
    }
    if request.method != "POST":
        if request.GET.get("as") == "xlsx":
            return _sheet(lendings(request.user))
        initial = {"since": clock.today(), "until": clock.today()}
        return _page(request, LendForm(initial=initial, **options))
    form = LendForm(request.POST, **options)
    if form.is_valid():
        values = form.cleaned_data
        own = next(row for row in clerks if row.pk == values["clerk"])
        try:
            lend(
                own.user_id,
                own.place,
                values["target"],
                since=values["since"],
                until=values["until"],
                actor=request.user,
            )
        except Refusal as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("Agreed. It ends by itself after the last day."))
            return redirect("console:lending")
    return _page(request, form, 422)


@staff(Action.LEND_STAFF, methods=("POST",))
def lending_end(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("lent", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    lent = lendings(request.user).filter(pk=number).first() if is_number else None
    if lent is None:
        raise Http404
    ended = end_lending(lent, actor=request.user)
    if ended is None:
        messages.success(request, _("Taken back before it began."))
    elif ended.until < clock.today():
        messages.info(request, _("It was over already."))
    else:
        messages.success(request, _("It ends today; from tomorrow only the own place is open."))
    return redirect("console:lending")


def _page(request: HttpRequest, form: LendForm, status: int = 200) -> HttpResponse:
    page = page_of(request, lendings(request.user))
    context = {"form": form, "page": page, "rows": _rows(page.object_list), "longest": LONGEST}
    return show(request, "console/goods/lending.html", context, status)


def _rows(rows: QuerySet[Membership]) -> list[dict[str, Any]]:
    found = list(rows)
    names, today = names_of(row.user_id for row in found), clock.today()
    return [
        {
            "lent": row,
            "name": names[row.user_id],
            "is_on": row.is_active_on(today),
            "is_over": row.until < today,
            "may_end": row.until > today,
        }
        for row in found
    ]


def _sheet(rows: QuerySet[Membership]) -> HttpResponse:
    headings = [_("Clerk"), _("Own place"), _("Helps out at"), _("First day"), _("Last day")]
    return sheet.answer(
        "lending",
        headings,
        (
            (
                row["name"],
                row["lent"].lent_from.name,
                row["lent"].place.name,
                row["lent"].since,
                row["lent"].until,
            )
            for row in _rows(rows)
        ),
    )
