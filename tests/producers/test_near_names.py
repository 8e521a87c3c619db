"""Which producers' names are near: many that are, and many that must not be."""

import random

import pytest

from marketplace.producers import near_names
from marketplace.producers.near_names import Entry, compare, find, take_apart, told
from marketplace.producers.nearness import is_slip, words

NEAR = [
    ("Công ty Cổ phần Nước mắm Ba Làng", "CTCP Nước mắm Ba Làng", "legal_form"),
    ("Cty CP Ong mật Đà Lạt", "Công ty Cổ phần Ong Mật Đà Lạt", "legal_form"),
    ("CÔNG TY TNHH MTV TRÀ TÂM CHÂU", "Công ty TNHH một thành viên Trà Tâm Châu", "legal_form"),
    (
        "Công ty TNHH Trà Tâm Châu",
        "Công ty Trách nhiệm hữu hạn Một thành viên Trà Tâm Châu",
        "legal_form",
    ),
    ("C.ty TNHH Hạt Vàng", "Công ty TNHH Hạt Vàng", "legal_form"),
    ("Công ty CP Hạt Vàng", "Công ty TNHH Hạt Vàng", "legal_form"),
    ("HTX DVNN Cầu Đất", "Hợp tác xã Dịch vụ Nông nghiệp Cầu Đất", "legal_form"),
    ("HTX SX-TM-DV Xuân Hương", "Hợp tác xã sản xuất, thương mại và dịch vụ Xuân Hương", "legal_form"),
    ("Công ty TNHH SXTMDV Minh Anh", "Công ty TNHH SX TM DV Minh Anh", "legal_form"),
    ("Liên hiệp HTX Nông sản Mẫu", "Liên hiệp Hợp tác xã Nông sản Mẫu", "legal_form"),
    ("THT Rau Xuân Hương", "HTX Rau Xuân Hương", "legal_form"),
    ("DNTN Ba Tre", "Doanh nghiệp tư nhân Ba Tre", "legal_form"),
    ("HKD Nguyễn Văn Mẫu", "Hộ kinh doanh ông Nguyễn Văn Mẫu", "legal_form"),
    ("Hộ kinh doanh cá thể Lò Thị Mẫu", "Hộ KD Lò Thị Mẫu", "legal_form"),
    ("CSSX Bánh tráng Hoa Mai", "Cơ sở sản xuất bánh tráng Hoa Mai", "legal_form"),
    ("Cơ sở Hoa Mai Xanh", "HKD Hoa Mai Xanh", "legal_form"),
    ("Công ty TNHH Dalat Tea", "Công ty TNHH DaLatTea", "legal_form"),
    ("HTX Cầu Đất", "HTX Nông nghiệp Cầu Đất", "shortened"),
    ("Nước mắm Bà Hai Mẫu", "Công ty CP Nước mắm Bà Hai Mẫu", "shortened"),
    ("Chi nhánh Lâm Đồng - Công ty CP Hạt Vàng", "Công ty Cổ phần Hạt Vàng", "branch"),
    ("Công ty CP Hạt Vàng - Chi nhánh Đà Lạt", "CTCP Hạt Vàng", "branch"),
    ("Chi nhánh Công ty TNHH Nông trại Mẫu tại Đà Lạt", "Công ty TNHH Nông trại Mẫu", "branch"),
    ("CN Công ty TNHH Nông trại Mẫu", "Công ty TNHH Nông trại Mẫu", "branch"),
    ("Công ty TNHH Cao nguyên xanh (tên cũ: HTX Rau sạch Mẫu)", "HTX Rau sạch Mẫu", "former_name"),
    ("HTX Rau Mẫu, nay là Công ty TNHH Rau Xanh Mẫu", "Công ty TNHH Rau Xanh Mẫu", "former_name"),
    ("Công ty CP Sen Mẫu (trước đây là DNTN Sen Quê)", "Doanh nghiệp tư nhân Sen Quê", "former_name"),
    ("Công ty CP Sen Mẫu đổi tên từ CSSX Sen Quê", "Cơ sở sản xuất Sen Quê", "former_name"),
    ("HTX Sầu riêng Đạ Huoai", "HTX Sầu riên Đạ Huoai", "typo"),
    ("Công ty TNHH Đông trùng Thiên Phương", "Công ty TNHH Đông trùng Thiên Phươn", "typo"),
    ("HTX Nông sản sạch Buôn Mẫu", "HTX Nông sản sạhc Buôn Mẫu", "typo"),
    ("HTX NONG SAN SACH BUON MAU", "Hợp tác xã Nông sản sạch Buông Mẫu", "typo"),
    ("HTX Xuân Hương Rau Sạch", "HTX Rau sạch Xuân Hương", "word_order"),
]  # fmt: skip
FAR = [
    ("HTX Số 1 Phú Hội", "HTX Số 2 Phú Hội"),
    ("HTX Nông nghiệp 19/5 Mẫu Sơn", "HTX Nông nghiệp 26/3 Mẫu Sơn"),
    ("Công ty TNHH TM Hồng Đức", "Công ty TNHH DV Hồng Đức"),
    ("HTX Cầu Đất", "Công ty TNHH Cầu Đất"),
    ("Cơ sở Minh Anh Mẫu", "Công ty TNHH Minh Anh Mẫu"),
    ("HTX Nông sản Mẫu", "Liên hiệp HTX Nông sản Mẫu"),
    ("Hộ Nguyễn Văn An", "Hộ Nguyễn Văn Anh"),
    ("Hộ kinh doanh Trần Thị Lan", "Hộ kinh doanh Trần Thị Loan"),
    ("Hợp tác xã Xoài Tịnh Thới", "Hợp tác xã Xoài Mỹ Xương"),
    ("Công ty TNHH Hoa Sen", "Công ty TNHH Hoa Sim"),
    ("Công ty TNHH Thiên Phúc Mẫu", "Công ty TNHH Thiên Phú Mẫu"),
    ("HTX Dịch vụ Nông nghiệp", "HTX Sản xuất Nông nghiệp"),
    ("Công ty CP Nước mắm Ba Làng", "Công ty CP Nước mắm Ba Tháng Hai"),
    ("Chi nhánh Công ty TNHH A Mẫu", "Công ty TNHH B Mẫu"),
]


@pytest.mark.parametrize(("one", "other", "why"), NEAR)
def test_near(one: str, other: str, why: str) -> None:
    entries = [Entry("one", one, 68), Entry("other", other, 68)]

    assert [found.why for found in find(entries)] == [why]
    assert [found.why for found in find(reversed(entries))] == [why]


@pytest.mark.parametrize(("one", "other"), FAR)
def test_not_near(one: str, other: str) -> None:
    entries = [Entry("one", one, 68), Entry("other", other, 68)]

    assert compare(entries[0].names, entries[1].names) is None
    assert list(find(entries)) == []


def test_one_name_in_two_provinces_stays_two() -> None:
    name = "CTCP Hạt Vàng", "Công ty Cổ phần Hạt Vàng"

    assert list(find([Entry(1, name[0], 68), Entry(2, name[1], 24)])) == []
    assert len(list(find([Entry(1, name[0], 68), Entry(2, name[1], None)]))) == 1


def test_pairs_of_two_that_nobody_asked_about_are_left_out() -> None:
    old = [Entry(1, "CTCP Hạt Vàng", 68, False), Entry(2, "Công ty CP Hạt Vàng", 68, False)]

    assert list(find(old)) == []
    found = list(find([*old, Entry(3, "Cty Cổ phần Hạt Vàng", 68)]))
    assert {frozenset((one.one, one.other)) for one in found} == {
        frozenset((1, 3)),
        frozenset((2, 3)),
    }


def test_several_names_of_one_producer_are_never_near_to_each_other() -> None:
    assert list(find([Entry(1, "CTCP Hạt Vàng", 68), Entry(1, "Công ty CP Hạt Vàng", 68)])) == []


def test_names_are_taken_apart() -> None:
    name = take_apart("Chi nhánh Lâm Đồng - Công ty CP Chế biến Hạt Vàng")

    assert (name.form, name.core.folded, name.is_branch) == ("shares", ("hat", "vang"), True)
    assert name.trades == {"cb"}
    assert take_apart("HTX Dịch vụ Nông nghiệp").core.folded == ("dv", "nn")
    assert take_apart("???").core.folded == ()
    assert told("Công ty TNHH A (trước đây là HTX B)") == ["Công ty TNHH A", "HTX B"]
    assert told("(tên cũ)") == ["(tên cũ)"]


def test_a_slip_is_measured_with_marks_where_both_have_them() -> None:
    assert is_slip(words("Sầu riêng sấy"), words("Sầu riên sấy"))
    assert is_slip(words("Sầu riêng sấy"), words("Sau rien say"))
    assert not is_slip(words("Sầu riêng sấy"), words("Sâu riên sấy"))
    assert not is_slip(words("Trà túi lọc nhài"), words("Trà túi lọc nhãn"))
    assert not is_slip(words("Gạo ST24 Mẫu Sơn"), words("Gạo ST25 Mẫu Sơn"))


@pytest.mark.slow
def test_the_work_grows_with_the_names_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(3)
    syllables = [
        "an",
        "binh",
        "chau",
        "dat",
        "duc",
        "giang",
        "hai",
        "hoa",
        "huong",
        "lan",
        "linh",
        "mai",
        "minh",
        "nam",
        "ngoc",
        "phu",
    ]
    forms = ["HTX", "Công ty TNHH", "CTCP", "Hộ kinh doanh", "Cơ sở sản xuất"]
    compared = 0

    def counting(ours, theirs):
        nonlocal compared
        compared += 1
        return compare(ours, theirs)

    monkeypatch.setattr(near_names, "compare", counting)

    def pairs_compared(many: int) -> int:
        nonlocal compared
        compared = 0
        entries = [
            Entry(n, f"{chance.choice(forms)} {' '.join(chance.choices(syllables, k=4))}", n % 34)
            for n in range(many)
        ]
        list(find(entries))
        return compared

    few, many = pairs_compared(1000), pairs_compared(8000)

    assert few < many < 40 * 8000  # of 32 million pairs


def test_ten_thousand_equal_names_are_no_square_either() -> None:
    entries = [Entry(n, "CTCP Hạt Vàng Đà Lạt", 68) for n in range(10_000)]

    assert len(list(find(entries))) < 20_000
