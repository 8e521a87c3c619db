"""Which products of one producer are near: the same words otherwise written, never another figure."""

import pytest

from marketplace.certification.near_products import Entry, find

NEAR = [
    ("Mắc ca sấy", "Macca sấy", "typo"),
    ("Cafe Robusta rang xay", "Cà phê Robusta rang xay", "typo"),
    ("Mật ong rừng 500 ml", "Mật ong rừng 500ml", "typo"),
    ("Chuối Laba sấy dẻo", "Chuối La Ba sấy dẻo", "typo"),
    ("Sầu riêng sấy thăng hoa", "Sầu riên sấy thăng hoa", "typo"),
    ("Nước mắm Năm Quyền", "Nước mắm Năm Quyềnn", "typo"),
    ("Atiso túi lọc", "Actiso túi lọc", "typo"),
    ("Cà phê bột nguyên chất", "Cà phê nguyên chất bột", "word_order"),
    ("OCOP Trà hoa vàng", "Trà hoa vàng", "typo"),
]
FAR = [
    ("Gạo ST24", "Gạo ST25"),
    ("Mật ong rừng 500ml", "Mật ong rừng 250ml"),
    ("Nước mắm cá cơm 35 độ đạm", "Nước mắm cá cơm 40 độ đạm"),
    ("Trà túi lọc nhài", "Trà túi lọc nhãn"),
    ("Tiêu đen", "Tiêu đỏ"),
    ("Trà xanh", "Trà chanh"),
    ("Bánh tráng gạo lứt", "Bánh tráng gạo lức"),
    ("Rượu vang đỏ Đà Lạt", "Rượu vang trắng Đà Lạt"),
    ("Xoài sấy dẻo", "Xoài sấy giòn"),
]


@pytest.mark.parametrize(("one", "other", "why"), NEAR)
def test_near(one: str, other: str, why: str) -> None:
    found = find([Entry("one", one, 1, "I"), Entry("other", other, 1, "I")])

    assert [near.why for near in found] == [why]


@pytest.mark.parametrize(("one", "other"), FAR)
def test_not_near(one: str, other: str) -> None:
    assert list(find([Entry("one", one, 1, "I"), Entry("other", other, 1, "I")])) == []


def test_only_of_one_producer_and_on_one_shelf() -> None:
    one, other = "Mắc ca sấy", "Macca sấy"

    assert list(find([Entry("one", one, 1, "I"), Entry("other", other, 2, "I")])) == []
    assert list(find([Entry("one", one, 1, "I"), Entry("other", other, 1, "II")])) == []
    assert len(list(find([Entry("one", one, 1, "I"), Entry("other", other, 1, "")]))) == 1


def test_many_products_of_one_producer_are_compared_by_drawers() -> None:
    names = [f"Trà hoa {flower} sấy" for flower in ("cúc", "nhài", "sen", "hồng", "mai", "đào")]
    names += ["Cà phê bột nguyên chất", "Cà phê nguyên chất bột", "Sầu riêng sấy khô", "Hạt điều"]
    names += ["Sầu riên sấy khô"]

    found = find([Entry(name, name, 1, "I") for name in names])

    assert {(near.one, near.other) for near in found} == {
        ("Cà phê bột nguyên chất", "Cà phê nguyên chất bột"),
        ("Sầu riêng sấy khô", "Sầu riên sấy khô"),
    }
