"""Lập phiếu điều chuyển: from where to where, then what."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import scan, transfers
from marketplace.inventory.models import Condition, Transfer
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.places.supply import supply_chain_of
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import ProductVariant
from marketplace.web.console.goods import articles, transfer_goods, transfer_rows
from marketplace.web.console.goods.transfer_forms import DraftForm, Lines, NewForm
from marketplace.web.console.goods.transfer_goods import Goods
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.photographed import reads_photos

NOT_A_CODE = ("bad_barcode", "unknown_barcode")  # a part of a name, perhaps


@staff(Action.TRANSFER_STOCK, methods=("GET", "HEAD", "POST"))
def transfer_new(request: HttpRequest) -> HttpResponse:
    """The two places of a new draft; ?tu= and ?den= choose them beforehand."""
    origins = places_for(request.user, Action.TRANSFER_STOCK)
    named = request.POST.get("origin") or request.GET.get("tu") or ""
    chosen = origins.filter(code=named[:12].replace("\0", ""))
    places: dict[str, Any] = {
        "origins": origins.order_by("name"),
        "destinations": Place.objects.open_on(clock.today()).order_by("name"),
        "near": supply_chain_of(chosen or origins),
    }
    if request.method != "POST":
        initial = {
            "client_key": uuid.uuid4(),
            "origin": request.GET.get("tu"),
            "destination": request.GET.get("den"),
        }
        return _new(request, NewForm(initial=initial, **places))
    form = NewForm(request.POST, **places)
    if form.is_valid():
        values = form.cleaned_data
        try:
            made = transfers.draft(
                values["origin"],
                values["destination"],
                actor_id=request.user.pk,
                client_key=f"transfer:{values['client_key'].hex}",
                note=values["note"],
                expected_on=values["expected_on"],
            )
        except StockRefused as refused:
            form.take(refused.problems)
        else:
            return redirect("console:transfer_change", code=made.code)
    return _new(request, form, status=422)


@staff(Action.TRANSFER_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("scan")
def transfer_change(request: HttpRequest, code: str) -> HttpResponse:
    """The draft's lines; ?q= lists what stands at the origin under such a name."""
    transfer = transfer_rows.of(request, code, acting_at="origin")
    if transfer.state != Transfer.State.DRAFT:
        return redirect("console:transfer", code=transfer.code)
    if request.method == "POST":
        return _save(request, transfer)
    initial = [
        {"goods": key, "quantity": quantity} for key, quantity in transfer_goods.said(transfer)
    ]
    form = DraftForm(
        initial={
            "seen": transfers.fingerprint(transfer),
            "expected_on": transfer.expected_on,
            "note": transfer.note,
            "scan": _searched(request),
        }
    )
    return _page(request, transfer, form, Lines(initial=initial, prefix="line"))


def _save(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    """Save what stands on the page, with what was added; then stay, search on, or go and send."""
    form, lines = DraftForm(request.POST), Lines(request.POST, prefix="line")
    if not (form.is_valid() & lines.is_valid()):
        return _page(request, transfer, form, lines, status=422)
    picked, typed, search = request.POST.get("add", ""), form.cleaned_data["scan"], ""
    if typed and not picked:
        picked, search = _scanned(form, typed, transfer.origin)
    kept = [line for line in lines if not line.cleaned_data["remove"]]
    keys = [line.cleaned_data["goods"] for line in kept]
    goods = transfer_goods.by_key([*keys, picked], transfer.origin)
    if not goods.keys() >= set(keys):
        form.add_error(None, _("One of the lines is not known here. Open the page again."))
    added = goods.get(picked)
    if form.is_valid():
        asked = [
            goods[line.cleaned_data["goods"]].asked(line.cleaned_data["quantity"]) for line in kept
        ]
        try:
            transfers.change(
                transfer.code,
                [*asked, added.asked(1)] if added else asked,
                seen=form.cleaned_data["seen"],
                actor_id=request.user.pk,
                note=form.cleaned_data["note"],
                expected_on=form.cleaned_data["expected_on"],
            )
        except StockRefused as refused:
            form = _as_it_is_now(request, transfer)
            _take(form, kept, refused.problems)
        else:
            return _onwards(request, transfer, added, search)
    return _page(request, transfer, form, lines, status=422)


def _as_it_is_now(request: HttpRequest, transfer: Transfer) -> DraftForm:
    """What was typed, above the lines as they are: the next press knows of them."""
    data = request.POST.copy()
    data["seen"] = transfers.fingerprint(transfer)
    return DraftForm(data)


def _scanned(form: DraftForm, typed: str, origin: Place) -> tuple[str, str]:
    """(key of the goods that a label names, "") or ("", what to search for by name)."""
    try:
        found = scan.find(typed, origin)
    except StockRefused as refused:
        (problem,) = refused.problems
        is_worded = any(letter.isalpha() for letter in typed) and problem.code == "bad_barcode"
        if is_worded or (problem.code in NOT_A_CODE and articles.find(typed).listings):
            return "", typed
        form.add_error("scan", problem.sentence)
        return "", ""
    sku = ProductVariant.objects.values_list("sku", flat=True).get(pk=found.variant_id)
    return transfer_goods.key_of(sku, Condition.GOOD, found.lot.code if found.lot else ""), ""


def _take(form: DraftForm, kept: list[Any], problems: list[Problem]) -> None:
    """Problems of a line beside it, the others above the form."""
    for problem in problems:
        number = problem.data.get("line")
        if number is not None and number < len(kept):
            kept[number].add_error("quantity", problem.sentence)
        else:
            form.take([problem])


def _onwards(
    request: HttpRequest, transfer: Transfer, added: Goods | None, search: str
) -> HttpResponse:
    if added is not None:
        name = added.listing.variant.product.name
        lot = added.lot.code if added.lot else _("first expiry first")
        messages.success(request, _("Added: %(product)s, %(lot)s.") % {"product": name, "lot": lot})
    elif request.POST.get("then") == "send":
        return redirect("console:transfer_send", code=transfer.code)
    elif not search:
        messages.success(request, _("Saved."))
    address = reverse("console:transfer_change", kwargs={"code": transfer.code})
    return redirect(f"{address}?{urlencode({'q': search})}" if search else address)


def _said(transfer: Transfer) -> list[tuple[Goods, int]]:
    """What the draft says now, for whoever has another picture of it."""
    said = transfer_goods.said(transfer)
    goods = transfer_goods.by_key((key for key, _quantity in said), transfer.origin)
    return [(goods[key], quantity) for key, quantity in said]


def _searched(request: HttpRequest) -> str:
    """What the address asks for; no name holds more, and none an empty letter."""
    return request.GET.get("q", "").replace("\0", "").strip()[: scan.LONGEST]


def _new(request: HttpRequest, form: NewForm, status: int = 200) -> HttpResponse:
    return show(request, "console/goods/transfer_new.html", {"form": form}, status)


def _page(
    request: HttpRequest, transfer: Transfer, form: DraftForm, lines: Any, status: int = 200
) -> HttpResponse:
    keys = [line["goods"].value() or "" for line in lines]
    goods = transfer_goods.by_key(keys, transfer.origin)
    search = _searched(request)
    found = articles.find(search).listings if search else []
    context = {
        "transfer": transfer,
        "form": form,
        "lines": lines,
        "rows": [(line, goods.get(key)) for line, key in zip(lines, keys, strict=True)],
        "search": search,
        "said": _said(transfer) if "changed_meanwhile" in form.codes else [],
        "choices": transfer_goods.choices(found, transfer.origin),
        "client_key": uuid.uuid4(),
    }
    return show(request, "console/goods/transfer_change.html", context, status)
