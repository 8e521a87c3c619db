"""Xác nhận đơn hàng: the order on paper, with its seller, its parcels, the VAT in it and the return terms."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from marketplace import clock, text
from marketplace.accounts import phones
from marketplace.orders.invoices import InvoiceLine, by_rate, lines_of
from marketplace.orders.models import InvoiceRequest, Parcel, ShopOrder
from marketplace.orders.payments import METHODS
from marketplace.web import pdf
from marketplace.web.shop import shown_order, visitor
from marketplace.web.shop.order_words import COLLECTION, state_words

COLUMNS = (82, 24, 30, 16, 28)  # mm
GRID = colors.HexColor("#8a8f8b")
HEAD = colors.HexColor("#f1ede2")
STYLE = [
    ("GRID", (0, 0), (-1, -1), 0.5, GRID),
    ("BACKGROUND", (0, 0), (-1, 0), HEAD),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


@require_safe
def order_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """For who may read the order; everybody else is asked for its phone number first."""
    order = shown_order.find(code)
    if order is None:
        raise Http404
    if not visitor.may_read_order(request, code):
        return HttpResponseRedirect(reverse("shop:order", kwargs={"code": code}))
    response = pdf.answer(f"don-hang-{order.code}", draw(order))
    response["Cache-Control"] = "private, no-store"
    return response


def draw(order: ShopOrder) -> bytes:
    """Of an order from shown_order.find(), in the language of the moment. One query."""
    title = _("Order confirmation %(code)s") % {"code": order.code}

    def foot(page: int, pages: int) -> str:
        data = {"title": title, "page": page, "pages": pages}
        return _("%(title)s, page %(page)d of %(pages)d") % data

    lines = {parcel.pk: lines_of(parcel) for parcel in order.parcels.all()}
    parts = [*_head(order), *_buyer(order)]
    for parcel in order.parcels.all():
        parts += _parcel(order, parcel, lines[parcel.pk])
    every = [line for of_parcel in lines.values() for line in of_parcel]
    parts += [_sums(order, every), Spacer(1, 6 * mm), *_terms()]
    return pdf.a4(parts, title=title, foot=foot)


def _head(order: ShopOrder) -> list[Flowable]:
    seller = order.seller
    firm = [pdf.words(_("Seller"), 8), pdf.words(seller.name, 11, bold=True)]
    if seller.tax_code:
        firm.append(pdf.words(_("Tax code: %(code)s") % {"code": seller.tax_code}))
    phone = phones.spoken(seller.phone) if seller.phone else ""
    contact = (seller.address, phone, seller.email)
    firm += [pdf.words(line) for line in contact if line]
    number = [
        pdf.words(_("Order %(code)s") % {"code": order.code}, 11, bold=True, side="right"),
        pdf.words(f"{clock.local(order.placed_at):%H:%M %d/%m/%Y}", side="right"),
        pdf.words(METHODS[order.payment_method].words, side="right"),
    ]
    address = settings.SITE_URL + reverse("shop:order", kwargs={"code": order.code})
    top = Table(
        [[firm, number, pdf.Qr(address)]],
        colWidths=[pdf.WIDTH - 90 * mm, 60 * mm, 30 * mm],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)],
    )
    title = pdf.words(_("Order confirmation"), 16, bold=True, side="center")
    return [top, Spacer(1, 2 * mm), title, Spacer(1, 5 * mm)]


def _buyer(order: ShopOrder) -> list[Flowable]:
    parts = []
    if order.erased_at is None:
        who = _("Buyer: %(name)s, %(phone)s")
        said = {"name": order.name, "phone": phones.spoken(order.phone)}
        parts.append(pdf.words(who % said, bold=True))
        if order.unit is not None:
            names = [order.address, order.unit.full_name]
            names += [order.unit.parent.name] if order.unit.parent else []
            parts.append(pdf.words(", ".join(names)))
    invoice = InvoiceRequest.objects.filter(order=order).first()
    if invoice is not None:
        said = {"company": invoice.company, "code": invoice.tax_code}
        parts.append(pdf.words(_("Invoice for: %(company)s, tax code %(code)s") % said))
        parts.append(pdf.words(f"{invoice.address} · {invoice.email}"))
    return [*parts, Spacer(1, 5 * mm)]


def _parcel(order: ShopOrder, parcel: Parcel, lines: list[InvoiceLine]) -> list[Flowable]:
    place = {"place": parcel.place.name}
    is_collected = order.how == COLLECTION
    where = _("To be collected at %(place)s") if is_collected else _("From %(place)s")
    state = state_words(parcel, clock.now(), order.how)
    heads = (_("Goods"), _("Units"), _("Net"), _("VAT"), _("Amount"))
    sides = ("left", "left", "right", "right", "right")
    rows = [
        [
            pdf.words(head, 8.5, bold=True, side=side)
            for head, side in zip(heads, sides, strict=True)
        ]
    ]
    for line in lines:
        cells = (
            line.name,
            f"{line.quantity} {line.unit_name}",
            text.dong(line.net),
            f"{line.vat_rate.normalize():f}%",
            text.dong(line.total),
        )
        rows.append(
            [pdf.words(cell, 8.5, side=side) for cell, side in zip(cells, sides, strict=True)]
        )
    due = _("To pay at the counter") if is_collected else _("To pay on delivery")
    total = pdf.words(f"{due}: {text.dong(parcel.to_collect)}", bold=True, side="right")
    return [
        pdf.words(f"{where % place} · {state}", 10.5, bold=True),
        Spacer(1, 2 * mm),
        Table(rows, colWidths=[width * mm for width in COLUMNS], repeatRows=1, style=STYLE),
        Spacer(1, 1.5 * mm),
        total,
        Spacer(1, 5 * mm),
    ]


def _sums(order: ShopOrder, lines: list[InvoiceLine]) -> Table:
    rows = [[_("VAT"), _("Net"), _("Tax"), _("Amount")]]
    for one in by_rate(lines):
        rate = f"{one.vat_rate.normalize():f}%"
        rows.append([rate, text.dong(one.net), text.dong(one.tax), text.dong(one.total)])
    net = sum(line.net for line in lines)
    rows.append([_("Total"), text.dong(net), text.dong(order.total - net), text.dong(order.total)])
    ends = (0, len(rows) - 1)
    return Table(
        [
            [
                pdf.words(cell, bold=number in ends, side="right" if place else "left")
                for place, cell in enumerate(row)
            ]
            for number, row in enumerate(rows)
        ],
        colWidths=[28 * mm, 32 * mm, 32 * mm, 34 * mm],
        hAlign="RIGHT",
        style=STYLE,
    )


def _terms() -> list[Flowable]:
    days = settings.RETURN_DAYS
    returns = ngettext(
        "Returns: within %(days)d day of delivery you can ask on the page of your order to bring back"
        " goods that are broken, not as described, past their date or not what you ordered. Your"
        " money goes back the way it came.",
        "Returns: within %(days)d days of delivery you can ask on the page of your order to bring"
        " back goods that are broken, not as described, past their date or not what you ordered."
        " Your money goes back the way it came.",
        days,
    )
    terms = settings.SITE_URL + reverse("shop:terms")
    return [
        pdf.words(returns % {"days": days}, 8.5),
        Spacer(1, 2 * mm),
        pdf.words(_("All terms: %(address)s") % {"address": terms}, 8.5),
        Spacer(1, 2 * mm),
        pdf.words(_("This confirmation is no invoice. Scan the code to see your order."), 8.5),
    ]
