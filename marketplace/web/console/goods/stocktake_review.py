"""What a stocktake found, before it is posted; posting it; giving it up."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.inventory import scan
from marketplace.inventory.models import Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.alone import counted_alone
from marketplace.inventory.stocktakes.cancel import cancel
from marketplace.inventory.stocktakes.post import post
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.client_key import posted_key
from marketplace.web.console.goods import stocktake_rows
from marketplace.web.console.goods.stocktake_rows import Row
from marketplace.web.console.goods.stocktakes import rows_sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

WHICH = ("different", "uncounted", "doubtful")


@staff(Action.APPROVE_ADJUSTMENT)
def stocktake_review(request: HttpRequest, code: str) -> HttpResponse:
    """The figures, for whoever answers for the place; those who count do not see them."""
    one = stocktake_rows.of(request, code, Action.APPROVE_ADJUSTMENT)
    if one.state != Stocktake.State.COUNTING:
        return redirect("console:stocktake", code=one.code)
    return _page(request, one)


@staff(Action.APPROVE_ADJUSTMENT, methods=("POST",))
def stocktake_post(request: HttpRequest, code: str) -> HttpResponse:
    one = stocktake_rows.of(request, code, Action.APPROVE_ADJUSTMENT)
    try:
        done = post(
            one,
            actor_id=request.user.pk,
            client_key=f"post:{one.code}:{posted_key(request).hex}",
            agreed=request.POST.get("agreed", "") or "not seen",
        )
    except Refusal as refused:
        one.refresh_from_db()
        if one.state == Stocktake.State.COUNTING:
            return _page(request, one, refused.problems, status=422)
        messages.error(request, " ".join(problem.sentence for problem in refused.problems))
    else:
        messages.success(request, _("Posted: the stock is now what was counted."))
        one = done
    return redirect("console:stocktake", code=one.code)


@staff(Action.COUNT_STOCK, methods=("POST",))
def stocktake_cancel(request: HttpRequest, code: str) -> HttpResponse:
    one = stocktake_rows.of(request, code, Action.COUNT_STOCK)
    try:
        cancel(one, actor_id=request.user.pk)
    except StockRefused as refused:
        messages.error(request, " ".join(problem.sentence for problem in refused.problems))
    else:
        messages.success(request, _("Cancelled. What was counted is kept; the stock is unchanged."))
    return redirect("console:stocktake", code=one.code)


def _page(
    request: HttpRequest,
    one: Stocktake,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = review.rows(one)
    rows = stocktake_rows.shown(found)
    if request.GET.get("as") == "xlsx":
        return rows_sheet(one, rows)
    which = request.GET.get("which", "")
    shown = [row for row in rows if _is(row, which)]
    context = {
        "stocktake": one,
        "group_words": stocktake_rows.group_words(one.group),
        "rows": [_with_forms(row) for row in shown],
        "sums": stocktake_rows.sums(rows),
        "choices": [(name, sum(_is(row, name) for row in rows)) for name in WHICH],
        "which": which if which in WHICH else "",
        "problems": problems or [],
        "alone": counted_alone(one, found, request.user.pk),
        "agreed": review.digest(found),
        "client_key": uuid.uuid4(),
    }
    return show(request, "console/goods/stocktake_review.html", context, status)


def _is(row: Row, which: str) -> bool:
    if which == "different":
        return bool(row.difference)
    if which == "uncounted":
        return row.counted is None
    if which == "doubtful":
        return row.is_doubtful
    return True


def _with_forms(row: Row) -> dict[str, Any]:
    """With what its two buttons send: nothing is there; take it all back and count it again."""
    return {
        "row": row,
        "label": scan.label_text(row.lot.variant.sku, row.lot.code),
        "back": -row.counted if row.counted else 0,
        "client_key": uuid.uuid4(),
    }
