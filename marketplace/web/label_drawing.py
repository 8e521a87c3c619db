"""Labels as PDF: what is drawn on one, and how many stand on a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.eanbc import Ean13BarcodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from marketplace.web import pdf

GOLD, OUTLINE = colors.HexColor("#E0A100"), colors.HexColor("#8A5A00")
STAR = (  # corners of a star in a square of 24, as the badge draws it
    *((12, 2.6), (14.9, 8.5), (21.4, 9.4), (16.7, 14), (17.8, 20.5)),
    *((12, 17.4), (6.2, 20.5), (7.3, 14), (2.6, 9.4), (9.1, 8.5)),
)


class Paper(StrEnum):
    ROLL = "roll"  # one label of 40 × 30 mm a page
    SHEET = "sheet"  # A4 with 3 × 8 labels of 70 × 37 mm


EDGES = {Paper.ROLL: 1.5 * mm, Paper.SHEET: 5 * mm}  # office printers leave a sheet's rim white
SIZES = {Paper.ROLL: (40 * mm, 30 * mm), Paper.SHEET: (70 * mm, 37 * mm)}
COLUMNS, ROWS = 3, 8


@dataclass(frozen=True)
class Label:
    """title: what it is; big: the one figure one looks for; small: lines beneath.

    qr: what the square says; gtin: thirteen digits for bars, empty for none. stars: 0 for none;
    starred: the words that stand with them, which say until when they are valid.
    """

    title: str
    big: str = ""
    small: Sequence[str] = field(default=())
    qr: str = ""
    gtin: str = ""
    stars: int = 0
    starred: str = ""


def draw(labels: Sequence[Label], paper: Paper, *, title: str) -> bytes:
    """The labels in their order; a sheet is filled row by row."""
    pdf.register_fonts()
    out = BytesIO()
    width, height = SIZES[paper]
    is_sheet = paper is Paper.SHEET
    canvas = Canvas(out, pagesize=A4 if is_sheet else (width, height))
    canvas.setTitle(title)
    a_page = COLUMNS * ROWS if is_sheet else 1
    for number, label in enumerate(labels):
        place = number % a_page
        if number and place == 0:
            canvas.showPage()
        x, y = 0.0, 0.0
        if is_sheet:
            row, column = divmod(place, COLUMNS)
            x = (A4[0] - COLUMNS * width) / 2 + column * width
            y = A4[1] - (A4[1] - ROWS * height) / 2 - (row + 1) * height
        _one(canvas, label, x, y, width, height, EDGES[paper])
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _one(
    canvas: Canvas, label: Label, x: float, y: float, width: float, height: float, edge: float
) -> None:
    unit = (height - 2 * edge) / 27  # a millimetre of the small one
    side = 14 * unit if label.qr else 0.0
    right, top = x + width - edge, y + height - edge
    if label.qr:
        pdf.draw_qr(canvas, label.qr, right - side, y + edge, side)
    line = _text(canvas, label.title, x + edge, top, right - x - edge, pdf.BOLD, 2.5 * unit, most=2)
    room = right - side - x - 2 * edge
    if label.big:
        whole = right - x - edge
        size = min(4 * unit, 4 * unit * whole / stringWidth(label.big, pdf.BOLD, 4 * unit))
        line = _text(canvas, label.big, x + edge, line, whole, pdf.BOLD, size, most=1)
    for small in label.small:
        line = _text(canvas, small, x + edge, line, room, pdf.REGULAR, 2.1 * unit, most=2)
    if label.gtin:
        below = line - unit - (y + edge)  # tall bars are read at a slant, too
        _bars(canvas, label.gtin, x + edge, y + edge, room, min(below, 15 * unit))
    elif label.stars:
        base = y + edge + 5.2 * unit
        for number in range(label.stars):
            _star(canvas, x + edge + number * 3 * unit, base, 3 * unit)
        _text(canvas, label.starred, x + edge, base, room, pdf.REGULAR, 1.8 * unit, most=2)


def _text(
    canvas: Canvas, text: str, x: float, top: float, room: float, font: str, size: float, most: int
) -> float:
    """Write at most so many lines below `top`; where the next line begins. Longer text ends in …"""
    lines = simpleSplit(text, font, size, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    canvas.setFont(font, size)
    for line in lines:
        top -= 1.2 * size
        canvas.drawString(x, top + 0.25 * size, line)
    return top


def _bars(canvas: Canvas, gtin: str, x: float, y: float, room: float, height: float) -> None:
    widget = Ean13BarcodeWidget(gtin, humanReadable=True)
    left, bottom, right, _top = widget.getBounds()
    scale = min(room / (right - left), 1.0)
    widget.barHeight = height / scale
    drawing = Drawing(
        right - left, height, widget, transform=[scale, 0, 0, scale, -left * scale, 0]
    )
    renderPDF.draw(drawing, canvas, x, y - bottom * scale)


def _star(canvas: Canvas, x: float, y: float, side: float) -> None:
    path = canvas.beginPath()
    for number, (across, down) in enumerate(STAR):
        point = x + across * side / 24, y + (24 - down) * side / 24
        if number:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()
    canvas.saveState()
    canvas.setFillColor(GOLD)
    canvas.setStrokeColor(OUTLINE)
    canvas.setLineWidth(0.3)
    canvas.drawPath(path, stroke=1, fill=1)
    canvas.restoreState()
