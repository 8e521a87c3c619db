"""Gửi hàng: which lots will go, then they go; and the way back of what has not arrived."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.inventory import transfers
from marketplace.inventory.models import Transfer
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem
from marketplace.web.console.goods import transfer_rows
from marketplace.web.console.goods.transfer_forms import SendForm, TurnForm
from marketplace.web.console.goods.transfers import is_closed
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show


@staff(Action.TRANSFER_STOCK, methods=("GET", "HEAD", "POST"))
def transfer_send(request: HttpRequest, code: str) -> HttpResponse:
    """What the draft takes from the shelves, lot by lot; sent with one press."""
    transfer = transfer_rows.of(request, code, acting_at="origin")
    if request.method != "POST":
        if transfer.state != Transfer.State.DRAFT:
            return redirect("console:transfer", code=transfer.code)
        return _page(request, transfer, [])
    form = SendForm(request.POST)
    if not form.is_valid():
        sentence = _("The page was out of date. Check the transfer and press again.")
        return _page(request, transfer, [Problem("stale", sentence)], status=422)
    try:
        transfers.send(
            transfer.code,
            seen=form.cleaned_data["seen"],
            actor_id=request.user.pk,
            client_key=f"send:{transfer.code}:{form.cleaned_data['client_key'].hex}",
        )
    except StockRefused as refused:
        return _refused(request, transfer, refused.problems)
    messages.success(request, _("Sent. Print the delivery note for whoever drives."))
    return redirect("console:transfer", code=transfer.code)


@staff(Action.TRANSFER_STOCK, methods=("POST",))
def transfer_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """A draft is dropped, goods that have not arrived go back to where they came from."""
    return _turn(request, code, transfers.cancel, _("Cancelled. All of it is back at its place."))


@staff(Action.TRANSFER_STOCK, methods=("POST",))
def transfer_bring_back(request: HttpRequest, code: str) -> HttpResponse:
    """What is still on the way goes back, and the transfer ends."""
    said = _("The rest is back at its place, and the transfer has ended.")
    return _turn(request, code, transfers.bring_back, said)


def _turn(request: HttpRequest, code: str, act: Callable[..., Transfer], said: str) -> HttpResponse:
    transfer = transfer_rows.of(request, code, acting_at="origin")
    form = TurnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was out of date. Check the transfer and press again."))
        return redirect("console:transfer", code=transfer.code)
    key = f"back:{transfer.code}:{form.cleaned_data['client_key'].hex}"
    try:
        act(transfer.code, actor_id=request.user.pk, client_key=key)
    except StockRefused as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(request, said)
    return redirect("console:transfer", code=transfer.code)


def _refused(request: HttpRequest, transfer: Transfer, problems: list[Problem]) -> HttpResponse:
    """Where there is no draft left to look at, the transfer itself says what became of it."""
    if all(problem.code != "not_its_turn" for problem in problems):
        return _page(request, transfer, problems, status=422)
    for problem in problems:
        messages.error(request, problem.sentence)
    return redirect("console:transfer", code=transfer.code)


def _page(
    request: HttpRequest, transfer: Transfer, problems: list[Problem], status: int = 200
) -> HttpResponse:
    going = transfers.would_go(transfer)
    context = {
        "transfer": transfer,
        "going": going,
        "units": sum(part.quantity for one in going for part in one.parts),
        "missing": sum(one.missing for one in going),
        "problems": problems,
        "is_destination_closed": is_closed(transfer),
        "form": SendForm(
            initial={"client_key": uuid.uuid4(), "seen": transfers.fingerprint(transfer)}
        ),
    }
    return show(request, "console/goods/transfer_send.html", context, status)
