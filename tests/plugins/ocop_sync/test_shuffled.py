"""However a file is shuffled, its plan is the same."""

import unicodedata
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.certification.models import ProductGroup
from plugins.ocop_sync import parse, plan
from plugins.ocop_sync.snapshot import HeldCertificate, HeldProducer, HeldProduct, Snapshot
from tests.plugins.ocop_sync import files

TODAY = date(2026, 11, 22)
HEADER = ("Tên sản phẩm", "Tên chủ thể", "Nhóm sản phẩm", "Hạng sao", "Điểm", "Ghi chú")
NAMES = ("Mắc ca Lê Anh", "Đậu đỏ", "Chè Ô Long", "Nước mắm", "Trà hoà tan", "Cà phê")
PRODUCERS = ("Hợp tác xã Đắk Huýt", "Công ty TNHH Ô Tô", "Hộ kinh doanh Ngữ")
STARS = {
    2: ("2 sao", 2, "hạng 2"),
    3: ("3 sao", "★★★", 3, "Ba sao", "3*", "03 SAO"),
    4: ("4 sao", "★★★★", 4.0, "bốn sao", "Hạng 4"),
    6: ("6 sao", 6),
}
GROUPS = [
    ProductGroup(pk=1, scheme="2023", code="I", name="Thực phẩm", folded="thuc pham", shelf="I"),
    ProductGroup(pk=2, scheme="2023", code="II", name="Đồ uống", folded="do uong", shelf="II"),
]
REGISTER = Snapshot(
    producers=[HeldProducer(1, "hop tac xa dak huyt", None, "")],
    products=[HeldProduct(1, 1, "dau do", 1), HeldProduct(2, 1, "che o long", 2)],
    certificates=[
        HeldCertificate(
            id=number,
            certified_product_id=number,
            stars=3,
            potential_stars=None,
            score=Decimal("61.50"),
            number=decision,
            decided_on=day,
            authority="UBND tỉnh Lâm Đồng",
            award_year=None,
            printed_last_day=None,
            printed_group="",
            printed_address="",
            note="",
            first_day=day,
            state="active",
            revoked_at=None,
            revocation_number="",
        )
        for number, decision, day in [
            (1, "100/QĐ-UBND", date(2026, 8, 5)),
            (2, "9/QĐ-UBND", date(2025, 8, 5)),
        ]
    ],
    groups=GROUPS,
)

rows = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(PRODUCERS),
        st.sampled_from(["Thực phẩm", "Đồ uống", "", "Khác"]),
        st.sampled_from(sorted(STARS)),
        st.sampled_from(["", "61,5"]),
        st.sampled_from(["", "mới"]),
    ),
    max_size=8,
)


def made_of(content: bytes) -> plan.Plan:
    return plan.make(parse.parse("ds", content), REGISTER, TODAY)


def essence(content: bytes) -> list[Any]:
    """Everything the plan decides, in the order of the rows, without their numbers and spellings."""
    made = made_of(content)
    decided = [
        (
            row.row.number,
            row.outcome,
            row.certificate.id,
            row.certificate.state,
            row.certificate.values["stars"],
            row.certificate.product.id,
            row.certificate.product.folded,
            row.certificate.product.group_id,
            row.certificate.product.producer.folded,
            sorted(row.changes),
        )
        for row in made.rows
    ]
    decided += [(bad.number, bad.problems[0].code) for bad in made.rejected]
    counted = [made.total, made.pending, made.superseded]
    return [[what[1:] for what in sorted(decided, key=lambda one: one[0])], counted]


def plainly(lines: list[tuple]) -> bytes:
    cells = [[*line[:3], f"{line[3]} sao", *line[4:]] for line in lines]
    return files.annex(cells, header=HEADER, numbered=False)


def shuffled(lines: list[tuple], random: Random) -> bytes:
    """The same list: columns moved, blank rows, other case, form of marks and ways of counting."""
    order = random.sample(range(len(HEADER)), len(HEADER))
    form = random.choice(["NFC", "NFD"])
    score = {"61,5": ["61,5", "61.50", 61.5, "61,5 điểm"], "": ["", "-", None]}
    cells = []
    for name, producer, group, stars, points, note in lines:
        line = [
            *(_other(text, form, random) for text in (name, producer, group)),
            random.choice(STARS[stars]),
            random.choice(score[points]),
            _other(note, form, random),
        ]
        cells.append([line[place] for place in order])
        cells += [[]] * random.randrange(3)
    header = [_other(HEADER[place], form, random) for place in order]
    return files.annex(cells, header=header, numbered=False)


def _other(text: str, form: str, random: Random) -> str:
    case = random.choice([str, str.upper, str.lower, str.title])
    blanks = random.choice([" ", "  ", "\u00a0", "\n"])
    return unicodedata.normalize(form, f"{case(text)} ".replace(" ", blanks))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_shuffling_changes_nothing_about_the_plan(lines: list[tuple], random: Random) -> None:
    assert essence(shuffled(lines, random)) == essence(plainly(lines))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(rows)
def test_every_row_is_counted_once_and_no_star_is_given_twice(lines: list[tuple]) -> None:
    made = made_of(plainly(lines))

    assert made.total == len(lines)
    numbers = [row.row.number for row in made.rows] + [bad.number for bad in made.rejected]
    assert sorted(numbers) == list(range(8, 8 + len(lines)))
    spoken_of = [id(row.certificate) for row in made.rows]
    assert len(spoken_of) == len(set(spoken_of))
