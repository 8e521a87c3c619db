from datetime import date, datetime
from decimal import Decimal

import pytest

from plugins.ocop_sync.fields import dates, decision, score
from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.fields.group import group_names
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.text import clean, flat, same

AUGUST_5 = date(2026, 8, 5)


@pytest.mark.parametrize(
    "written",
    [
        "05/8/2026",
        "5/8/2026",
        "05-08-2026",
        "5.8.2026",
        "05/8/26",
        "ngày 5 tháng 8 năm 2026",
        "Ngày 05/8/2026.",
        "2026-08-05",
        "2026-08-05 00:00:00",
        date(2026, 8, 5),
        datetime(2026, 8, 5, 14, 30),
        46239,
        46239.0,
    ],
)
def test_reads_a_day(written: object) -> None:
    assert dates.read(written) == AUGUST_5


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/2026", "date_impossible"),
        ("8/25/2026", "date_impossible"),
        ("05/8/0226", "date_too_early"),
        ("05/8/2012", "date_too_early"),
        ("tháng 8 năm 2026", "date_unclear"),
        ("2026", "date_unclear"),
        (2026, "date_unclear"),
        (float("inf"), "date_unclear"),
        (float("nan"), "date_unclear"),
        (10**400, "date_unclear"),
        ("mai", "date_unclear"),
    ],
)
def test_refuses_a_day_that_is_none(written: object, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        dates.read(written)

    assert refused.value.code == code


def test_an_empty_day_is_none() -> None:
    assert (dates.read(None), dates.read(" - ")) == (None, None)


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("71,25", "71.25"),
        ("71.25", "71.25"),
        (71.25, "71.25"),
        (71, "71.00"),
        ("71,25 điểm", "71.25"),
        ("71,25/100", "71.25"),
        (71.33333333333333, "71.33"),
        (71.125, "71.13"),
        ("100", "100.00"),
        (0, "0.00"),
    ],
)
def test_reads_a_score(written: object, points: str) -> None:
    assert score.read(written) == Decimal(points)


@pytest.mark.parametrize("written", ["100,5", 101, -1, "bảy mươi", "71,2,5", float("nan"), True])
def test_refuses_a_score_that_is_none(written: object) -> None:
    with pytest.raises(BadValue, match="score_unclear"):
        score.read(written)


def test_cleans_text_without_losing_what_people_see() -> None:
    assert clean("  Mắc ca\u00a0 Lê\tAnh\r\n Tuy Đức ") == "Mắc ca Lê Anh Tuy Đức"
    assert clean("Tra\u0300 Bi\u0301 \u0111ao") == "Trà Bí đao"
    assert clean("a\x00b\u200bc\ufeff") == "abc"
    assert (clean(7.0), clean(7.5), clean(AUGUST_5)) == ("7", "7.5", "05/08/2026")
    assert (clean("…"), clean("--"), clean(None)) == ("", "", "")
    assert clean('=HYPERLINK("http://x")') == '=HYPERLINK("http://x")'
    assert clean("<b>Trà</b>") == "<b>Trà</b>"


def test_texts_are_the_same_but_for_case_blanks_and_form() -> None:
    assert same("Thôn 2,  xã LẠC DƯƠNG", "thôn 2, xa\u0303 Lạc Dương")
    assert not same("xã Hoa", "xã Hòa")


def test_flat_text_keeps_every_position() -> None:
    text = "Quyết định số 3981/QĐ-UBND ngày 05/8/2026 của UBND tỉnh Lâm Đồng"

    assert len(flat(text)) == len(text)
    assert flat(text) == "quyet dinh so 3981/qd-ubnd ngay 05/8/2026 cua ubnd tinh lam dong"


WHOLE = Decision("3981/QĐ-UBND", AUGUST_5, "UBND tỉnh Lâm Đồng")


@pytest.mark.parametrize(
    "block",
    [
        "(Kèm theo Quyết định số 3981/QĐ-UBND ngày 05/8/2026 của UBND tỉnh Lâm Đồng)",
        "(Ban hành kèm theo Quyết định số: 3981/QĐ-UBND, ngày 05 tháng 8 năm 2026 của UBND tỉnh Lâm Đồng)",
        "Kèm theo Quyết định 3981/QĐ-UBND ngày 5-8-2026 của UBND tỉnh Lâm Đồng.",
        "(Kèm theo Quyết định số 3981/QĐ-UBND\nngày 05/8/2026 của UBND tỉnh\nLâm Đồng)",
        "Căn cứ Quyết định số 148/QĐ-TTg ngày 24/02/2023 của Thủ tướng Chính phủ;\n"
        "(Kèm theo Quyết định số 3981/QĐ-UBND ngày 05/8/2026 của UBND tỉnh Lâm Đồng)",
        "Quyết định số 3981/QĐ-UBND ngày 05/8/2026 của UBND tỉnh Lâm Đồng về việc công nhận sản phẩm",
        "Số quyết định: 3981/QĐ-UBND\nNgày ký: 05/8/2026\nCơ quan ban hành: UBND tỉnh Lâm Đồng",
        "Số quyết định:\n3981/QĐ-UBND\nNgày ban hành:\n05/8/2026\nCơ quan ban hành:\nUBND tỉnh Lâm Đồng",
        "UBND tỉnh Lâm Đồng\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLâm Đồng, ngày 05 tháng 8 năm 2026\n(Kèm theo Quyết định số 3981/QĐ-UBND)",
    ],
)
def test_finds_the_decision_of_a_title_block(block: str) -> None:
    assert decision.in_title(block) == WHOLE


def test_finds_the_decision_without_marks() -> None:
    block = "(Kem theo Quyet dinh so 3981/QD-UBND ngay 05/8/2026 cua UBND tinh Lam Dong)"

    assert decision.in_title(block) == Decision("3981/QD-UBND", AUGUST_5, "UBND tinh Lam Dong")
    assert decision.in_title(block).key == WHOLE.key


@pytest.mark.parametrize(
    "block",
    [
        "",
        "DANH SÁCH SẢN PHẨM ĐẠT HẠNG 3 SAO NĂM 2025",
        "(Kèm theo Tờ trình số 12/TTr-SNN ngày 05/8/2026 của Sở Nông nghiệp và Môi trường)",
        "(Kèm theo Quyết định số      /QĐ-UBND ngày    /8/2026 của UBND tỉnh Lâm Đồng)",
        "Căn cứ Quyết định số 26/2026/QĐ-TTg ngày 22/5/2026 của Thủ tướng Chính phủ",
    ],
)
def test_takes_no_other_paper_for_the_decision(block: str) -> None:
    assert not decision.in_title(block).is_complete


def test_a_title_with_an_impossible_day_is_refused() -> None:
    with pytest.raises(BadValue, match="date_impossible"):
        decision.in_title("(Kèm theo Quyết định số 1/QĐ-UBND ngày 31/02/2026 của UBND tỉnh A)")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3981/QĐ-UBND", "3981/QĐ-UBND"),
        ("Số 3981/QĐ-UBND", "3981/QĐ-UBND"),
        ("QĐ số 3981/QĐ-UBND", "3981/QĐ-UBND"),
        ("Quyết định số 3981/QĐ-UBND", "3981/QĐ-UBND"),
        (3981.0, "3981"),
        ("12/QĐ-UBND, ngày 05/8/2026", "12/QĐ-UBND"),
        ("chưa có", ""),
        ("", ""),
    ],
)
def test_reads_the_number_column(written: object, number: str) -> None:
    assert decision.read_number(written).number == number


@pytest.mark.parametrize(
    "written",
    [
        "12/QĐ-UBND, ngày 05/8/2026",
        "12/QĐ-UBND ngày 5 tháng 8 năm 2026",
        "Số 12/QĐ-UBND (05/8/2026)",
        "12/QĐ-UBND - 05/8/2026",
    ],
)
def test_a_number_column_may_go_on_with_the_day(written: str) -> None:
    assert decision.read_number(written) == Decision("12/QĐ-UBND", AUGUST_5)


def test_the_authority_ends_where_another_paper_is_named() -> None:
    block = (
        "(Kèm theo Quyết định số 77/QĐ-UBND ngày 05/8/2026 của Chủ tịch UBND tỉnh Lâm Đồng theo"
        " Quyết định số 26/2026/QĐ-TTg của Thủ tướng Chính phủ)"
    )

    assert decision.in_title(block) == Decision(
        "77/QĐ-UBND", AUGUST_5, "Chủ tịch UBND tỉnh Lâm Đồng"
    )


def test_a_number_column_may_hold_the_whole_sentence() -> None:
    written = "Quyết định số 3981/QĐ-UBND ngày 05/8/2026 của UBND tỉnh Lâm Đồng"

    assert decision.read_number(written) == WHOLE


@pytest.mark.parametrize(
    "other",
    [
        Decision("Số 3981 / qđ - ubnd", AUGUST_5, "Ủy ban nhân dân tỉnh Lâm Đồng"),
        Decision("03981/QĐ-UBND", AUGUST_5, "Chủ tịch UBND tỉnh LÂM ĐỒNG"),
    ],
)
def test_one_decision_in_two_spellings_is_one(other: Decision) -> None:
    assert other.key == WHOLE.key


def test_other_parts_make_another_decision() -> None:
    assert Decision("3982/QĐ-UBND", AUGUST_5, "UBND tỉnh Lâm Đồng").key != WHOLE.key
    assert Decision("3981/QĐ-UBND", date(2026, 8, 6), "UBND tỉnh Lâm Đồng").key != WHOLE.key
    assert Decision("3981/QĐ-UBND", AUGUST_5, "UBND tỉnh Gia Lai").key != WHOLE.key


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Thực phẩm", ["Thực phẩm"]),
        ("Nhóm I. Thực phẩm", ["Nhóm I. Thực phẩm", "thuc pham"]),
        ("Ngành thực phẩm", ["Ngành thực phẩm", "thuc pham"]),
        ("1. Thực phẩm", ["1. Thực phẩm", "thuc pham"]),
        ("", [""]),
    ],
)
def test_a_group_is_looked_for_without_what_stands_around_it(
    printed: str, names: list[str]
) -> None:
    assert group_names(printed) == names
