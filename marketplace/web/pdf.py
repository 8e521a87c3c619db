"""What is printed as PDF: letters that know Vietnamese, an A4 page with its foot, a QR."""

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import fontpkg
import segno
from django.http import HttpResponse
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

FAMILY = "Be Vietnam Pro"
REGULAR, BOLD = "BeVietnamPro", "BeVietnamPro-Bold"
MARGIN = 15 * mm
FRAME = 6  # points that reportlab keeps free inside its own margins
WIDTH = A4[0] - 2 * MARGIN  # of what stands on an A4 page, in points
QUIET = 4  # light squares around a QR, as its standard asks for
_SIDES = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}


@cache
def register_fonts() -> None:
    """Make REGULAR and BOLD known to reportlab; the file keeps only the letters that are used."""
    pdfmetrics.registerFont(TTFont(REGULAR, fontpkg.path(FAMILY)))
    pdfmetrics.registerFont(TTFont(BOLD, fontpkg.path(FAMILY, weight=700)))


def words(text: object, size: float = 9.5, *, bold: bool = False, side: str = "left") -> Paragraph:
    """A paragraph of plain text, whatever is in it; size in points, side: left, center or right."""
    register_fonts()
    style = ParagraphStyle(
        f"{size} {bold} {side}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=1.35 * size,
        alignment=_SIDES[side],
    )
    return Paragraph(escape(str(text)).replace("\n", "<br/>"), style)


def draw_qr(canvas: Canvas, content: str, x: float, y: float, side: float) -> None:
    """A QR with its quiet zone in a square of this side, its lower left corner at (x, y); points."""
    rows = [list(row) for row in segno.make(content, error="m").matrix_iter(border=QUIET)]
    unit = side / len(rows)
    for number, row in enumerate(rows):
        for column, is_dark in enumerate(row):
            if is_dark:
                top = y + side - (number + 1) * unit
                canvas.rect(x + column * unit, top, unit, unit, stroke=0, fill=1)


class Qr(Flowable):
    """draw_qr() as a part of a page."""

    def __init__(self, content: str, side: float = 26 * mm) -> None:
        super().__init__()
        self.content = content
        self.width = self.height = side

    def draw(self) -> None:
        draw_qr(self.canv, self.content, 0, 0, self.width)


def a4(parts: Sequence[Flowable], *, title: str, foot: Callable[[int, int], str]) -> bytes:
    """The parts on A4 pages; foot(page, pages) is written under each."""
    register_fonts()
    out = BytesIO()
    page = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN - FRAME,
        rightMargin=MARGIN - FRAME,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 5 * mm,
        title=title,
    )
    page.build(list(parts), canvasmaker=_with_foot(foot))
    return out.getvalue()


def answer(name: str, content: bytes) -> HttpResponse:
    """`name`.pdf, shown by the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _with_foot(foot: Callable[[int, int], str]) -> type[Canvas]:
    """A canvas that keeps its pages until it knows how many there are."""

    class Footed(Canvas):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self.setFont(REGULAR, 8)
                self.drawString(MARGIN, MARGIN, foot(number, len(self._pages)))
                super().showPage()
            super().save()

    return Footed
