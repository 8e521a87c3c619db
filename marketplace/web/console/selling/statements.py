"""Đối soát: the statements that were taken in, and what in them still needs a person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.orders import reconcile, statement_file
from marketplace.orders.models import CarrierStatement, CarrierStatementLine
from marketplace.refusal import Refusal
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.selling import statement_rows
from marketplace.web.console.selling.carriers_mine import carriers_of
from marketplace.web.console.selling.money_words import VERDICTS

Verdict = CarrierStatementLine.Verdict
OPEN = Q(lines__settled_at__isnull=True) & ~Q(lines__verdict=Verdict.MATCHED)


class Filters(forms.Form):
    carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), required=False)
    open = forms.BooleanField(label=gettext_lazy("Only with open differences"), required=False)

    def __init__(self, *args: Any, carriers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [("", _("All")), *((c.code, c.name) for c in carriers)]


class SettleForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=reconcile.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say in a few words what came of it.")},
    )
    is_remitted = forms.BooleanField(
        label=gettext_lazy("The carrier owes nothing more for this parcel"), required=False
    )


@staff(Action.RECONCILE_COD)
def statements(request: HttpRequest) -> HttpResponse:
    carriers = list(carriers_of(request).order_by("name"))
    filters = Filters(request.GET, carriers=carriers)
    filters.is_valid()
    asked = filters.cleaned_data
    found = (
        CarrierStatement.objects.filter(carrier__in=carriers)
        .select_related("carrier")
        .annotate(
            rows=Count("lines"),
            matched=Sum("lines__amount", filter=Q(lines__verdict=Verdict.MATCHED), default=0),
            open=Count("lines", filter=OPEN),
        )
        .order_by("-read_at", "-pk")
    )
    if asked.get("carrier"):
        found = found.filter(carrier__code=asked["carrier"])
    if asked.get("open"):
        found = found.filter(open__gt=0)
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    context = {
        "filters": filters,
        "page": page_of(request, found),
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/selling/statements.html", context)


@staff(Action.RECONCILE_COD)
def statement(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(_mine(request), code=code))


@staff(Action.RECONCILE_COD, methods=("POST",))
def statement_settle(request: HttpRequest, code: str, row: int) -> HttpResponse:
    one = get_object_or_404(_mine(request), code=code)
    line = get_object_or_404(one.lines, row=row)
    form = SettleForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            reconcile.settle(
                line.pk, said["note"], is_remitted=said["is_remitted"], actor_id=request.user.pk
            )
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("Row %(row)d is settled.") % {"row": row})
            return redirect(f"{reverse('console:statement', kwargs={'code': code})}?which=open")
    return _page(request, one, (row, form), 422)


def _mine(request: HttpRequest) -> QuerySet[CarrierStatement]:
    mine = CarrierStatement.objects.filter(carrier__in=carriers_of(request))
    return mine.select_related("carrier__operator")


def _page(
    request: HttpRequest,
    one: CarrierStatement,
    settling: tuple[int, SettleForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = one.lines.select_related("payment__parcel").order_by("row")
    by_verdict = statement_rows.sums(lines.values_list("verdict", "amount"))
    which = request.GET.get("which", "")
    if settling:
        lines = lines.filter(row=settling[0])
    elif which == "open":
        lines = lines.filter(settled_at__isnull=True).exclude(verdict=Verdict.MATCHED)
    elif which in Verdict.values:
        lines = lines.filter(verdict=which)
    if request.GET.get("as") == "xlsx":
        return _rows_sheet(one, lines)
    page = page_of(request, lines)
    context = {
        "one": one,
        "sums": by_verdict,
        "which": which,
        "open": one.lines.filter(settled_at__isnull=True).exclude(verdict=Verdict.MATCHED).count(),
        "fees": one.lines.aggregate(fees=Sum("fee"))["fees"],
        "page": page,
        "rows": statement_rows.of_lines(page.object_list),
        "bad": _bad(one) if page.number == 1 and not which and not settling else [],
        "read_by": names_of([one.read_by_id]).get(one.read_by_id, ""),
        "form": settling[1] if settling else SettleForm(),
        "settling": settling[0] if settling else None,
    }
    return show(request, "console/selling/statement.html", context, status)


def _bad(one: CarrierStatement) -> list[statement_file.BadRow] | None:
    """The rows that could not be read, from the file itself; None where it is gone."""
    try:
        return statement_file.read(statement_file.kept(one.digest)).bad
    except Refusal:
        return None


def _sheet(found: QuerySet[Any]) -> HttpResponse:
    headings = [_("Code"), _("Carrier"), _("File"), _("Taken in at"), _("Rows")]
    headings += [_("Settled (đồng)"), _("Open differences")]
    table = (
        (
            one.code,
            one.carrier.name,
            one.file_name,
            clock.local(one.read_at).replace(tzinfo=None),
            one.rows,
            one.matched,
            one.open,
        )
        for one in found
    )
    return sheet.answer("doi-soat", headings, table)


def _rows_sheet(one: CarrierStatement, lines: QuerySet[CarrierStatementLine]) -> HttpResponse:
    headings = [_("Row"), _("Tracking code"), _("Parcel"), _("In the file (đồng)")]
    headings += [_("Expected (đồng)"), _("Fee (đồng)"), _("Result"), _("What came of it")]
    table = (
        (
            line.row,
            line.tracking_code,
            line.payment.parcel.code if line.payment else "",
            line.amount,
            line.payment.amount if line.payment else None,
            line.fee,
            str(VERDICTS[Verdict(line.verdict)]),
            line.settled_note,
        )
        for line in lines
    )
    return sheet.answer(f"doi-soat-{one.code}", headings, table)
