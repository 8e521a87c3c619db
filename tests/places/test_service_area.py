"""Units as people write them, of today and of before July 2025."""

import pytest

from marketplace.places.refused import PlaceRefused
from marketplace.places.service_area import read_units
from marketplace.web.console.goods.place_forms import written


def test_old_districts_and_communes_of_today_are_found_by_what_is_written(units):
    district, commune = read_units(["Huyện Đắk Song, Đắk Nông", "Phường Mũi Né, Lâm Đồng"])

    assert (district.scheme, district.full_name) == ("gso", "Huyện Đắk Song")
    assert district.valid_until is not None
    assert (commune.scheme, commune.level) == ("qd19", "commune")


def test_every_line_that_names_no_unit_is_said(units):
    with pytest.raises(PlaceRefused) as refused:
        read_units(["Huyện Đắk Song, Đắk Nông", "Xã Không Có, Lâm Đồng", "???"])

    assert refused.value.codes == ["unknown_unit"] * 2
    assert "???" in refused.value.problems[1].sentence


@pytest.mark.parametrize(
    "line",
    [
        "Tỉnh Lâm Đồng",
        "Huyện Đắk Song, Tỉnh Đắk Nông",
        "Thành phố Bảo Lộc, Tỉnh Lâm Đồng",
        "Phường Mũi Né, Tỉnh Lâm Đồng",
        "Xã Thuận Hà, Huyện Đắk Song, Tỉnh Đắk Nông",
    ],
)
def test_what_the_form_shows_is_read_again_as_the_same_unit(units, line):
    (unit,) = read_units([line])

    assert written(unit) == line
    assert read_units([written(unit)]) == [unit]
