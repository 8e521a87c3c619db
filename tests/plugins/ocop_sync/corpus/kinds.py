"""One list of two awards, through every kind of file."""

from functools import partial

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.corpus.case import Case
from tests.plugins.ocop_sync.files import award
from tests.plugins.ocop_sync.writers import WRITERS, docx, pdf, xls

TABLE = [list(files.HEADER), [1, *award("Trà A")], [2, *award("Mắm B", stars="4 sao")]]
GIVES = (("Trà A", 3), ("Mắm B", 4))
SECTIONS = [
    ["STT", "Tên sản phẩm", "Tên chủ thể", "Địa chỉ"],
    ["I", "SẢN PHẨM 4 SAO", "", ""],
    [1, "Mắm B", files.PRODUCER, files.ADDRESS],
    ["II", "SẢN PHẨM 3 SAO", "", ""],
    [2, "Trà A", files.PRODUCER, files.ADDRESS],
]
# A decision of which the annex is only the end. It cites, and it threatens.
DECISION = [
    "UBND TỈNH LÂM ĐỒNG",
    "Số: 100/QĐ-UBND",
    "QUYẾT ĐỊNH",
    *(f"Căn cứ Quyết định số {number}/QĐ-TTg ngày 01/02/2023;" for number in range(1, 15)),
    "Điều 1. Công nhận 02 sản phẩm (có Phụ lục kèm theo).",
    "Điều 2. Giấy chứng nhận sẽ bị thu hồi nếu chủ thể vi phạm.",
    "KT. CHỦ TỊCH",
    "PHỤ LỤC",
    "DANH SÁCH SẢN PHẨM ĐẠT HẠNG 3 SAO VÀ 4 SAO",
    files.DECISION.format(number="100/QĐ-UBND", day="05/8/2026", authority="UBND tỉnh Lâm Đồng"),
]


def _whole_decision() -> bytes:
    letterhead = docx.grid([["UBND TỈNH LÂM ĐỒNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]])
    lines = "".join(map(docx.paragraph, DECISION))
    return docx.document(letterhead + lines + docx.grid(TABLE))


def _two_tables() -> bytes:
    above = "".join(docx.paragraph(cell) for line in files.title() for cell in line if cell)
    header = ["STT", "Tên sản phẩm", "Tên chủ thể"]
    return docx.document(
        above
        + docx.paragraph("I. Sản phẩm đạt hạng 4 sao")
        + docx.grid([header, ["1", "Mắm B", files.PRODUCER]])
        + docx.paragraph("II. Sản phẩm đạt hạng 3 sao")
        + docx.grid([header, ["1", "Trà A", files.PRODUCER]])
    )


def _numbered_by_word() -> bytes:
    counted = "<w:tc><w:p><w:pPr><w:numPr/></w:pPr></w:p></w:tc>"
    rows = "".join(
        f"<w:tr>{counted}{''.join(map(docx.cell, award(name)))}</w:tr>" for name in ("A", "B")
    )
    above = "".join(docx.paragraph(cell) for line in files.title() for cell in line if cell)
    table = docx.grid([list(files.HEADER)])
    return docx.document(above + table.replace("</w:tbl>", rows + "</w:tbl>"))


def _struck_out() -> bytes:
    made = docx.grid(TABLE).split("<w:tr>")
    made[-1] = "<w:trPr><w:del/></w:trPr>" + made[-1]
    above = "".join(docx.paragraph(cell) for line in files.title() for cell in line if cell)
    return docx.document(above + "<w:tr>".join(made))


def _row_over_two_pages() -> bytes:
    made = pdf.Pdf()
    for place, text in enumerate(cell for line in files.title() for cell in line if cell):
        made.text(40, 40 + 12 * place, text)
    pdf.draw(made, 150, TABLE[:2] + [[2, *award("Mắm nêm")]])
    made.pages.append([])
    pdf.draw(made, 40, [["", "Seagull", "", "", "", "", ""], [3, *award("Chè C")]])
    return made.bytes()


def _many_pages() -> bytes:
    rows = [[place, *award(f"Trà {place}")] for place in range(1, 201)]
    return WRITERS["pdf"](files.title(), [list(files.HEADER), *rows], ())


def _sheets_of_old_excel() -> bytes:
    return xls.workbook(
        {"3 sao": files.table([award("Trà A")]), "4 sao": files.table([award("Mắm B")])}
    )


CASES = {
    **{
        f"two awards as {kind}": Case(partial(write, files.title(), TABLE, ()), good=GIVES)
        for kind, write in WRITERS.items()
    },
    **{
        f"stars in headings between the rows, as {kind}": Case(
            partial(WRITERS[kind], files.title(), SECTIONS, ()), good=GIVES[::-1]
        )
        for kind in ("xlsx", "xls", "ods", "docx", "pdf", "csv")
    },
    "a whole decision with its annex, as docx": Case(_whole_decision, good=GIVES),
    "two tables of a docx under one title": Case(_two_tables, good=GIVES[::-1]),
    "numbers that Word counts by itself": Case(_numbered_by_word, good=(("A", 3), ("B", 3))),
    "a row struck out in a docx": Case(_struck_out, good=(("Trà A", 3),)),
    "a row that a page break cuts, as pdf": Case(
        _row_over_two_pages, good=(("Trà A", 3), ("Mắm nêm Seagull", 3), ("Chè C", 3))
    ),
    "200 rows over many pages, as pdf": Case(
        _many_pages, good=tuple((f"Trà {place}", 3) for place in range(1, 201))
    ),
    "two sheets of an xls": Case(
        _sheets_of_old_excel, good=(("Trà A", 3), ("Mắm B", 3))
    ),
}  # fmt: skip
