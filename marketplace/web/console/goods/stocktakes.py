"""Kiểm kê: the list, a new one, and what one has found."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.people import names_of
from marketplace.inventory.models import Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes.start import start
from marketplace.web.console import sheet
from marketplace.web.console.goods import lot_columns, stocktake_rows
from marketplace.web.console.goods.stocktake_forms import StartForm
from marketplace.web.console.goods.stocktake_rows import Row, State
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter


class Filters(PlaceFilter):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *stocktake_rows.STATES.items()],
    )


@staff(Action.SEE_STOCK)
def stocktakes(request: HttpRequest) -> HttpResponse:
    mine = list(places_for(request.user, Action.SEE_STOCK).order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    found = stocktake_rows.find(request, state=asked.get("state", ""), place=asked.get("place", ""))
    if request.GET.get("as") == "xlsx":
        return _list_sheet(_shown(found))
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": _shown(page.object_list),
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
        "may_count": Action.COUNT_STOCK in request.actions,
    }
    return show(request, "console/goods/stocktakes.html", context)


@staff(Action.COUNT_STOCK, methods=("GET", "HEAD", "POST"))
def stocktake_new(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.COUNT_STOCK).open_on(clock.today()).order_by("name")
    if request.method != "POST":
        form = StartForm(places=places, initial={"client_key": uuid.uuid4()})
        return show(request, "console/goods/stocktake_new.html", {"form": form})
    form = StartForm(request.POST, places=places)
    if form.is_valid():
        values = form.cleaned_data
        try:
            begun = start(
                values["place"],
                values["group"],
                actor_id=request.user.pk,
                client_key=f"stocktake:{values['client_key'].hex}",
            )
        except StockRefused as refused:
            form.take(refused.problems)
        else:
            return redirect("console:stocktake_count", code=begun.code)
    return show(request, "console/goods/stocktake_new.html", {"form": form}, 422)


@staff(Action.SEE_STOCK)
def stocktake(request: HttpRequest, code: str) -> HttpResponse:
    """One that ended with what it found; one that runs without any figure: it is counted blind."""
    one = stocktake_rows.of(request, code, Action.SEE_STOCK)
    rows = stocktake_rows.kept(one)
    if request.GET.get("as") == "xlsx":
        return rows_sheet(one, rows)
    people = names_of([one.started_by_id, one.ended_by_id])
    context = {
        "stocktake": one,
        "state_words": stocktake_rows.STATES[State(one.state)],
        "tag": stocktake_rows.TAGS[State(one.state)],
        "group_words": stocktake_rows.group_words(one.group),
        "started_by": people.get(one.started_by_id),
        "ended_by": people.get(one.ended_by_id),
        "rows": [{"row": row} for row in rows],
        "sums": stocktake_rows.sums(rows),
        "counters": len(set(one.counts.values_list("counted_by_id", flat=True))),
        "may_count": _may(request, one, Action.COUNT_STOCK),
        "may_post": _may(request, one, Action.APPROVE_ADJUSTMENT),
    }
    return show(request, "console/goods/stocktake.html", context)


def rows_sheet(one: Stocktake, rows: Iterable[Row]) -> HttpResponse:
    """What one stocktake has found, as an Excel file."""
    said = (_("In the books"), _("Counted"), _("Difference"), _("Value (đồng)"))
    return sheet.answer(
        f"kiem-ke-{one.code}",
        lot_columns.headings(*said),
        (
            (
                *lot_columns.cells(row.lot, row.owner, row.condition),
                *(row.expected, row.counted, row.difference, row.value),
            )
            for row in rows
        ),
    )


def _may(request: HttpRequest, one: Stocktake, action: Action) -> bool:
    return (
        one.state == State.COUNTING
        and places_for(request.user, action).filter(pk=one.place_id).exists()
    )


def _shown(found: Iterable[Stocktake]) -> list[dict[str, Any]]:
    rows = list(found)
    people = names_of(row.started_by_id for row in rows)
    return [
        {
            "record": row,
            "group": stocktake_rows.group_words(row.group),
            "state": stocktake_rows.STATES[State(row.state)],
            "tag": stocktake_rows.TAGS[State(row.state)],
            "person": people.get(row.started_by_id, ""),
        }
        for row in rows
    ]


def _list_sheet(rows: list[dict[str, Any]]) -> HttpResponse:
    headings = [
        _("Code"), _("Place"), _("What is counted"), _("State"), _("Begun at"), _("Begun by"), _("Ended at"),
        _("Value (đồng)"),
    ]  # fmt: skip
    return sheet.answer(
        "kiem-ke",
        headings,
        (
            (
                row["record"].code,
                row["record"].place.name,
                row["group"],
                str(row["state"]),
                _plain(row["record"].started_at),
                row["person"],
                _plain(row["record"].ended_at),
                row["record"].value,
            )
            for row in rows
        ),
    )


def _plain(moment: Any) -> Any:
    return clock.local(moment).replace(tzinfo=None) if moment else None
