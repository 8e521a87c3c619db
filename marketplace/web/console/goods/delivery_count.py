"""Counting a delivery in: every announced line, and what came besides."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.inventory import deliveries
from marketplace.inventory.models import Delivery
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.goods import articles
from marketplace.web.console.goods.deliveries import delivery_at
from marketplace.web.console.goods.delivery_form import (
    BatchForm,
    CountForm,
    FoundForms,
    typed_rows,
)
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

ROW_FIELDS = tuple(BatchForm.base_fields)


@staff(Action.RECEIVE_STOCK, methods=("GET", "HEAD", "POST"))
def delivery_count(request: HttpRequest, code: str) -> HttpResponse:
    delivery = delivery_at(request, code, Action.RECEIVE_STOCK)
    lines = list(delivery.lines.select_related("variant__product", "variant__listing"))
    lines.sort(key=lambda line: line.pk)
    announced = [line for line in lines if line.announced]
    known = articles.of_producer(delivery.producer_id)
    options: dict[str, Any] = {"prefix": "found", "form_kwargs": {"articles": known}}
    if request.method != "POST":
        counts = [CountForm(line) for line in announced]
        return _page(request, delivery, counts, FoundForms(initial=[], **options))
    if request.POST.get("do") != "receive":
        return _changed(request, delivery, announced, options)
    counts = [CountForm(line, request.POST) for line in announced]
    found = FoundForms(request.POST, **options)
    is_whole = all([form.is_valid() for form in counts]) & found.is_valid()
    if is_whole and _receive(request, delivery, counts, found):
        return redirect("console:delivery", code=delivery.code)
    return _page(request, delivery, counts, found, status=422)


def _receive(request: HttpRequest, delivery: Delivery, counts: list[CountForm], found: Any) -> bool:
    """Whether the goods are on the shelf now; every problem is told otherwise."""
    try:
        deliveries.receive(
            delivery,
            [form.counted() for form in counts],
            found=[form.batch() for form in found],
            actor_id=request.user.pk,
        )
    except Refusal as refused:
        for problem in refused.problems:
            if not _tell(problem, counts, found):
                messages.error(request, problem.sentence)
        return False
    sentence = _("The goods are on the shelf. Delivery %(code)s.")
    messages.success(request, sentence % {"code": delivery.code})
    return True


def _tell(problem: Problem, counts: list[CountForm], found: Any) -> bool:
    if "found" in problem.data:
        found.forms[problem.data["found"]].take(problem)
        return True
    for form in counts:
        if form.line.pk == problem.data.get("line_id"):
            form.add_error(
                problem.field if problem.field in form.fields else None, problem.sentence
            )
            return True
    return False


def _changed(
    request: HttpRequest, delivery: Delivery, announced: list[Any], options: dict[str, Any]
) -> HttpResponse:
    """The page with a row more or less, as it was typed; nothing is judged or written yet."""
    rows = typed_rows(request.POST, "found", ROW_FIELDS)
    asked = request.POST.get("do", "")
    if asked.startswith("remove-"):
        taken = asked.removeprefix("remove-")
        rows = [row for number, row in enumerate(rows) if str(number) != taken]
    else:
        rows.append({})
    counts = []
    for line in announced:
        form = CountForm(line)
        form.initial = {name: request.POST.get(form.add_prefix(name), "") for name in form.fields}
        counts.append(form)
    return _page(request, delivery, counts, FoundForms(initial=rows, **options))


def _page(
    request: HttpRequest,
    delivery: Delivery,
    counts: list[CountForm],
    found: Any,
    status: int = 200,
) -> HttpResponse:
    if delivery.state != Delivery.State.ANNOUNCED and status == 200:
        return redirect("console:delivery", code=delivery.code)
    context = {"delivery": delivery, "counts": counts, "found": found}
    return show(request, "console/goods/delivery_count.html", context, status)
