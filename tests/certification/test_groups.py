from datetime import date

import pytest
from django.utils import translation

from marketplace.certification import groups
from marketplace.certification.models import ProductGroup

pytestmark = pytest.mark.django_db


def found(printed, decided_on):
    group = groups.find(printed, decided_on, list(ProductGroup.objects.all()))
    return group and (group.scheme, group.code)


@pytest.mark.parametrize(
    ("decided_on", "scheme", "code"),
    [
        (date(2020, 12, 31), "2019", "1"),
        (date(2023, 2, 23), "2019", "1"),
        (date(2023, 2, 24), "2023", "I"),  # Decision 148/QĐ-TTg takes effect
        (date(2026, 8, 5), "2023", "I"),
        (None, "2023", "I"),
    ],
)
def test_a_heading_of_both_schemes_belongs_to_the_one_in_force(decided_on, scheme, code):
    assert found("Thực phẩm", decided_on) == (scheme, code)


def test_spelling_is_read_as_people_write_it():
    assert found("  THỰC   PHẨM: ", date(2025, 1, 1)) == ("2023", "I")
    assert found("Thủ công mỹ nghệ trang trí", date(2020, 1, 1)) == ("2019", "4")


def test_a_heading_of_one_scheme_keeps_its_own_at_any_time():
    assert found("Thảo dược", date(2025, 6, 1)) == ("2019", "3")
    assert found("Sinh vật cảnh", date(2020, 6, 1)) == ("2023", "V")


@pytest.mark.parametrize("printed", ["", "Thực", "Thực phẩm chức năng", "Nhóm khác"])
def test_what_is_no_heading_finds_none(printed):
    assert found(printed, date(2025, 1, 1)) is None


def test_every_group_stands_on_a_shelf_of_the_shop():
    rows = list(ProductGroup.objects.all())

    assert len(rows) == 12
    assert {row.shelf for row in rows} == {shelf.code for shelf in groups.SHELVES}
    assert groups.shelf_of(ProductGroup.objects.get(scheme="2019", code="5")).code == "IV"
    assert groups.shelf_of(None) == groups.shelf("X") == groups.NO_SHELF


def test_a_shelf_is_named_in_the_readers_language():
    with translation.override("vi"):
        assert groups.shelf("II").name == "Đồ uống"
    with translation.override("en"):
        assert groups.shelf("II").name == "Drinks"
