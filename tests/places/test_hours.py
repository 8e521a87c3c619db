from datetime import datetime

import pytest

from marketplace import clock
from marketplace.places.hours import Stretch, is_open, next_opening, set_hours
from marketplace.places.models import OpeningHours
from marketplace.places.refused import PlaceRefused
from tests import factories


def rows(*stretches):
    return [
        OpeningHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in stretches
    ]


def at(day, hour, minute=0):
    """A day of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.LOCAL)


MONDAY = rows((1, 450, 690), (1, 810, 1020))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(23, 7, 29), False),
        (at(23, 7, 30), True),
        (at(23, 11, 29), True),
        (at(23, 11, 30), False),
        (at(23, 13, 30), True),
        (at(23, 17), False),
        (at(24, 8), False),
    ],
)
def test_it_is_open_from_its_first_minute_and_not_in_its_closing_one(moment, expected):
    assert is_open(MONDAY, moment) is expected


def test_the_day_is_the_one_in_viet_nam():
    assert is_open(
        MONDAY, datetime(2026, 11, 23, 1, tzinfo=at(23, 8).astimezone().tzinfo)
    ) is is_open(MONDAY, datetime(2026, 11, 23, 1).astimezone())
    assert is_open(MONDAY, datetime.fromisoformat("2026-11-23T01:00:00+00:00"))
    assert not is_open(rows((7, 0, 1440)), datetime.fromisoformat("2026-11-22T17:00:00+00:00"))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(23, 6), at(23, 7, 30)),
        (at(23, 12), at(23, 13, 30)),
        (at(23, 18), at(30, 7, 30)),  # in a week
        (at(22, 23), at(23, 7, 30)),
    ],
)
def test_when_it_opens_next(moment, opens):
    assert next_opening(MONDAY, moment) == opens


def test_without_hours_nobody_knows():
    assert next_opening([], at(23, 8)) is None
    assert not is_open([], at(23, 8))


@pytest.mark.django_db
def test_hours_are_replaced_as_a_whole():
    place = factories.place()
    set_hours(place, [Stretch(1, 450, 690), Stretch(1, 690, 1020)], actor_id=7)
    set_hours(place, [Stretch(7, 0, 1440)], actor_id=7)

    assert [(row.weekday, row.opens, row.closes) for row in place.hours.all()] == [(7, 0, 1440)]


@pytest.mark.django_db
def test_what_cannot_be_is_said_beside_its_day_and_nothing_is_lost():
    place = factories.place()
    set_hours(place, [Stretch(1, 450, 690)], actor_id=7)
    wrong = [
        Stretch(2, 700, 700),
        Stretch(3, 100, 1441),
        Stretch(4, 100, 300),
        Stretch(4, 299, 400),
    ]

    with pytest.raises(PlaceRefused) as refused:
        set_hours(place, wrong, actor_id=7)

    found = [(problem.code, problem.field) for problem in refused.value.problems]
    assert found == [("bad_hours", "day_2"), ("bad_hours", "day_3"), ("hours_overlap", "day_4")]
    assert place.hours.count() == 1
