"""A carrier's statement: chosen, looked at row by row, then taken in. Nothing counts before that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.orders import reconcile, statement_file
from marketplace.orders.models import CarrierStatement
from marketplace.orders.statement_file import MOST_BYTES
from marketplace.refusal import Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.selling.carriers_mine import carriers_of
from marketplace.web.console.selling.statement_rows import sums, with_words

LONGEST_NAME = 200  # CarrierStatement.file_name


class StatementForm(forms.Form):
    carrier = forms.ChoiceField(
        label=gettext_lazy("Carrier"),
        error_messages={"required": gettext_lazy("Choose the carrier.")},
    )
    file = forms.FileField(
        label=gettext_lazy("The statement"),
        help_text=gettext_lazy("CSV or XLSX up to 10 MB, as the carrier sends it."),
        widget=forms.FileInput(attrs={"class": "drop", "accept": ".csv,.xlsx"}),
        allow_empty_file=True,  # the rule says what is wrong with it
        error_messages={"required": gettext_lazy("Choose the file.")},
    )

    def __init__(self, *args: Any, carriers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [
            ("", _("Choose…")),
            *((one.code, f"{one.name} · {one.operator.name}") for one in carriers),
        ]


@staff(Action.RECONCILE_COD, methods=("GET", "HEAD", "POST"))
def statement_new(request: HttpRequest) -> HttpResponse:
    carriers = list(carriers_of(request).order_by("operator__name", "name"))
    if request.method != "POST":
        asked = {"carrier": request.GET.get("carrier", "")}
        return _form(request, StatementForm(initial=asked, carriers=carriers))
    form = StatementForm(request.POST, request.FILES, carriers=carriers)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        try:
            read = statement_file.read(content)
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, problem.sentence)
        else:
            statement_file.keep(content, read.digest)
            to = {"code": form.cleaned_data["carrier"], "digest": read.digest}
            name = urlencode({"name": (file.name or "")[-LONGEST_NAME:]})
            return redirect(f"{reverse('console:statement_preview', kwargs=to)}?{name}")
    return _form(request, form, 422)


@staff(Action.RECONCILE_COD)
def statement_preview(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    carrier = get_object_or_404(carriers_of(request), code=code)
    there = CarrierStatement.objects.filter(carrier=carrier, digest=digest).first()
    if there is not None:
        return redirect("console:statement", code=there.code)
    read = _kept(digest)
    judged = reconcile.judge(carrier, read.rows)
    page = page_of(request, judged)
    context = {
        "carrier": carrier,
        "digest": digest,
        "name": request.GET.get("name", "").replace("\0", "")[-LONGEST_NAME:],
        "page": page,
        "rows": with_words(page.object_list),
        "bad": read.bad,
        "sums": sums((one.verdict, one.row.amount) for one in judged),
    }
    return show(request, "console/selling/statement_preview.html", context)


@staff(Action.RECONCILE_COD, methods=("POST",))
def statement_take(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    carrier = get_object_or_404(carriers_of(request), code=code)
    name = request.POST.get("name", "").replace("\0", "")[-LONGEST_NAME:]
    try:
        taken = reconcile.take_in(carrier, _kept(digest), name, actor_id=request.user.pk)
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
        return redirect("console:statement_preview", code=code, digest=digest)
    messages.success(request, _("The statement was taken in: what matches is settled."))
    return redirect("console:statement", code=taken.code)


def _kept(digest: str) -> statement_file.Statement:
    try:
        return statement_file.read(statement_file.kept(digest))
    except Refusal as gone:
        raise Http404 from gone


def _form(request: HttpRequest, form: StatementForm, status: int = 200) -> HttpResponse:
    return show(request, "console/selling/statement_new.html", {"form": form}, status)
