"""A new delivery: announced, or received at once. Rows are added and taken off by buttons."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import deliveries
from marketplace.inventory.deliveries import Announcement
from marketplace.inventory.models import Delivery
from marketplace.places.models import Place
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.goods import articles
from marketplace.web.console.goods.delivery_form import (
    CONSIGNED,
    BatchForm,
    BatchForms,
    DeliveryForm,
    typed_rows,
)
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.photographed import reads_photos

ROW_FIELDS = tuple(BatchForm.base_fields)


@staff(Action.RECEIVE_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("find")
def delivery_new(request: HttpRequest) -> HttpResponse:
    places = _places(request)
    if request.method != "POST":
        initial = {"client_key": uuid.uuid4(), "terms": CONSIGNED}
        return _form(request, DeliveryForm(places=places, initial=initial), _rows([]))
    if request.POST.get("do") not in ("announce", "receive"):
        return _changed(request, places)
    form = DeliveryForm(request.POST, places=places)
    rows = _rows(typed_rows(request.POST, "lines", ROW_FIELDS), request.POST)
    if form.is_valid() & rows.is_valid():
        made = _make(request, form, rows)
        if made is not None:
            return redirect("console:delivery", code=made.code)
    return _form(request, form, rows, status=422)


def _places(request: HttpRequest) -> QuerySet[Place]:
    places = places_for(request.user, Action.RECEIVE_STOCK)
    return places.open_on(clock.today()).select_related("operator").order_by("name")


def _make(request: HttpRequest, form: DeliveryForm, rows: Any) -> Delivery | None:
    """The delivery; None with every problem told in the forms."""
    values = form.cleaned_data
    at_once = request.POST["do"] == "receive"
    first = next((row.listing for row in rows if row.listing), None)
    if first is None:
        form.add_error("find", _("Add at least one article."))
        return None
    what = Announcement(
        place=values["place"],
        producer=first.producer,
        is_consigned=values["terms"] == CONSIGNED,
        batches=[row.batch() for row in rows],
        expected_on=None if at_once else values["expected_on"],
        note=values["note"],
    )
    act = deliveries.receive_now if at_once else deliveries.announce
    key = f"delivery:{values['client_key'].hex}"
    try:
        made = act(what, actor_id=request.user.pk, client_key=key)
    except Refusal as refused:
        for problem in refused.problems:
            _tell(problem, form, rows)
        return None
    _say(request, made)
    return made


def _tell(problem: Problem, form: DeliveryForm, rows: Any) -> None:
    """A rule's problem beside the field or row that it is about."""
    if "line" in problem.data:
        rows.forms[problem.data["line"]].take(problem)
        return
    name = "terms" if problem.field == "agreement" else problem.field
    form.add_error(name if name in form.fields else None, problem.sentence)


def _say(request: HttpRequest, made: Delivery) -> None:
    if made.state == Delivery.State.RECEIVED:
        sentence = _("The goods are on the shelf. Delivery %(code)s.")
    else:
        sentence = _("Delivery %(code)s is announced. Count it when it comes.")
    messages.success(request, sentence % {"code": made.code})


def _changed(request: HttpRequest, places: QuerySet[Place]) -> HttpResponse:
    """The form with a row more or less, as it was typed; nothing is judged or written yet."""
    data = request.POST
    rows = typed_rows(data, "lines", ROW_FIELDS)
    typed = {name: data.get(name, "") for name in DeliveryForm.base_fields}
    choices: list[Any] = []
    sentence = ""
    if data.get("do", "").startswith("remove-"):
        taken = data["do"].removeprefix("remove-")
        rows = [row for number, row in enumerate(rows) if str(number) != taken]
    elif wanted := (data.get("pick") or typed["find"]).replace("\0", "").strip():
        found = articles.find(wanted)
        sentence, choices = found.sentence, found.listings
        if len(found.listings) == 1:
            rows.append(_row(found))
            choices, typed["find"] = [], ""
    form, shown = DeliveryForm(places=places, initial=typed), _rows(rows)
    # A scanner ends with Enter, a person who typed how many came, too: then the next article.
    is_new = rows and not choices and not rows[-1].get("quantity")
    here = shown.forms[-1].fields["quantity"] if is_new else form.fields["find"]
    here.widget.attrs["autofocus"] = True
    return _form(request, form, shown, choices=choices, sentence=sentence)


def _row(found: articles.Found) -> dict[str, Any]:
    row: dict[str, Any] = {"article": found.listings[0].code}
    if found.lot:
        row |= {
            "lot_code": found.lot.code,
            "made_on": found.lot.made_on,
            "best_before": found.lot.best_before,
        }
    return row


def _rows(rows: list[dict[str, Any]], data: Any = None) -> Any:
    """The formset of these rows: bound where data is given, else as typed."""
    known = articles.by_code(row["article"] for row in rows)
    options: dict[str, Any] = {"prefix": "lines", "form_kwargs": {"articles": known}}
    if data is not None:
        return BatchForms(data, **options)
    return BatchForms(initial=rows, **options)


def _form(
    request: HttpRequest,
    form: DeliveryForm,
    rows: Any,
    *,
    choices: Any = (),
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "rows": rows, "choices": choices, "not_found": sentence}
    return show(request, "console/goods/delivery_new.html", context, status)
