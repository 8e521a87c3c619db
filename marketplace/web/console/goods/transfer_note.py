"""Phiếu xuất kho kiêm vận chuyển nội bộ: what goes along with the goods, to print or as PDF."""

from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.inventory.models import Transfer
from marketplace.places.models import Place
from marketplace.web import pdf
from marketplace.web.console.goods import transfer_rows
from marketplace.web.console.goods.transfer_rows import SentRow
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

COLUMNS = (8, 50, 28, 26, 27, 20, 21)  # mm
SIGNED = 22 * mm  # room for a signature


@staff(Action.SEE_STOCK)
def transfer_note(request: HttpRequest, code: str) -> HttpResponse:
    """As a page that prints."""
    transfer = _sent(request, code)
    drawn = segno.make(_address(transfer), error="m").svg_inline(border=1, omitsize=True)
    rows = transfer_rows.sent_rows(transfer)
    context = _heads(transfer) | {
        "transfer": transfer,
        "rows": rows,
        "sums": transfer_rows.sums(rows),
        # segno writes nothing of the address but its squares.
        "qr": mark_safe(drawn),
        "address": _address(transfer),
    }
    return show(request, "console/goods/transfer_note.html", context)


@staff(Action.SEE_STOCK)
def transfer_note_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same as PDF, on A4."""
    transfer = _sent(request, code)
    rows = transfer_rows.sent_rows(transfer)
    title = _("Delivery note %(code)s") % {"code": transfer.code}

    def foot(page: int, pages: int) -> str:
        data = {"title": title, "page": page, "pages": pages}
        return _("%(title)s, page %(page)d of %(pages)d") % data

    parts = [*_head(transfer), _table(rows), Spacer(1, 4 * mm), *_end(transfer)]
    return pdf.answer(f"phieu-{transfer.code}", pdf.a4(parts, title=title, foot=foot))


def _sent(request: HttpRequest, code: str) -> Transfer:
    """A draft has no note: nobody knows yet which lots will go."""
    transfer = transfer_rows.of(request, code)
    if transfer.sent_at is None:
        raise Http404
    return transfer


def _address(transfer: Transfer) -> str:
    path = reverse("console:transfer", kwargs={"code": transfer.code})
    return f"{settings.SITE_URL}{path}"


def _heads(transfer: Transfer) -> dict[str, Any]:
    return {
        "sent_by": names_of([transfer.sent_by_id]).get(transfer.sent_by_id),
        "is_one_operator": transfer.origin.operator_id == transfer.destination.operator_id,
    }


def _head(transfer: Transfer) -> list[Flowable]:
    operator = transfer.origin.operator
    firm = [pdf.words(operator.name, 10, bold=True)]
    if operator.tax_code:
        firm.append(pdf.words(_("Tax code: %(code)s") % {"code": operator.tax_code}))
    if operator.address:
        firm.append(pdf.words(operator.address))
    number = [
        pdf.words(_("No. %(code)s") % {"code": transfer.code}, 11, bold=True, side="right"),
        pdf.words(f"{clock.local(transfer.sent_at):%H:%M %d/%m/%Y}", side="right"),
    ]
    top = Table(
        [[firm, number, pdf.Qr(_address(transfer))]],
        colWidths=[pdf.WIDTH - 80 * mm, 50 * mm, 30 * mm],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)],
    )
    ways = [
        [pdf.words(label), pdf.words(value, bold=is_bold)]
        for label, value, is_bold in _facts(transfer)
    ]
    facts = Table(
        ways,
        colWidths=[40 * mm, pdf.WIDTH - 40 * mm],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ],
    )
    title = pdf.words(_("Delivery note for an internal transfer"), 15, bold=True, side="center")
    return [top, Spacer(1, 2 * mm), title, Spacer(1, 4 * mm), facts, Spacer(1, 4 * mm)]


def _facts(transfer: Transfer) -> list[tuple[str, str, bool]]:
    facts = [
        (_("Goes out from"), _place(transfer.origin), True),
        (_("Goes to"), _place(transfer.destination), True),
    ]
    if transfer.origin.operator_id != transfer.destination.operator_id:
        facts.append((_("Receiving operator"), transfer.destination.operator.name, False))
    if transfer.expected_on:
        facts.append((_("Expected on"), f"{transfer.expected_on:%d/%m/%Y}", False))
    facts.append((_("Carried by, vehicle"), transfer.note or "." * 60, False))
    return facts


def _place(place: Place) -> str:
    return f"{place.name}, {place.address}" if place.address else place.name


def _table(rows: list[SentRow]) -> Table:
    heads = (
        "",
        _("Goods that go"),
        _("Lot"),
        _("Best before"),
        _("Owner"),
        _("Sent"),
        _("Received"),
    )
    lines = [[pdf.words(head, 8.5, bold=True) for head in heads]]
    for number, row in enumerate(rows, start=1):
        lot, variant = row.sent.lot, row.sent.lot.variant
        name = f"{variant.product.name}\n{variant.sku} · {variant.name}"
        if not row.is_good:
            name += f" · {row.condition}"
        lines.append(
            [
                pdf.words(number, 8.5),
                pdf.words(name, 8.5),
                pdf.words(lot.code, 8.5),
                pdf.words(f"{lot.best_before:%d/%m/%Y}" if lot.best_before else "–", 8.5),
                pdf.words(row.owner, 8.5),
                pdf.words(_dots(row.sent.sent), 9.5, bold=True, side="right"),
                pdf.words("", 8.5),  # to be written by hand where the goods arrive
            ]
        )
    total = _dots(transfer_rows.sums(rows)["sent"])
    lines.append(["", pdf.words(_("Units together"), bold=True), "", "", ""])
    lines[-1] += [pdf.words(total, bold=True, side="right"), ""]
    return Table(
        lines,
        colWidths=[width * mm for width in COLUMNS],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#8a8f8b")),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f1ede2")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )


def _dots(number: int) -> str:
    return f"{number:,d}".replace(",", ".")


def _end(transfer: Transfer) -> list[Flowable]:
    signing = (_("Written by"), _("Handed out by"), _("Carried by"), _("Received by"))
    writer = _heads(transfer)["sent_by"] or ""
    sheet = Table(
        [
            [pdf.words(who, bold=True, side="center") for who in signing],
            [pdf.words(_("(signature, full name)"), 8, side="center")] * len(signing),
            [pdf.words(writer, side="center"), "", "", ""],
        ],
        rowHeights=[None, None, SIGNED],
        style=[("VALIGN", (0, 2), (-1, 2), "BOTTOM")],
    )
    return [pdf.words(_note(), 8), Spacer(1, 6 * mm), sheet]


def _note() -> str:
    return _(
        "Scan the code to receive the goods or to see where they are. This note does not take the "
        "place of an electronic document where the law asks for one."
    )
