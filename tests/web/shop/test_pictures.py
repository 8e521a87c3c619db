"""Drawings: one for every group, found by words of the name, small, light and dark."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from marketplace.web.shop import pictures

DRAWINGS = sorted(Path(finders.find("theme/pictures/coffee.svg")).parent.glob("*.svg"))


@pytest.mark.parametrize(
    ("name", "group", "drawing"),
    [
        ("Hill coffee", "II", "coffee"),
        ("Cà phê Rin", "I", "coffee"),
        ("Bechamp Coffee Hòa Tan Nấm Linh Chi", "II", "coffee"),
        ("Trà thảo mộc 7 vị", "II", "tea"),
        ("MACCA BECHAMP", "I", "nut"),
        ("Mắc ca Lê Anh Tuy Đức", "I", "nut"),
        ("Mắm nêm Seagull", "I", "fish-sauce"),
        ("Rượu gạo sương mù đông trùng hạ thảo", "II", "wine"),
        ("Nấm Cordyceps Vietnam (Nấm khô sấy thăng hoa)", "III", "cordyceps"),
        ("Nấm hương Phú Thịnh khô", "I", "mushroom"),
        ("Cao Atiso Hoàng An", "III", "artichoke"),
        ("Tinh bột nghệ", "III", "turmeric"),
        ("Tiêu xanh sấy thăng hoa", "I", "pepper"),
        ("Trái cây sấy thăng hoa", "I", "dried-fruit"),
        ("Chanh dây sấy dẻo", "I", "passion-fruit"),
        ("Hạt Điều rang muối", "I", "cashew"),
        ("Gạo sạch Bắc Ruộng ST25", "I", "rice"),
        ("Rong nho", "I", "seaweed"),
        ("Cá tra phi lê", "I", "fish"),  # no tea
        ("Mộc Đế Vương", "III", "herb"),
        ("Khăn thổ cẩm", "IV", "textile"),
        ("Bình gốm trà", "IV", "craft"),
        ("Địa lan", "V", "flower"),
        ("Làng cà phê", "VI", "tourism"),
        ("Không tên", "", "jar"),
        ("Không tên", "I.4", "spice"),
        ("Không tên", "II.1.a", "wine"),
    ],
)
def test_a_name_or_else_its_group_finds_the_drawing(name, group, drawing):
    assert pictures.drawing(name, group).removesuffix("-2") == drawing


def test_every_drawing_that_can_be_asked_for_is_there():
    named = {name for name, _words in pictures.DRAWING_BY_WORD}
    named |= {name for rows in pictures.DRAWING_BY_WORD_IN.values() for name, _words in rows}
    named |= set(pictures.DRAWING_BY_GROUP.values()) | set(pictures.SECOND_DRAWINGS.values())

    assert named == {path.stem for path in DRAWINGS}


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_stands_alone_and_knows_the_dark(path):
    drawn = path.read_text(encoding="utf-8")

    assert len(drawn.encode()) < 3_000
    assert "prefers-color-scheme:dark" in drawn
    assert re.findall(r"(?:href|src)=\"(?!#)|url\(|<script|<image", drawn) == []
