from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.certification.validity import last_day


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),  # no such day in the last month: its last one
        (date(2025, 2, 28), date(2028, 2, 28)),  # and not the 29th, which was never named
        (date(2025, 8, 31), date(2028, 8, 31)),
        (date(2025, 11, 30), date(2028, 11, 30)),
        (date(2026, 8, 5), date(2029, 8, 5)),
        (date(2025, 1, 1), date(2028, 1, 1)),
    ],
)
def test_thirty_six_months_end_on_the_same_day(first, last):
    assert last_day(first) == last


@given(st.dates(date(2019, 1, 1), date(2090, 1, 1)))
def test_a_later_issue_never_ends_earlier(first):
    assert last_day(first) <= last_day(first + timedelta(days=1))
    assert last_day(first).year == first.year + 3
    assert last_day(first).month == first.month
