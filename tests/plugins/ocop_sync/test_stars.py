import pytest

from plugins.ocop_sync.fields import stars
from plugins.ocop_sync.fields.problem import BadValue
from plugins.ocop_sync.fields.stars import Stars


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3 sao", 3),
        ("03 sao", 3),
        ("4*", 4),
        ("4 *", 4),
        ("★★★★", 4),
        ("★★★★☆", 4),
        ("****", 4),
        ("⭐️⭐️⭐️", 3),
        ("4★", 4),
        (4, 4),
        (4.0, 4),
        ("4", 4),
        ("4,0", 4),
        ("hạng 4", 4),
        ("Hạng sao: 4", 4),
        ("Hạng 4 sao", 4),
        ("Đạt hạng 4 sao", 4),
        ("Bốn sao", 4),
        ("BỐN SAO", 4),
        ("bô\u0301n sao", 4),  # NFD
        ("Năm sao", 5),
        ("Ba", 3),
        ("04 (bốn) sao", 4),
        ("4SAO", 4),
        ("  4 \u00a0 sao ", 4),
        ("5 sao cấp quốc gia", 5),
        ("2 sao", 2),
        ("1*", 1),
    ],
)
def test_reads_every_way_people_write_stars(written: object, number: int) -> None:
    assert stars.read(written) == Stars(number)


@pytest.mark.parametrize(
    "written",
    [
        "4 sao (tiềm năng 5 sao)",
        "4* (tiềm năng 5*)",
        "4 sao, có tiềm năng 5 sao",
        "4 sao - tiềm năng lên 05 sao",
        "Hạng 4 sao; tiềm năng đạt hạng 5 sao",
        "Tiềm năng 5 sao (4 sao)",
    ],
)
def test_notes_potential_beside_the_stars_awarded(written: str) -> None:
    assert stars.read(written) == Stars(4, 5)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "stars_missing"),
        (None, "stars_missing"),
        ("-", "stars_missing"),
        ("6 sao", "stars_out_of_range"),
        (6, "stars_out_of_range"),
        (0, "stars_out_of_range"),
        ("0", "stars_out_of_range"),
        ("★★★★★★", "stars_out_of_range"),
        (3.5, "stars_not_whole"),
        ("3.5", "stars_not_whole"),
        ("3,5 sao", "stars_not_whole"),
        (float("nan"), "stars_not_whole"),
        (float("inf"), "stars_not_whole"),
        (10**400, "stars_out_of_range"),
        ("4" * 5000, "stars_out_of_range"),
        ("4," + "5" * 5000, "stars_not_whole"),
        (f"{'4' * 5000} sao (tiềm năng 5 sao)", "stars_out_of_range"),
        ("tiềm năng 5 sao", "stars_only_potential"),
        ("Sản phẩm tiềm năng 5 sao", "stars_only_potential"),
        ("4 sao (tiềm năng 3 sao)", "stars_potential_unclear"),
        ("4 sao (tiềm năng 6 sao)", "stars_out_of_range"),
        ("4 sao (tiềm năng)", "stars_unclear"),
        ("không đạt", "stars_unclear"),
        ("chưa xếp hạng 3 sao", "stars_unclear"),
        ("3-4 sao", "stars_unclear"),
        ("3 sao, 4 sao", "stars_unclear"),
        ("4/5", "stars_unclear"),
        ("-4", "stars_unclear"),
        ("4+", "stars_unclear"),
        ("4 sao?", "stars_unclear"),
        (True, "stars_unclear"),
        ("đề nghị 4 sao", "stars_unclear"),
        ("=4", "stars_unclear"),
        ("bốn", None),
    ],
)
def test_refuses_what_is_not_certain(written: object, code: str | None) -> None:
    if code is None:
        assert stars.read(written) == Stars(4)
        return

    with pytest.raises(BadValue) as refused:
        stars.read(written)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("PHỤ LỤC: DANH SÁCH SẢN PHẨM ĐẠT HẠNG 4 SAO CHƯƠNG TRÌNH MỖI XÃ MỘT SẢN PHẨM", 4),
        ("DANH SÁCH SẢN PHẨM OCOP 3 SAO NĂM 2025", 3),
        ("II. Sản phẩm đạt 03 sao", 3),
        ("Hạng sao: ★★★", 3),
        ("DANH SÁCH SẢN PHẨM ĐẠT 3 SAO, TIỀM NĂNG 4 SAO", 3),
        ("DANH SÁCH SẢN PHẨM ĐẠT 3 SAO, 4 SAO", None),
        ("DANH SÁCH SẢN PHẨM ĐẠT 3, 4 SAO", None),
        ("DANH SÁCH SẢN PHẨM ĐẠT 3-4 SAO", None),
        ("DANH SÁCH SẢN PHẨM TỪ 3 SAO TRỞ LÊN", None),
        ("DANH SÁCH SẢN PHẨM KHÔNG ĐẠT HẠNG 3 SAO", None),
        ("DANH SÁCH SẢN PHẨM TIỀM NĂNG 5 SAO", None),
        ("DANH SÁCH SẢN PHẨM ĐƯỢC XẾP HẠNG", None),
        ("DANH SÁCH SẢN PHẨM ĐẠT 6 SAO", None),
    ],
)
def test_a_heading_gives_stars_only_where_it_gives_all_rows_the_same(
    heading: str, number: int | None
) -> None:
    assert stars.in_heading(heading) == number
