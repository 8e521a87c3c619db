"""Where the table stands, how many there are, and in what order its columns come."""

from functools import partial

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.corpus.case import Case
from tests.plugins.ocop_sync.files import PRODUCER, annex, award

GIVES = (("Trà A", 3), ("Mắm B", 4))
ROWS = [award("Trà A"), award("Mắm B", stars="4 sao")]
TITLE = files.title()
ABOUT_FOUR = files.title(about="DANH SÁCH SẢN PHẨM ĐẠT HẠNG 4 SAO")
NO_STARS = ("STT", "Tên sản phẩm", "Tên chủ thể", "Địa chỉ")


def _wide() -> bytes:
    """60 columns, of which the list needs six."""
    more = [f"Chỉ tiêu {number}" for number in range(54)]
    header = [*files.HEADER[1:], *more]
    return annex([[*row, *range(54)] for row in ROWS], header=header, numbered=False)


def _backwards() -> bytes:
    rows = [row[::-1] for row in ROWS]
    return annex(rows, header=files.HEADER[:0:-1], numbered=False)


def _below(lines: int) -> bytes:
    above = [*TITLE, *([["dòng"]] * (lines - len(TITLE)))]
    return annex(ROWS, above=above)


def _two_tables() -> bytes:
    second = files.table([award("Mắm B", stars="4 sao")], files.title("101/QĐ-UBND"))
    return files.workbook({"Phụ lục": [*files.table(ROWS[:1]), [], *second]})


def _repeated_header() -> bytes:
    lines = files.table(ROWS)
    return files.workbook({"Phụ lục": [*lines[:-1], list(files.HEADER), lines[-1]]})


def _all_around() -> bytes:
    below = [[], ["Tổng cộng", "2 sản phẩm"], [], ["", "KT. CHỦ TỊCH"], ["", "PHÓ CHỦ TỊCH"]]
    lines = files.table(ROWS, below=below)
    return files.workbook({"Phụ lục": [*lines[:7], ["(1)", "(2)", "(3)", "(4)"], *lines[7:]]})


def _blank_rows() -> bytes:
    lines = files.table(ROWS)
    return files.workbook({"Phụ lục": [*lines[:7], [], lines[7], [], [" "], lines[8], []]})


def _second_sheet() -> bytes:
    cover = [["BÌA"], ["Danh sách kèm theo"]]
    return files.workbook({"Bìa": cover, "Trống": [], "Phụ lục": files.table(ROWS)})


def _withdrawal() -> bytes:
    about = "DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN"
    return annex([award("Trà A")], above=files.title(about=about))


CASES = {
    "60 columns": Case(_wide, good=GIVES),
    "columns backwards": Case(_backwards, good=GIVES),
    "the header in row 30": Case(partial(_below, 29), good=GIVES),
    "the header in row 31": Case(partial(_below, 30), refused="no_header", data={"most": 30}),
    "two tables on a sheet, each with its decision": Case(_two_tables, good=GIVES, decision=None),
    "the header again on every printed page": Case(_repeated_header, good=GIVES),
    "column numbers, a total and signatures": Case(_all_around, good=GIVES),
    "blank rows everywhere": Case(_blank_rows, good=GIVES),
    "the list on the third sheet": Case(_second_sheet, good=GIVES),
    "stars in the title alone": Case(
        partial(annex, [["Trà A", PRODUCER, ""]], header=NO_STARS, above=ABOUT_FOUR),
        good=(("Trà A", 4),),
    ),
    "stars in the name of the sheet alone": Case(
        lambda: files.workbook({"4 sao": files.table([["Trà A", PRODUCER, ""]], header=NO_STARS)}),
        good=(("Trà A", 4),),
    ),
    "stars nowhere": Case(
        partial(annex, [["Trà A", PRODUCER, ""]], header=NO_STARS),
        bad=(("Phụ lục", 8, "Hạng sao", "stars_missing"),),
    ),
    "two stars in the title": Case(
        partial(
            annex,
            [["Trà A", PRODUCER, ""]],
            header=NO_STARS,
            above=files.title(about="SẢN PHẨM ĐẠT 3 SAO, 4 SAO"),
        ),
        bad=(("Phụ lục", 8, "Hạng sao", "stars_missing"),),
    ),
    "no decision anywhere": Case(
        partial(annex, ROWS, above=[["DANH SÁCH SẢN PHẨM OCOP"]]),
        good=GIVES,
        pending=2,
        decision=None,
    ),
    "a draft": Case(
        partial(annex, ROWS, above=[["DỰ THẢO"], *TITLE]), good=GIVES, pending=2, decision=None
    ),
    "a list of withdrawals of what nobody holds": Case(
        _withdrawal, bad=(("Phụ lục", 8, "Tên sản phẩm", "withdrawal_unmatched"),)
    ),
    "a header and nothing below": Case(partial(annex, [])),
}
