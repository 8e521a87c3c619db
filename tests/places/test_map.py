"""The drawn provinces, and how far it is."""

import re
from collections import defaultdict

import pytest

from marketplace.places import outlines
from marketplace.places.map_points import HEIGHT, WIDTH, kilometres, on_map
from marketplace.places.models import Level
from marketplace.places.package_units import read_package

HA_NOI, HO_CHI_MINH = (21.0285, 105.8542), (10.7769, 106.7009)


def test_kilometres_are_those_of_a_globe():
    assert kilometres(HA_NOI, HO_CHI_MINH) == pytest.approx(1144, abs=3)
    assert kilometres(HA_NOI, HA_NOI) == 0


@pytest.mark.parametrize(
    "point", [HA_NOI, HO_CHI_MINH, (16.568, 112.135), (9.71, 114.45), (8.64, 104.8)]
)
def test_the_whole_country_lies_on_the_map(point):
    x, y = on_map(*point)

    assert 0 < x < WIDTH and 0 < y < HEIGHT


def test_no_commune_draws_no_shape():
    assert outlines.draw({}, {}) == {}


def test_a_single_commune_is_a_spot_of_land():
    assert outlines.draw({7: [(100.0, 100.0)]}, {})[7].startswith("M")


def test_two_provinces_share_the_land_between_their_communes():
    drawn = outlines.draw(
        {1: [(100.0, 100.0), (100.0, 110.0)], 2: [(110.0, 100.0), (110.0, 110.0)]}, {}
    )

    left, right = ([x for x, _y in corners(drawn[one])] for one in (1, 2))
    assert max(left) == pytest.approx(105, abs=1)
    assert min(right) == pytest.approx(105, abs=1)


def test_every_province_of_today_is_drawn_small_with_its_islands():
    land, islands = defaultdict(list), defaultdict(list)
    for unit in read_package().units.values():
        if unit.scheme == "qd19" and unit.level == Level.COMMUNE and unit.valid_until is None:
            where = islands if unit.kind == outlines.ISLAND else land
            where[unit.parent].append(on_map(float(unit.latitude), float(unit.longitude)))

    drawn = outlines.draw(land, islands)

    assert len(drawn) == 34
    assert sum(map(len, drawn.values())) < 20_000
    assert {key[2] for key, path in drawn.items() if path.count("M") > 1} >= {
        "48",
        "56",
    }  # Hoàng Sa, Trường Sa


def corners(path):
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", path.split("z")[0])]
    x = y = 0.0
    for east, south in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + east, y + south
        yield x, y
