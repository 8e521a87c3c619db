"""Single cells that are wrong, or right in an unusual way."""

from datetime import date
from functools import partial

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.corpus.case import Case
from tests.plugins.ocop_sync.files import annex, award, title

FORMULA = '=HYPERLINK("http://x.example";"Trà")'
HTML = "<script>alert(1)</script> Trà"
LONG = "Trà " * 1250  # 5,000 characters
DECIDED = ("STT", "Tên sản phẩm", "Tên chủ thể", "Hạng sao", "Số quyết định", "Ngày quyết định",
           "Cơ quan ban hành", "Điểm")  # fmt: skip


def _one(column: str, code: str, row: int = 8) -> tuple:
    return (("Phụ lục", row, column, code),)


def _stars(*written: object) -> Case:
    return Case(
        partial(annex, [award(f"Trà {place}", stars=cell) for place, cell in enumerate(written)]),
        good=tuple((f"Trà {place}", 4) for place in range(len(written))),
    )


def _days(*written: object) -> Case:
    rows = [
        [f"Trà {place}", files.PRODUCER, 4, "5/QĐ-UBND", day, "UBND tỉnh Lâm Đồng", "71,25"]
        for place, day in enumerate(written)
    ]
    return Case(
        partial(annex, rows, header=DECIDED, above=[]),
        good=tuple((f"Trà {place}", 4) for place in range(len(written))),
        decision=None,
    )


def _day(written: object, code: str) -> Case:
    row = ["Trà", files.PRODUCER, 4, "5/QĐ-UBND", written, "UBND tỉnh Lâm Đồng", "71,25"]
    return Case(
        partial(annex, [row], header=DECIDED, above=[]),
        bad=_one("Ngày quyết định", code, row=2),
        decision=None,
    )


CASES = {
    "four stars in every spelling": _stars(
        *("4 sao", "4*", "★★★★", "hạng 4", "Bốn sao", "4 SAO", 4, 4.0, "4 sao (tiềm năng 5 sao)"),
        *("****", "Đạt hạng 4 sao", "04 sao", "★★★★☆", "4 \u00a0sao"),
    ),
    "days in every spelling": _days(
        *(
            "05/8/2026",
            "ngày 5 tháng 8 năm 2026",
            date(2026, 8, 5),
            46239,
            "5-8-2026",
            "2026-08-05",
        ),
        *("05.08.2026", "ngày 05/08/2026"),
    ),
    "31 February": _day("31/02/2026", "date_impossible"),
    "a day before the programme": _day("05/8/1999", "date_too_early"),
    "a day that is none": _day("hôm qua", "date_unclear"),
    "a decision of next year": Case(
        partial(annex, [award()], above=title("1/QĐ-UBND", "05/8/2027")),
        bad=_one("Tiêu đề", "date_in_future"),
        decision="1/QĐ-UBND",
    ),
    "31 February in the title": Case(
        partial(annex, [award()], above=title("1/QĐ-UBND", "31/02/2026")),
        bad=_one("Tiêu đề", "date_impossible"),
        decision=None,
    ),
    "six stars": Case(
        partial(annex, [award(stars="6 sao")]), bad=_one("Hạng sao", "stars_out_of_range")
    ),
    "no star": Case(partial(annex, [award(stars=0)]), bad=_one("Hạng sao", "stars_out_of_range")),
    "three and a half stars": Case(
        partial(annex, [award(stars=3.5), award("B", stars="3,5 sao")]),
        bad=_one("Hạng sao", "stars_not_whole") + _one("Hạng sao", "stars_not_whole", 9),
    ),
    "three or four stars": Case(
        partial(annex, [award(stars="3-4 sao")]), bad=_one("Hạng sao", "stars_unclear")
    ),
    "only potential stars": Case(
        partial(annex, [award(stars="tiềm năng 5 sao")]),
        bad=_one("Hạng sao", "stars_only_potential"),
    ),
    "a score above 100": Case(
        partial(
            annex,
            [["Trà", files.PRODUCER, 4, "5/QĐ-UBND", "05/8/2026", "UBND tỉnh", "171,25"]],
            header=DECIDED,
            above=[],
        ),
        bad=_one("Điểm", "score_unclear", row=2),
        decision=None,
    ),
    "no product": Case(partial(annex, [award("")]), bad=_one("Tên sản phẩm", "product_missing")),
    "only a dash for a product": Case(
        partial(annex, [award("---")]), bad=_one("Tên sản phẩm", "product_missing")
    ),
    "no producer": Case(
        partial(annex, [award(producer=" ")]), bad=_one("Tên chủ thể", "producer_missing")
    ),
    "the same row twice": Case(
        partial(annex, [award("Trà A"), award("TRÀ  a")]),
        good=(("Trà A", 3),),
        bad=_one("Tên sản phẩm", "duplicate", 9),
    ),
    "a name of 5,000 characters": Case(
        partial(annex, [award(LONG), award("B")]),
        good=(("B", 3),),
        bad=_one("Tên sản phẩm", "too_long"),
    ),
    "a producer of 5,000 characters": Case(
        partial(annex, [award(producer=LONG)]), bad=_one("Tên chủ thể", "too_long")
    ),
    "control characters": Case(
        lambda: files.text(
            files.table([award("Trà\x00\x07 \u200bA\u202e"), award("\ufeffMắm\u00ad B\x1b")])
        ),
        good=(("Trà A", 3), ("Mắm B", 3)),
    ),
    "a formula stays text": Case(partial(annex, [award(FORMULA)]), good=((FORMULA, 3),)),
    "HTML stays text": Case(partial(annex, [award(HTML)]), good=((HTML, 3),)),
    "error values of formulas": Case(
        partial(annex, [award("#REF!", producer="#N/A", stars="#VALUE!")]),
        bad=_one("Tên sản phẩm", "product_missing"),
    ),
    "TRUE for stars": Case(
        partial(annex, [award(stars=True)]), bad=_one("Hạng sao", "stars_unclear")
    ),
}
