"""Nhận hàng: how many of each lot came, were damaged, were lost; the rest is still on the way."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.access import Action
from marketplace.inventory import transfers
from marketplace.inventory.models import Transfer
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import Came
from marketplace.refusal import Problem
from marketplace.web.console.goods import transfer_rows
from marketplace.web.console.goods.transfer_forms import CameForm, ReceiptForm
from marketplace.web.console.goods.transfer_rows import SentRow
from marketplace.web.console.goods.transfers import is_closed
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show


@staff(Action.TRANSFER_STOCK, methods=("GET", "HEAD", "POST"))
def transfer_receive(request: HttpRequest, code: str) -> HttpResponse:
    """Counted lot by lot, or all of it with one press."""
    transfer = transfer_rows.of(request, code, acting_at="destination")
    if request.method != "POST":
        if transfer.state != Transfer.State.SENT:
            return redirect("console:transfer", code=transfer.code)
        rows = _coming(transfer)
        forms = [CameForm(sent=row.sent) for row in rows]
        form = ReceiptForm(initial={"client_key": uuid.uuid4()})
        return _page(request, transfer, form, rows, forms)
    rows, form = _coming(transfer), ReceiptForm(request.POST)
    forms = [CameForm(request.POST, sent=row.sent) for row in rows]
    if form.is_valid() & all([one.is_valid() for one in forms]):
        try:
            transfers.receive(
                transfer.code,
                _counted(request, forms),
                actor_id=request.user.pk,
                client_key=f"receive:{transfer.code}:{form.cleaned_data['client_key'].hex}",
                note=form.cleaned_data["note"],
                seen=request.POST.get("seen", "") or "not seen",
            )
        except StockRefused as refused:
            if "not_its_turn" in refused.codes:
                messages.error(request, refused.problems[0].sentence)
                return redirect("console:transfer", code=transfer.code)
            if "changed_meanwhile" in refused.codes:  # what was typed, beside what is there now
                rows = _coming(transfer)
                forms = [CameForm(request.POST, sent=row.sent) for row in rows]
            _take(form, forms, refused.problems)
        else:
            messages.success(request, _said(transfer))
            return redirect("console:transfer", code=transfer.code)
    return _page(request, transfer, form, rows, forms, status=422)


def _coming(transfer: Transfer) -> list[SentRow]:
    return [row for row in transfer_rows.sent_rows(transfer) if row.sent.on_the_way]


def _counted(request: HttpRequest, forms: list[CameForm]) -> list[Came]:
    if request.POST.get("all") == "1":
        return [Came(one.sent.pk, received=one.sent.on_the_way) for one in forms]
    return [one.came() for one in forms]


def _take(form: ReceiptForm, forms: list[CameForm], problems: list[Problem]) -> None:
    """Problems of a lot beside it, the others above the form."""
    by_row = {one.sent.pk: one for one in forms}
    for problem in problems:
        by_row.get(problem.data.get("sent_id"), form).take([problem])


def _said(transfer: Transfer) -> str:
    left = transfer_rows.sums(transfer_rows.sent_rows(transfer))["on_the_way"]
    if not left:
        return _("Received. Nothing is on the way any more.")
    return ngettext(
        "Received. %(left)d unit is still on the way.",
        "Received. %(left)d units are still on the way.",
        left,
    ) % {"left": left}


def _page(
    request: HttpRequest,
    transfer: Transfer,
    form: ReceiptForm,
    rows: list[SentRow],
    forms: list[CameForm],
    status: int = 200,
) -> HttpResponse:
    context = {
        "transfer": transfer,
        "form": form,
        "seen": transfers.fingerprint_of_way(row.sent for row in rows),
        "rows": list(zip(rows, forms, strict=True)),
        "on_the_way": sum(row.sent.on_the_way for row in rows),
        "is_destination_closed": is_closed(transfer),
    }
    return show(request, "console/goods/transfer_receive.html", context, status)
