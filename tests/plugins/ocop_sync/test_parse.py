"""What one row says, and what is wrong with it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.plugins.ocop_sync.files import ADDRESS, PRODUCER, annex, award
from tests.plugins.ocop_sync.parsed import DECISION, problems, read


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


def test_html_and_formulas_stay_text() -> None:
    rows = [award("<script>alert(1)</script>"), award('=cmd|" /C calc"!A0'), award("@SUM(1)")]

    parsed = read(annex(rows))

    assert [row.product for row in parsed.rows] == [row[0] for row in rows]


def test_commune_district_and_province_may_have_columns() -> None:
    header = ("Tên sản phẩm", "Tên chủ thể", "Địa chỉ", "Xã", "Huyện", "Tỉnh", "Hạng sao")
    row = ["Trà", PRODUCER, "Thôn 2", "xã Phú Hội", "huyện Đức Trọng", "tỉnh Lâm Đồng", 3]

    (good,) = read(annex([row], header=header, numbered=False)).rows

    assert good.address == "Thôn 2, xã Phú Hội, huyện Đức Trọng, tỉnh Lâm Đồng"


@pytest.mark.parametrize("name", ["★★★", "???", "茶"])
def test_a_name_without_a_letter_is_no_name(name: str) -> None:
    assert problems(read(annex([award(name)]))) == [(8, "Tên sản phẩm", name, "product_missing")]
