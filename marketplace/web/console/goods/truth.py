""" "Sự thật lúc 10:42": the last check of all stock, and what stood at a place at any moment."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.models import StockCheck
from marketplace.inventory.stock_check.ask import ask, is_asked
from marketplace.orders.order_check import ask as order_check
from marketplace.places.models import Place
from marketplace.web.console import sheet
from marketplace.web.console.goods.events import CONDITIONS
from marketplace.web.console.goods.order_truth import last_check
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

RELATIONS = {
    "document_sums_to_zero": gettext_lazy(
        "What a document takes from one side it brings to another"
    ),
    "balance_is_its_entries": gettext_lazy("A balance is the sum of its ledger entries"),
    "shelf_is_its_balances": gettext_lazy("A shelf has what its balances say"),
    "shelf_is_its_holds": gettext_lazy("A shelf holds what orders were promised"),
    "held_is_on_hand": gettext_lazy("No more is held than is there"),
    "saleor_is_the_shelf": gettext_lazy("The shop's stock figure is the shelf's"),
    "transfer_is_on_the_way": gettext_lazy("What a transfer still has under way is in the ledger"),
}
KEYS = {
    "document": gettext_lazy("document"),
    "transfer": gettext_lazy("transfer"),
    "place": gettext_lazy("place"),
    "article": gettext_lazy("article"),
    "lot": gettext_lazy("lot"),
    "owner": gettext_lazy("owner"),
    "condition": gettext_lazy("condition"),
}


class Filters(forms.Form):
    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("good", gettext_lazy("all agreed")),
            ("bad", gettext_lazy("something disagreed")),
        ],
    )


@staff(Action.SEE_STOCK)
def truth(request: HttpRequest) -> HttpResponse:
    """The newest checks, of stock and of orders, and the earlier ones of stock. While one is awaited the page asks again."""
    works = is_asked() or order_check.is_asked()
    if request.htmx:
        if not works:
            return HttpResponseClientRefresh()
        return show(request, "console/goods/_truth_works.html", {})
    filters = Filters(request.GET)
    filters.is_valid()
    checks = _checks(filters.cleaned_data.get("result", ""))
    if request.GET.get("as") == "xlsx":
        return _sheet(checks)
    last = StockCheck.objects.order_by("-started_at", "-pk").first()
    rows = _broken(last, places_for(request.user, Action.SEE_STOCK)) if last else []
    context = {
        "last": last,
        "works": works,
        "relations": RELATIONS.values(),
        "rows": rows,
        "elsewhere": last.broken_count - len(rows) if last else 0,
        "filters": filters,
        "page": page_of(request, checks),
        "orders": last_check(places_for(request.user, Action.SEE_STOCK)),
    }
    return show(request, "console/goods/truth.html", context)


@staff(Action.SEE_STOCK, methods=("POST",))
def truth_check(request: HttpRequest) -> HttpResponse:
    """Have both checked now, by the worker."""
    asked = [ask(actor_id=request.user.pk), order_check.ask(actor_id=request.user.pk)]
    if not any(asked):
        messages.info(request, _("A check is on its way already."))
    return redirect("console:truth")


def _checks(result: str) -> QuerySet[StockCheck]:
    checks = StockCheck.objects.order_by("-started_at", "-pk")
    if result == "good":
        return checks.filter(broken_count=0)
    return checks.filter(broken_count__gt=0) if result == "bad" else checks


def _broken(check: StockCheck, mine: QuerySet[Place]) -> list[dict[str, Any]]:
    """The rows that concern places of the person's; all rows for whoever has every place."""
    codes = set(mine.values_list("code", flat=True))
    has_all = Place.objects.count() == len(codes)
    return [
        {
            "relation": RELATIONS.get(row["relation"], row["relation"]),
            "table": row["table"],
            "key": [
                (words, CONDITIONS.get(row["key"][name], row["key"][name]))
                for name, words in KEYS.items()
                if name in row["key"]
            ],
            "says": row["says"],
            "should": row["should"],
        }
        for row in check.broken
        if has_all or row["key"].get("place") in codes
    ]


def _sheet(checks: QuerySet[StockCheck]) -> HttpResponse:
    headings = [
        _("Checked at"), _("Seconds"), _("Ledger entries"), _("Documents"), _("Units"),
        _("Places"), _("Rows that disagree"),
    ]  # fmt: skip
    return sheet.answer(
        "su-that",
        headings,
        (
            (
                clock.local(check.started_at).replace(tzinfo=None),
                round((check.ended_at - check.started_at).total_seconds(), 1),
                check.counts["entries"],
                check.counts["documents"],
                check.counts["units"],
                check.counts["places"],
                check.broken_count,
            )
            for check in checks
        ),
    )
