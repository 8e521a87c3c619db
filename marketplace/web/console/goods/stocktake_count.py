"""The screen before the shelf: scan, and it counts. Says no expected figure.

A scan is a plain form; counting.js sends the same form without a reload and keeps what could not be
sent yet. Such a request asks for JSON and gets the parts of the page that changed.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.inventory import scan
from marketplace.inventory.models import Count, Lot, Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.choices import Choice, choices
from marketplace.inventory.stocktakes.count import Found, count
from marketplace.places.models import Party
from marketplace.web.console.goods import stocktake_rows
from marketplace.web.console.goods.events import CONDITIONS, owner_name
from marketplace.web.console.goods.stocktake_forms import CountForm
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.photographed import reads_photos

LATEST = 8  # counts in sight
REVIEW = "review"


@dataclass(frozen=True)
class Asked:
    """What a person has to choose before the scan counts."""

    choices: list[Choice] = field(default_factory=list)


@staff(Action.COUNT_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("scan")
def stocktake_count(request: HttpRequest, code: str) -> HttpResponse:
    one = stocktake_rows.of(request, code, Action.COUNT_STOCK)
    if request.method != "POST":
        if one.state != Stocktake.State.COUNTING:
            return redirect("console:stocktake", code=one.code)
        return _page(request, one, _fresh(request.GET.get("condition", "")))
    form = CountForm(request.POST)
    asked = _count(request, one, form) if form.is_valid() else Asked()
    is_script = request.headers.get("Accept") == "application/json"
    if form.is_valid() and not asked.choices:
        if is_script:
            return JsonResponse({"counted": _part("_stocktake_counted", request, _counted(one))})
        return redirect(_onwards(request, one, form))
    if is_script:
        context = {"stocktake": one, "form": form, "asked": _asked(asked)}
        return JsonResponse({"asked": _part("_stocktake_asked", request, context)}, status=422)
    return _page(request, one, form, asked, status=422)


def _count(request: HttpRequest, one: Stocktake, form: CountForm) -> Asked:
    """Count it, or answer what has to be chosen first; problems go into the form."""
    values = form.cleaned_data
    try:
        possible = choices(one, scan.find(values["scan"]), values["owner"])
        chosen = possible[0] if len(possible) == 1 else None
        if chosen is None or not (chosen.is_here or values["owner"]):
            return Asked(possible)
        count(
            one,
            Found(chosen.lot, chosen.owner.pk, values["condition"], values["quantity"]),
            actor_id=request.user.pk,
            client_key=f"count:{values['client_key'].hex}",
        )
    except StockRefused as refused:
        form.take(refused.problems)
    return Asked()


def _fresh(condition: str = "") -> CountForm:
    initial: dict[str, Any] = {"client_key": uuid.uuid4()}
    if condition in CONDITIONS:
        initial["condition"] = condition
    return CountForm(initial=initial)


def _onwards(request: HttpRequest, one: Stocktake, form: CountForm) -> str:
    """Back to the scan field, in the condition last chosen; or to the review one came from."""
    if request.POST.get("back") == REVIEW:
        return reverse("console:stocktake_review", kwargs={"code": one.code})
    address = reverse("console:stocktake_count", kwargs={"code": one.code})
    chosen = form.cleaned_data["condition"]
    return address if chosen == "good" else f"{address}?{urlencode({'condition': chosen})}"


def _page(
    request: HttpRequest,
    one: Stocktake,
    form: CountForm,
    asked: Asked | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "stocktake": one,
        "group_words": stocktake_rows.group_words(one.group),
        "form": form,
        "asked": _asked(asked or Asked()),
        "waiting": _waiting(one),
        "may_post": Action.APPROVE_ADJUSTMENT in request.actions,
        **_counted(one),
    }
    return show(request, "console/goods/stocktake_count.html", context, status)


def _asked(asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "lot": each.lot,
            "owner": each.owner,
            "owner_name": owner_name(each.owner),
            "is_here": each.is_here,
            "label": scan.label_text(each.lot.variant.sku, each.lot.code),
        }
        for each in asked.choices
    ]


def _counted(one: Stocktake) -> dict[str, Any]:
    """The latest counts of everybody, and how many there are."""
    counts = Count.objects.filter(stocktake=one)
    latest = list(counts.select_related("lot__variant__product", "owner").order_by("-pk")[:LATEST])
    people = names_of(each.counted_by_id for each in latest)
    return {
        "stocktake": one,
        "latest": [
            {
                "record": each,
                "label": scan.label_text(each.lot.variant.sku, each.lot.code),
                "condition": CONDITIONS[each.condition],
                "person": people.get(each.counted_by_id, ""),
                "back": -each.quantity,
                "client_key": uuid.uuid4(),
            }
            for each in latest
        ],
        "units_counted": counts.aggregate(total=Sum("quantity"))["total"] or 0,
    }


def _waiting(one: Stocktake) -> list[dict[str, Any]]:
    """What nobody has seen yet, without its figure."""
    keys = review.waiting(one)
    lots = Lot.objects.select_related("variant__product").in_bulk({key[0] for key in keys})
    owners = Party.objects.select_related("producer", "operator").in_bulk({key[1] for key in keys})
    rows = [
        {
            "lot": lots[lot_id],
            "owner": owners[owner_id],
            "owner_name": owner_name(owners[owner_id]),
            "condition": condition,
            "condition_words": CONDITIONS[condition],
            "label": scan.label_text(lots[lot_id].variant.sku, lots[lot_id].code),
            "client_key": uuid.uuid4(),
        }
        for lot_id, owner_id, condition in keys
    ]
    rows.sort(key=lambda row: (row["lot"].variant.product.name, row["lot"].code))
    return rows


def _part(name: str, request: HttpRequest, context: dict[str, Any]) -> str:
    return render_to_string(f"console/goods/{name}.html", context, request)
