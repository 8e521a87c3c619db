"""What the file alone says: header, title, which rows are products, which of them are bad."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.parse import ParsedFile, parse
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import ADDRESS, PRODUCER, annex, award, title

DECISION = Decision("100/QĐ-UBND", date(2026, 8, 5), "UBND tỉnh Lâm Đồng")


def read(content: bytes) -> ParsedFile:
    return parse("ds.xlsx", content)


def problems(parsed: ParsedFile) -> list[tuple[int, str, str, str]]:
    return [
        (bad.number, bad.problems[0].column, bad.problems[0].value, bad.problems[0].code)
        for bad in parsed.bad
    ]


def test_one_row_with_all_it_says() -> None:
    header = ("TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Ngành", "Điểm", "Hạng", "Ghi chú")
    row = ["Trà mẫu", PRODUCER, ADDRESS, "Đồ uống", "71,25", "3 sao (tiềm năng 4 sao)", "mới"]

    parsed = read(annex([row], header=header))

    (good,) = parsed.rows
    assert (good.number, good.sheet) == (8, "Phụ lục")
    assert (good.product, good.producer, good.address) == ("Trà mẫu", PRODUCER, ADDRESS)
    assert (good.group, good.stars, good.potential) == ("Đồ uống", 3, 4)
    assert (good.score, good.note) == (Decimal("71.25"), "mới")
    assert good.decision == parsed.decision == DECISION
    assert parsed.bad == []


def test_rows_that_are_no_products_are_left_out() -> None:
    rows = [award("Trà A"), [], award("Trà B")]
    below = [
        ["Tổng cộng: 02 sản phẩm"],
        ["", "Tổng số", "1 chủ thể", "", "", "2 sản phẩm"],
        ["", "Cộng", "", "", "", 2],
        [],
        ["", "", "", "", "Lâm Đồng, ngày 05 tháng 8 năm 2026"],
        ["", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"],
        ["", "- Như Điều 3;", "KT. CHỦ TỊCH"],
        ["", "- Lưu: VT, NN.", "PHÓ CHỦ TỊCH"],
        ["", "", "(Đã ký)"],
        ["", "", "Tên Người Ký"],
    ]

    parsed = read(annex(rows, below=below))

    assert [(row.number, row.product) for row in parsed.rows] == [(8, "Trà A"), (10, "Trà B")]
    assert parsed.bad == []


def test_headings_column_numbers_and_repeated_headers_are_no_products() -> None:
    lines = [
        *title(),
        list(files.HEADER),
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        ["I", "NHÓM THỰC PHẨM"],
        [1, *award("Trà A")],
        ["II. NHÓM ĐỒ UỐNG"],
        ["", "Huyện Đức Trọng"],
        [2, *award("Trà B")],
        list(files.HEADER),
        [3, *award("Trà C")],
        [4],
    ]

    parsed = read(files.workbook({"Phụ lục": lines}))

    assert [(row.number, row.product) for row in parsed.rows] == [
        (10, "Trà A"),
        (13, "Trà B"),
        (15, "Trà C"),
    ]
    assert {row.decision for row in parsed.rows} == {DECISION}
    assert (parsed.bad, parsed.decision) == ([], DECISION)


def test_total_and_heading_words_inside_a_whole_row_are_a_product() -> None:
    rows = [award("Tổng hợp trái cây sấy"), award("Tinh dầu tràm"), award("Cộng đồng Chè")]

    parsed = read(annex(rows, numbered=False, header=files.HEADER[1:]))

    assert [row.product for row in parsed.rows] == [row[0] for row in rows]


def test_a_list_without_numbers_keeps_a_row_that_lacks_its_producer() -> None:
    rows = [award(), ["Tinh dầu tràm", "", "", "", "", ""], ["Nhóm Đồ uống"], award("Trà B")]

    parsed = read(annex(rows, numbered=False, header=files.HEADER[1:]))

    assert [row.number for row in parsed.rows] == [8, 11]
    assert problems(parsed) == [(9, "Tên chủ thể", "", "producer_missing")]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (award(product=""), ("Tên sản phẩm", "", "product_missing")),
        (award(product=" - "), ("Tên sản phẩm", "", "product_missing")),
        (award(producer=""), ("Tên chủ thể", "", "producer_missing")),
        (award(stars=""), ("Hạng sao", "", "stars_missing")),
        (award(stars="6 sao"), ("Hạng sao", "6 sao", "stars_out_of_range")),
        (award(stars=3.5), ("Hạng sao", "3.5", "stars_not_whole")),
        (award(stars=0), ("Hạng sao", "0", "stars_out_of_range")),
        (award(stars="tiềm năng 5 sao"), ("Hạng sao", "tiềm năng 5 sao", "stars_only_potential")),
        (award(product="T" * 501), ("Tên sản phẩm", "T" * 199 + "…", "too_long")),
        (award(producer="H" * 5000), ("Tên chủ thể", "H" * 199 + "…", "too_long")),
    ],
)
def test_a_bad_row_is_named_with_column_and_value(
    row: list[Any], problem: tuple[str, str, str]
) -> None:
    parsed = read(annex([award("Trà A"), row]))

    assert [good.number for good in parsed.rows] == [8]
    assert problems(parsed) == [(9, *problem)]


def test_five_hundred_characters_are_not_too_long() -> None:
    assert len(read(annex([award("T" * 500, "H" * 500)])).rows) == 1


def test_all_problems_of_a_row_are_collected() -> None:
    parsed = read(annex([award("", "", stars="6 sao")]))

    assert [problem.code for problem in parsed.bad[0].problems] == [
        "product_missing",
        "producer_missing",
        "stars_out_of_range",
    ]


def test_stars_may_stand_in_the_title_alone() -> None:
    header = ("STT", "Tên sản phẩm", "Tên chủ thể")
    about = "DANH SÁCH SẢN PHẨM ĐẠT HẠNG 4 SAO"

    parsed = read(annex([["Trà", PRODUCER]], above=title(about=about), header=header))

    assert [row.stars for row in parsed.rows] == [4]


def test_a_title_with_two_stars_gives_none() -> None:
    header = ("STT", "Tên sản phẩm", "Tên chủ thể")
    about = "DANH SÁCH SẢN PHẨM ĐẠT HẠNG 3 SAO, 4 SAO"

    parsed = read(annex([["Trà", PRODUCER]], above=title(about=about), header=header))

    assert problems(parsed) == [(8, "Hạng sao", "", "stars_missing")]


def test_an_empty_cell_in_a_star_column_is_not_filled_from_the_title() -> None:
    about = "DANH SÁCH SẢN PHẨM ĐẠT HẠNG 3 SAO"

    parsed = read(annex([award(stars="")], above=title(about=about)))

    assert problems(parsed) == [(8, "Hạng sao", "", "stars_missing")]


def test_section_headings_give_stars_where_there_is_no_column() -> None:
    lines = [
        *title(about="DANH SÁCH SẢN PHẨM ĐẠT 3 SAO, 4 SAO"),
        ["STT", "Tên sản phẩm", "Tên chủ thể"],
        ["I", "Sản phẩm đạt hạng 4 sao"],
        [1, "Trà A", PRODUCER],
        ["II", "Sản phẩm đạt hạng 3 sao"],
        [2, "Trà B", PRODUCER],
    ]

    parsed = read(files.workbook({"Phụ lục": lines}))

    assert [(row.product, row.stars) for row in parsed.rows] == [("Trà A", 4), ("Trà B", 3)]


@pytest.mark.parametrize("lines_before", [0, 1, 29])
def test_the_header_may_stand_anywhere_in_the_first_thirty_rows(lines_before: int) -> None:
    above = [[f"dòng {number}"] for number in range(lines_before)]

    assert len(read(annex([award()], above=above)).rows) == 1


def test_a_header_further_down_is_not_found() -> None:
    with pytest.raises(Unreadable, match="no_header"):
        read(annex([award()], above=[[f"dòng {number}"] for number in range(30)]))


@pytest.mark.parametrize(
    "header",
    [
        ("STT", "TÊN SẢN PHẨM", "CHỦ THỂ SẢN XUẤT", "Địa chỉ", "Nhóm/ngành", "XẾP HẠNG", "GHI CHÚ"),
        ("TT", "Ten san pham", "Ten chu the", "Dia chi", "Nganh", "Hang sao", "Ghi chu"),
        ("Số TT", "Sản phẩm", "Chủ thể", "Địa chỉ sản xuất", "Nhóm", "Số sao", "Ghi chú"),
        tuple(unicodedata.normalize("NFD", name) for name in files.HEADER),
        ("STT", "Tên\nsản phẩm", " Tên  chủ thể ", "Địa chỉ:", "Nhóm sản phẩm", "Hạng sao\nđạt", ""),
    ],
)
def test_headers_are_known_by_their_words(header: tuple[str, ...]) -> None:
    (row,) = read(annex([award()], header=header)).rows

    assert (row.product, row.producer, row.stars, row.group) == (
        "Trà mẫu",
        PRODUCER,
        3,
        "Đồ uống",
    )


def test_a_header_over_two_lines() -> None:
    lines = [
        *title(),
        ["STT", "Tên sản phẩm", "Chủ thể", "", "Hạng sao"],
        ["", "", "Tên chủ thể", "Địa chỉ", ""],
        [1, "Trà", PRODUCER, ADDRESS, "3 sao"],
    ]

    (row,) = read(
        files.workbook({"Phụ lục": lines}, merge=["A7:A8", "B7:B8", "C7:D7", "E7:E8"])
    ).rows

    assert (row.number, row.producer, row.address) == (9, PRODUCER, ADDRESS)


def test_name_and_address_in_one_column_can_not_be_told_apart() -> None:
    header = ("STT", "Tên sản phẩm", "Tên, địa chỉ chủ thể", "Hạng sao")

    with pytest.raises(Unreadable, match="no_header"):
        read(annex([["Trà", PRODUCER, "3 sao"]], header=header))


def test_decisions_may_stand_in_columns() -> None:
    header = (
        *("Tên sản phẩm", "Tên chủ thể", "Hạng sao"),
        *("Số quyết định", "Ngày ban hành", "Cơ quan ban hành"),
    )
    rows = [
        ["Trà A", PRODUCER, 3, "1/QĐ-UBND", date(2025, 6, 16), "UBND huyện A"],
        ["Trà B", PRODUCER, 3, "2/QĐ-UBND", "07/5/2025", "UBND huyện B"],
        ["Trà C", PRODUCER, 3, "", "", ""],
        ["Trà D", PRODUCER, 3, "3/QĐ-UBND", "31/02/2025", "UBND huyện B"],
    ]

    parsed = read(annex(rows, above=[], header=header, numbered=False))

    assert parsed.decision is None
    assert [row.decision for row in parsed.rows] == [
        Decision("1/QĐ-UBND", date(2025, 6, 16), "UBND huyện A"),
        Decision("2/QĐ-UBND", date(2025, 5, 7), "UBND huyện B"),
        Decision(),
    ]
    assert problems(parsed) == [(5, "Ngày ban hành", "31/02/2025", "date_impossible")]


def test_an_own_decision_goes_before_the_titles() -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan công nhận")
    rows = [
        [*award("Trà A"), "7/QĐ-UBND", "01/8/2026", "UBND tỉnh Gia Lai"],
        [*award("Trà B"), "", "", ""],
    ]

    parsed = read(annex(rows, header=header))

    assert parsed.decision is None
    assert [row.decision for row in parsed.rows] == [
        Decision("7/QĐ-UBND", date(2026, 8, 1), "UBND tỉnh Gia Lai"),
        DECISION,
    ]


@pytest.mark.parametrize(
    "block",
    [
        title(day="    /8/2026"),
        title(number="     /QĐ-UBND"),
        title(about="DỰ THẢO DANH SÁCH"),
        [["(Kèm theo Tờ trình số 5/TTr-SNN ngày 05/8/2026 của Sở Nông nghiệp)"]],
        [],
    ],
)
def test_rows_without_a_whole_decision_have_none(block: list[list[str]]) -> None:
    parsed = read(annex([award()], above=block))

    assert parsed.decision is None
    assert [row.decision.is_complete for row in parsed.rows] == [False]


def test_an_impossible_day_in_the_title_rejects_its_rows() -> None:
    parsed = read(annex([award()], above=title(day="31/02/2026")))

    assert parsed.rows == []
    assert [code for *_where, code in problems(parsed)] == ["date_impossible"]


@pytest.mark.parametrize(
    "above",
    [
        title(about="DANH SÁCH SẢN PHẨM BỊ THU HỒI GIẤY CHỨNG NHẬN ĐẠT 3 SAO"),
        title(about="danh sach thu hoi"),
    ],
)
def test_a_title_about_withdrawal_makes_every_row_one(above: list[list[str]]) -> None:
    (row,) = read(annex([award()], above=above)).rows

    assert (row.withdraws, row.decision) == (True, DECISION)


def test_a_column_or_a_sheet_about_withdrawal_makes_every_row_one() -> None:
    header = (*files.HEADER, "Lý do thu hồi")
    named = files.workbook({"Thu hồi": files.table([award()])})

    (row,) = read(annex([[*award(), "ngừng sản xuất"]], header=header)).rows
    assert (row.withdraws, row.reason) == (True, "ngừng sản xuất")
    assert read(named).rows[0].withdraws


def test_a_section_about_withdrawal_in_a_list_of_awards_awards_nothing() -> None:
    lines = [*files.table([award("Trà A")]), ["II", "Danh sách thu hồi"], [1, *award("Trà B")]]

    parsed = read(files.workbook({"Phụ lục": lines}))

    assert [row.product for row in parsed.rows] == ["Trà A"]
    assert problems(parsed) == [(10, "Tên sản phẩm", "Trà B", "section_withdraws")]


def test_several_sheets_each_with_its_title() -> None:
    content = files.workbook(
        {
            "3 sao": files.table([award("Trà A")]),
            "Bìa": [["Không có bảng"]],
            "4 sao": files.table([award("Trà B")], title("101/QĐ-UBND")),
        }
    )

    parsed = read(content)

    assert parsed.decision is None
    assert parsed.sheets == ("3 sao", "4 sao")
    assert [(row.sheet, row.number, row.decision.number) for row in parsed.rows] == [
        ("3 sao", 8, "100/QĐ-UBND"),
        ("4 sao", 8, "101/QĐ-UBND"),
    ]


def test_two_tables_on_one_sheet() -> None:
    lines = [
        *files.table([award("Trà A")]),
        [],
        *files.table([award("Trà B")], title("101/QĐ-UBND")),
    ]

    parsed = read(files.workbook({"Phụ lục": lines}))

    assert [(row.number, row.decision.number) for row in parsed.rows] == [
        (8, "100/QĐ-UBND"),
        (17, "101/QĐ-UBND"),
    ]


def test_html_and_formulas_stay_text() -> None:
    rows = [award("<script>alert(1)</script>"), award('=cmd|" /C calc"!A0'), award("@SUM(1)")]

    parsed = read(annex(rows))

    assert [row.product for row in parsed.rows] == [row[0] for row in rows]


def test_commune_district_and_province_may_have_columns() -> None:
    header = ("Tên sản phẩm", "Tên chủ thể", "Địa chỉ", "Xã", "Huyện", "Tỉnh", "Hạng sao")
    row = ["Trà", PRODUCER, "Thôn 2", "xã Phú Hội", "huyện Đức Trọng", "tỉnh Lâm Đồng", 3]

    (good,) = read(annex([row], header=header, numbered=False)).rows

    assert good.address == "Thôn 2, xã Phú Hội, huyện Đức Trọng, tỉnh Lâm Đồng"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.workbook({"A": []}), "empty"),
        (files.workbook({"A": [["chỉ", "vài", "chữ"]]}), "no_header"),
        ("một dòng chữ".encode(), "no_header"),
        (files.annex([], header=("STT", "Tên sản phẩm", "Hạng sao")), "no_header"),
    ],
)
def test_files_without_a_table_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        read(content)


def test_a_header_without_rows_is_an_empty_list() -> None:
    parsed = read(annex([]))

    assert (parsed.rows, parsed.bad, parsed.decision) == ([], [], DECISION)
