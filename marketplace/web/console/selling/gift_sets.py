"""Giỏ quà: what the sellers put together, and how many of each can be sold now."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.listings.gift_sets import publish_set
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.listings.set_stock import free_sets
from marketplace.refusal import Refusal
from marketplace.saleor_bridge.money import to_dong
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.selling.gift_set_form import Articles, GiftSetForm, PartRows, parts_of
from marketplace.web.console.selling.sellers import sellers_of


@staff(Action.PUBLISH_LISTING)
def gift_sets(request: HttpRequest) -> HttpResponse:
    inside = GiftSetPart.objects.select_related("part__product").order_by("pk")
    found = (
        Listing.objects.filter(
            is_gift_set=True, seller__in=sellers_of(request, Action.PUBLISH_LISTING)
        )
        .select_related("product", "seller")
        .prefetch_related(Prefetch("parts", queryset=inside))
        .order_by("-published_at", "-pk")
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(_rows(list(found)))
    page = page_of(request, found)
    context = {"page": page, "rows": _rows(list(page.object_list))}
    return show(request, "console/selling/gift_sets.html", context)


@staff(Action.PUBLISH_LISTING, methods=("GET", "HEAD", "POST"))
def gift_set_new(request: HttpRequest) -> HttpResponse:
    sellers = sellers_of(request, Action.PUBLISH_LISTING)
    articles = Articles(sellers)
    said: dict[str, Any] = {"prefix": "part", "form_kwargs": {"articles": articles}}
    if request.method != "POST":
        form = GiftSetForm(sellers=sellers, initial={"client_key": uuid.uuid4()})
        return _page(request, form, PartRows(**said), articles)
    form = GiftSetForm(request.POST, request.FILES, sellers=sellers)
    rows = PartRows(request.POST, **said)
    if form.is_valid() & rows.is_valid():
        try:
            made = publish_set(form.offer(parts_of(rows)), actor_id=request.user.pk)
        except Refusal as refused:
            form.take(refused.problems)
        else:
            sentence = _("%(name)s is on sale.")
            messages.success(request, sentence % {"name": made.product.name})
            return redirect("console:listing", code=made.code)
    if request.FILES and "picture" not in form.errors:
        form.add_error("picture", _("Choose the picture once more: a browser sends it only once."))
    return _page(request, form, rows, articles, 422)


def _rows(found: list[Listing]) -> list[dict[str, Any]]:
    """Two queries for their stock."""
    free = free_sets(clock.today(), [one.pk for one in found]) if found else {}
    return [
        {
            "one": one,
            "name": one.product.name,
            "price": to_dong(one.product.price_amount),
            "parts": list(one.parts.all()),
            "free": sum(free[one.pk].values()),
            "is_paused": one.state == Listing.State.PAUSED,
        }
        for one in found
    ]


def _page(
    request: HttpRequest, form: GiftSetForm, rows: Any, articles: Articles, status: int = 200
) -> HttpResponse:
    context = {"form": form, "rows": rows, "articles": articles.words()}
    return show(request, "console/selling/gift_set_new.html", context, status)


def _sheet(rows: list[dict[str, Any]]) -> HttpResponse:
    headings = [
        *(_("Code"), _("Gift set"), _("Seller"), _("Price (đồng)"), _("In one set")),
        *(_("Can be sold"), _("State")),
    ]
    table = (
        (
            *(row["one"].code, row["name"], row["one"].seller.name, row["price"]),
            "; ".join(f"{part.quantity} × {part.part.product.name}" for part in row["parts"]),
            row["free"],
            _("Paused") if row["is_paused"] else _("On sale"),
        )
        for row in rows
    )
    return sheet.answer("gio-qua", headings, table)
