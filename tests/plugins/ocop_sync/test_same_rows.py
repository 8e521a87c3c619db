"""The same list gives the same rows through every kind of file."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.ocop_sync.fields.text import same
from plugins.ocop_sync.parse import GoodRow, ParsedFile, parse
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, award
from tests.plugins.ocop_sync.writers import WRITERS

NAMES = ("Mắc ca Lê Anh", "Đậu đỏ", "Chè Ô Long", "Nước mắm", "Trà hoà tan", "Gạo ST25", "Cà phê")
MAKERS = ("Hợp tác xã Đắk Huýt", "Công ty TNHH Ô Tô", "Hộ kinh doanh Nguyễn Thị Ngữ")
STARS = ("3 sao", "4 sao", 3, "hạng 4", "Bốn sao", "6 sao", "4 sao (tiềm năng 5 sao)", "")
GROUPS = ("Thực phẩm", "Đồ uống", "")

lists = st.lists(
    st.tuples(*map(st.sampled_from, (NAMES, MAKERS, GROUPS, STARS))), min_size=1, max_size=12
)


def table(lines: list[tuple]) -> list[list]:
    return [
        list(files.HEADER),
        *(
            [place, *award(name, maker, group=group, stars=stars)]
            for place, (name, maker, group, stars) in enumerate(lines, start=1)
        ),
    ]


def told(parsed: ParsedFile) -> tuple:
    """All but where the rows stand, and the case that a font of capitals can't keep."""
    good = [
        (
            row.product.casefold(),
            row.producer.casefold(),
            row.address.casefold(),
            row.group.casefold(),
        )
        + (row.stars, row.potential, row.decision.key, row.withdraws)
        for row in parsed.rows
    ]
    bad = [(row.problems[0].code, row.problems[0].value) for row in parsed.bad]
    return good, bad, parsed.decision.key if parsed.decision else None


def folded(said: tuple) -> tuple:
    good, bad, decision = said
    return good, [(code, value.casefold()) for code, value in bad], decision


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind != "xlsx"])
@settings(max_examples=8, deadline=None)
@given(lists)
def test_every_kind_of_file_says_the_same(kind: str, lines: list[tuple]) -> None:
    made = WRITERS[kind](files.title(), table(lines), ())

    assert told(parse(kind, made)) == told(
        parse("xlsx", WRITERS["xlsx"](files.title(), table(lines), ()))
    )


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=8, deadline=None)
@given(lists, st.permutations(range(len(files.HEADER))), st.randoms(use_true_random=False))
def test_columns_moved_blank_rows_and_other_case_change_nothing(
    kind: str, lines: list[tuple], order: list[int], random: Random
) -> None:
    plain = table(lines)
    moved: list[list] = [[plain[0][place] for place in order]]
    for line in plain[1:]:
        moved += [[""] * len(order)] * random.randrange(2)
        case = random.choice([str.upper, str.lower, str.title, str])
        cells = [case(cell) if isinstance(cell, str) else cell for cell in line]
        moved.append([cells[place] for place in order])

    assert folded(told(parse(kind, WRITERS[kind](files.title(), moved, ())))) == folded(
        told(parse("xlsx", WRITERS["xlsx"](files.title(), plain, ())))
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_rows_stand_where_a_person_sees_them(kind: str) -> None:
    lines = [("Trà", MAKERS[0], "Đồ uống", "3 sao"), ("Mật ong", MAKERS[1], "", "4 sao")]

    parsed = parse(kind, WRITERS[kind](files.title(), table(lines), ()))

    place, first = {"docx": ("Bảng 1", 2), "pdf": ("Trang 1", 2)}.get(kind, ("", 8))
    if kind in ("xlsx", "xls", "ods"):
        place = "Phụ lục"
    assert [(row.sheet, row.number) for row in parsed.rows] == [(place, first), (place, first + 1)]


@pytest.mark.parametrize("kind", WRITERS)
def test_cells_merged_over_rows_stand_in_each(kind: str) -> None:
    lines = table([("Trà", PRODUCER, "Đồ uống", "3 sao")] * 4)
    for line, name in enumerate(("Trà A", "Trà B", "Trà C", "Trà D"), start=1):
        lines[line][1] = name
    for line in (2, 3):
        lines[line][2] = lines[line][4] = None

    parsed = parse(kind, WRITERS[kind](files.title(), lines, ((1, 3, 2), (1, 3, 4))))

    found: list[GoodRow] = parsed.rows
    assert parsed.bad == []
    assert [(row.product, row.producer, row.group) for row in found] == [
        (name, PRODUCER, "Đồ uống") for name in ("Trà A", "Trà B", "Trà C", "Trà D")
    ]
    assert all(same(row.address, files.ADDRESS) for row in found)
