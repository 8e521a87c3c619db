"""Phiếu giao hàng: what is in the parcel, by lot, and what is to be paid; A4."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from marketplace import clock, text
from marketplace.accounts import phones
from marketplace.accounts.access import Action
from marketplace.certification.badge import badges_for
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.orders.pick import pick_list
from marketplace.web import pdf
from marketplace.web.console.guard import staff
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.parcel_label import address_of

COLUMNS = (8, 78, 22, 28, 20, 24)  # mm
GRID = colors.HexColor("#8a8f8b")
HEAD = colors.HexColor("#f1ede2")


@dataclass(frozen=True)
class _Batch:
    code: str
    best_before: date | None
    units: int


@staff(Action.SEE_ORDERS)
def parcel_note(request: HttpRequest, code: str) -> HttpResponse:
    parcel = parcel_rows.of(request, code, Action.SEE_ORDERS)
    return pdf.answer(f"phieu-giao-{parcel.code}", draw(parcel))


def draw(parcel: Parcel) -> bytes:
    """Before the parcel has gone: the lots that would go now, first expiry first."""
    title = _("Delivery slip %(code)s") % {"code": parcel.code}

    def foot(page: int, pages: int) -> str:
        data = {"title": title, "page": page, "pages": pages}
        return _("%(title)s, page %(page)d of %(pages)d") % data

    lines = list(parcel.lines.select_related("listing__product", "listing__variant").order_by("pk"))
    parts = [*_head(parcel), _table(parcel, lines), Spacer(1, 4 * mm), *_end(parcel, lines)]
    return pdf.a4(parts, title=title, foot=foot)


def _head(parcel: Parcel) -> list[Flowable]:
    order, seller = parcel.order, parcel.order.seller
    address = settings.SITE_URL + reverse("shop:order", kwargs={"code": order.code})
    firm = [pdf.words(seller.name, 10, bold=True)]
    if seller.tax_code:
        firm.append(pdf.words(_("Tax code: %(code)s") % {"code": seller.tax_code}))
    firm.append(
        pdf.words(", ".join(part for part in (parcel.place.name, parcel.place.address) if part))
    )
    number = [
        pdf.words(_("Order %(code)s") % {"code": order.code}, 10, bold=True, side="right"),
        pdf.words(_("Parcel %(code)s") % {"code": parcel.code}, side="right"),
        pdf.words(f"{clock.local(order.placed_at):%H:%M %d/%m/%Y}", side="right"),
    ]
    top = Table(
        [[firm, number, pdf.Qr(address)]],
        colWidths=[pdf.WIDTH - 85 * mm, 55 * mm, 30 * mm],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)],
    )
    phone = phones.spoken(order.phone) if order.phone else ""
    to = [
        pdf.words(
            _("Recipient: %(name)s, %(phone)s") % {"name": order.name, "phone": phone}, bold=True
        ),
        pdf.words(address_of(order.address, order.unit)),
    ]
    title = pdf.words(_("Delivery slip"), 15, bold=True, side="center")
    return [top, Spacer(1, 2 * mm), title, Spacer(1, 4 * mm), *to, Spacer(1, 4 * mm)]


def _table(parcel: Parcel, lines: list[ParcelLine]) -> Table:
    heads = ("", _("Product"), _("Units"), _("Lot"), _("Best before"), _("Amount"))
    batches = _batches(parcel)
    badges = badges_for(
        {line.listing.certified_product_id for line in lines if line.listing.certified_product_id},
        clock.now(),
    )
    rows = [[pdf.words(head, 8.5, bold=True) for head in heads]]
    for number, line in enumerate(lines, start=1):
        badge = badges.get(line.listing.certified_product_id or 0)
        name = line.name if badge is None else f"{line.name}\n{badge.level} · {badge.valid_until}"
        of_line = batches.get(line.listing.variant_id, [])
        days = (f"{one.best_before:%d/%m/%Y}" if one.best_before else "–" for one in of_line)
        rows.append(
            [
                pdf.words(number, 8.5),
                pdf.words(name, 8.5),
                pdf.words(f"{line.quantity} {line.unit_name}", 8.5),
                pdf.words("\n".join(f"{one.code} × {one.units}" for one in of_line), 8.5),
                pdf.words("\n".join(days), 8.5),
                pdf.words(text.dong(line.total), 8.5, side="right"),
            ]
        )
    return Table(
        rows,
        colWidths=[width * mm for width in COLUMNS],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, GRID),
            ("BACKGROUND", (0, 0), (-1, 0), HEAD),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )


def _batches(parcel: Parcel) -> dict[int, list[_Batch]]:
    """By article; as they went out, else as they would go now."""
    document, _left = parcel_rows.gone_out(parcel)
    found: dict[int, list[_Batch]] = {}
    if document is not None:
        for entry in document.entries.filter(place__isnull=False).select_related("lot"):
            one = _Batch(entry.lot.code, entry.lot.best_before, -entry.quantity)
            found.setdefault(entry.lot.variant_id, []).append(one)
        return found
    for take in pick_list([parcel]):
        if not take.short:
            one = _Batch(take.lot_code, take.best_before, take.units)
            found.setdefault(take.variant_id, []).append(one)
    return found


def _end(parcel: Parcel, lines: list[ParcelLine]) -> list[Flowable]:
    goods = sum(line.total for line in lines)
    is_due = parcel.payment.state == "due"
    sums = [
        (_("Goods"), text.dong(goods)),
        (_("Delivery fee"), text.dong(parcel.fee)),
        (_("To collect"), text.dong(parcel.to_collect if is_due else 0)),
    ]
    table = Table(
        [
            [pdf.words(label), pdf.words(value, 10, bold=True, side="right")]
            for label, value in sums
        ],
        colWidths=[40 * mm, 35 * mm],
        hAlign="RIGHT",
    )
    note = _("Scan the code to see your order. Prices include VAT.")
    signing = (_("Packed by"), _("Carried by"), _("Received by"))
    sheet = Table(
        [
            [pdf.words(who, bold=True, side="center") for who in signing],
            [pdf.words(_("(signature, full name)"), 8, side="center")] * len(signing),
        ]
    )
    return [table, Spacer(1, 4 * mm), pdf.words(note, 8), Spacer(1, 6 * mm), sheet]
