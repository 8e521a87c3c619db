"""What stands above a table: its decision, its stars, and whether it withdraws."""

from datetime import date

import pytest

from plugins.ocop_sync.fields.decision import Decision
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award, title
from tests.plugins.ocop_sync.parsed import DECISION, problems, read


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
    assert problems(parsed) == [(8, "Tiêu đề", "31/02/2026", "date_impossible")]


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


def test_a_title_in_one_cell_of_several_lines() -> None:
    block = (
        "PHỤ LỤC\nKèm theo Quyết định số 100/QĐ-UBND ngày 05/8/2026 của UBND tỉnh Lâm Đồng\n"
        "DANH SÁCH SẢN PHẨM"
    )

    assert read(annex([award()], above=[[block]])).decision == DECISION


def test_a_note_that_threatens_withdrawal_withdraws_nothing() -> None:
    note = ["Lưu ý: chủ thể vi phạm sẽ bị thu hồi giấy chứng nhận."]

    (row,) = read(annex([award()], above=[*title(), note])).rows

    assert not row.withdraws


def test_a_heading_below_one_about_withdrawal_does_not_award_again() -> None:
    lines = [
        *files.table([]),
        ["B", "Danh sách thu hồi"],
        ["I", "Nhóm thực phẩm"],
        [1, *award("Trà B")],
    ]

    parsed = read(files.workbook({"Phụ lục": lines}))

    assert (parsed.rows, [code for *_where, code in problems(parsed)]) == (
        [],
        ["section_withdraws"],
    )


@pytest.mark.parametrize("hoped", ["Hạng sao đề nghị", "Hạng sao đăng ký", "Hạng sao cũ"])
def test_stars_hoped_for_are_not_those_awarded(hoped: str) -> None:
    header = ("STT", "Tên sản phẩm", "Tên chủ thể", hoped, "Hạng sao đạt")

    (row,) = read(annex([["Trà", PRODUCER, "5 sao", "3 sao"]], header=header)).rows
    alone = read(annex([["Trà", PRODUCER, "5 sao"]], header=header[:4]))

    assert row.stars == 3
    assert [code for *_where, code in problems(alone)] == ["stars_missing"]
