"""Which rows are products: headers, headings, totals and signatures."""

import unicodedata

import pytest

from plugins.ocop_sync.book import Unreadable
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import ADDRESS, PRODUCER, annex, award, title
from tests.plugins.ocop_sync.parsed import DECISION, problems, read


def test_rows_that_are_no_products_are_left_out() -> None:
    rows = [award("Trà A"), [], award("Trà B")]
    below = [
        ["Tổng cộng: 02 sản phẩm"],
        ["", "Tổng số", "1 chủ thể", "", "", "2 sản phẩm"],
        ["", "Cộng", "", "", "", 2],
        ["", "Cộng (I)", "", "", "", 2],
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


def test_a_signature_in_the_producers_column_is_no_product() -> None:
    header = ("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao")
    below = [
        ["", "", "Lâm Đồng, ngày 05 tháng 8 năm 2026"],
        ["", "", "KT. CHỦ TỊCH"],
        ["", "", "PHÓ CHỦ TỊCH THƯỜNG TRỰC"],
        ["", "", "Nguyễn Văn Mẫu"],
    ]

    for cut in (0, 2):  # also where the title alone tells that the signature has begun
        parsed = read(annex([["Trà A", PRODUCER, "3 sao"]], header=header, below=below[cut:]))

        assert ([row.product for row in parsed.rows], parsed.bad) == (["Trà A"], [])


@pytest.mark.parametrize(
    "written",
    [
        "Lâm Đồng, ngày 05/8/2026",
        "Lâm Đồng, ngày   tháng   năm 2026",
        "Đà Lạt, ngày 5 tháng 8 năm 2026",
    ],
)
def test_place_and_day_begin_the_signature(written: str) -> None:
    below = [["", "", written], ["", "", "Nguyễn Văn Mẫu"]]

    parsed = read(annex([award("Trà A")], below=below))

    assert ([row.product for row in parsed.rows], parsed.bad) == (["Trà A"], [])


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
        (
            "STT",
            "Tên\nsản phẩm",
            " Tên  chủ thể ",
            "Địa chỉ:",
            "Nhóm sản phẩm",
            "Hạng sao\nđạt",
            "",
        ),
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


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.workbook({"A": []}), "empty"),
        (files.workbook({"A": [["chỉ", "vài", "chữ"]]}), "no_header"),
        ("một dòng chữ".encode(), "no_header"),
        (files.annex([], header=("STT", "Tên sản phẩm", "Hạng sao")), "no_header"),
    ],
    ids=["no_rows", "few_words", "prose", "no_producer"],
)
def test_files_without_a_table_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        read(content)


def test_a_header_without_rows_is_an_empty_list() -> None:
    parsed = read(annex([]))

    assert (parsed.rows, parsed.bad, parsed.decision) == ([], [], DECISION)
