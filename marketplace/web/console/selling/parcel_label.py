"""Nhãn gửi hàng: the address label on a parcel, A6."""

from collections.abc import Sequence
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from marketplace import codes, text
from marketplace.accounts import phones
from marketplace.accounts.access import Action, places_for
from marketplace.orders.models import Parcel
from marketplace.orders.pick import waiting
from marketplace.places.models import Unit
from marketplace.web import pdf
from marketplace.web.console.guard import staff
from marketplace.web.console.selling import parcel_rows

WIDTH, HEIGHT = A6
EDGE = 6 * mm
MOST = 100  # labels in one file
ROOM = WIDTH - 2 * EDGE
LOWEST = 49 * mm  # above it the recipient, below the amount and the bars
SCALES = (1.0, 0.85, 0.7, 0.55)


@staff(Action.SEE_ORDERS)
def parcel_label(request: HttpRequest, code: str) -> HttpResponse:
    parcel = parcel_rows.of(request, code, Action.SEE_ORDERS)
    return pdf.answer(f"nhan-{parcel.code}", draw([parcel]))


@staff(Action.SEE_ORDERS)
def parcel_labels(request: HttpRequest) -> HttpResponse:
    """Those of the ticked parcels of my places that go to a door, a page each; of all that wait to
    be packed where none is ticked."""
    places = places_for(request.user, Action.SEE_ORDERS)
    asked = [codes.clean(one) for one in request.GET.getlist("parcel")]
    ticked = Parcel.objects.filter(place__in=places, code__in=filter(codes.is_code, asked))
    parcels = ticked if asked else waiting(places)
    to_the_door = parcels.filter(order__how="delivery").select_related(
        "order__unit__parent", "order__seller", "place", "payment", "shipment__carrier"
    )
    found = list(to_the_door.order_by("order__placed_at", "pk")[:MOST])
    if not found:
        return redirect("console:orders")
    return pdf.answer("nhan-kien", draw(found))


def draw(parcels: Sequence[Parcel]) -> bytes:
    """From whom, to whom, what to take at the door; bars that say the parcel's code. A page each."""
    pdf.register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A6)
    canvas.setTitle(", ".join(parcel.code for parcel in parcels))
    for parcel in parcels:
        _draw(canvas, parcel)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, parcel: Parcel) -> None:
    top = _from(canvas, parcel, HEIGHT - EDGE)
    canvas.line(EDGE, top, WIDTH - EDGE, top)
    top = _to(canvas, parcel, top - 2 * mm)
    _amount(canvas, parcel, max(top, LOWEST) - 2 * mm)
    _bars(canvas, parcel)


def _write(canvas: Canvas, paragraph: Paragraph, top: float) -> float:
    _width, height = paragraph.wrap(ROOM, HEIGHT)
    paragraph.drawOn(canvas, EDGE, top - height)
    return top - height


def _from(canvas: Canvas, parcel: Parcel, top: float) -> float:
    place, seller = parcel.place, parcel.order.seller
    top = _write(
        canvas, pdf.words(_("From: %(name)s") % {"name": seller.name}, 8.5, bold=True), top
    )
    lines = [", ".join(part for part in (place.name, place.address) if part)]
    lines.append(phones.spoken(place.phone) if place.phone.startswith("+") else place.phone)
    top = _write(canvas, pdf.words("\n".join(line for line in lines if line), 8), top)
    return top - 2 * mm


def _to(canvas: Canvas, parcel: Parcel, top: float) -> float:
    """As large as it fits above the amount; a long address is written smaller, never cut."""
    for scale in SCALES:
        parts = _parts(parcel, scale)
        if top - sum(part.wrap(ROOM, HEIGHT)[1] for part in parts) > LOWEST:
            break
    for part in parts:
        top = _write(canvas, part, top)
    return top


def _parts(parcel: Parcel, scale: float) -> list[Paragraph]:
    order = parcel.order
    parts = [pdf.words(_("Recipient"), 8), pdf.words(order.name, 14 * scale, bold=True)]
    if order.phone:
        parts.append(pdf.words(phones.spoken(order.phone), 14 * scale, bold=True))
    parts.append(pdf.words(address_of(order.address, order.unit), 11 * scale))
    if order.note:
        said = _("Note: %(note)s") % {"note": Truncator(order.note).chars(120)}
        parts.append(pdf.words(said, 8 * scale))
    return parts


def address_of(address: str, unit: Unit | None) -> str:
    """One line, down to the province."""
    parts = [address]
    if unit is not None:
        parts += [unit.full_name, unit.parent.full_name if unit.parent else ""]
    return ", ".join(part for part in parts if part)


def _amount(canvas: Canvas, parcel: Parcel, top: float) -> None:
    height = 13 * mm
    canvas.rect(EDGE, top - height, ROOM, height)
    is_due = parcel.payment.state == "due"
    amount = text.dong(parcel.to_collect if is_due else 0)
    canvas.setFont(pdf.REGULAR, 8)
    canvas.drawString(EDGE + 2 * mm, top - 4.5 * mm, _("To collect from the recipient"))
    canvas.setFont(pdf.BOLD, 16)
    canvas.drawRightString(WIDTH - EDGE - 2 * mm, top - 10 * mm, amount)


def _bars(canvas: Canvas, parcel: Parcel) -> None:
    bars = Code128(parcel.code, barHeight=14 * mm, barWidth=0.5 * mm, quiet=False)
    bars.drawOn(canvas, (WIDTH - bars.width) / 2, EDGE + 10 * mm)
    canvas.setFont(pdf.BOLD, 12)
    canvas.drawCentredString(WIDTH / 2, EDGE + 4 * mm, parcel.code)
    shipment = getattr(parcel, "shipment", None)
    if shipment is not None and shipment.tracking_code:
        canvas.setFont(pdf.REGULAR, 8)
        said = f"{shipment.carrier.name}: {shipment.tracking_code}"
        canvas.drawCentredString(WIDTH / 2, EDGE, said)
