"""From when to when a star may show, worked out of all decisions about one product."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.certification.succession import Outcome, Rating, succession
from marketplace.certification.validity import last_day


def rating(key: str, day: date, stars: int = 3, revoked: datetime | None = None) -> Rating:
    return Rating(key, stars, day, last_day(day), revoked)


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=clock.LOCAL)


def test_one_decision_holds_to_the_end_of_its_last_day() -> None:
    assert succession([rating("a", date(2026, 8, 5))]) == {
        "a": Outcome(None, midnight(2026, 8, 5), midnight(2029, 8, 6))
    }


def test_a_newer_one_ends_it_at_its_own_first_midnight() -> None:
    newer, older = rating("b", date(2027, 1, 1), 4), rating("a", date(2026, 8, 5))

    assert succession([newer, older]) == {
        "a": Outcome("b", midnight(2026, 8, 5), midnight(2027, 1, 1)),
        "b": Outcome(None, midnight(2027, 1, 1), midnight(2030, 1, 2)),
    }


def test_a_newer_one_after_it_expired_takes_nothing_from_it() -> None:
    outcomes = succession([rating("a", date(2020, 1, 1)), rating("b", date(2026, 1, 1))])

    assert outcomes["a"] == Outcome("b", midnight(2020, 1, 1), midnight(2023, 1, 2))


def test_below_three_stars_there_is_no_period_and_the_older_ends() -> None:
    outcomes = succession([rating("a", date(2026, 1, 1)), rating("b", date(2026, 8, 5), 2)])

    assert outcomes["a"].end == midnight(2026, 8, 5)
    assert outcomes["b"] == Outcome(None, None, None)


def test_a_revocation_cuts_at_its_second_and_brings_nothing_back() -> None:
    at = datetime(2026, 9, 9, 15, 30, 1, tzinfo=clock.LOCAL)
    outcomes = succession([rating("a", date(2026, 1, 1)), rating("b", date(2026, 8, 5), 4, at)])

    assert outcomes["a"].end == midnight(2026, 8, 5)
    assert outcomes["b"] == Outcome(None, midnight(2026, 8, 5), at)


def test_revoked_before_its_first_day_it_never_showed() -> None:
    revoked = rating("a", date(2026, 8, 5), revoked=midnight(2026, 8, 5))

    assert succession([revoked]) == {"a": Outcome(None, None, None)}


def test_nothing_comes_of_nothing() -> None:
    assert succession([]) == {}


DAYS = st.dates(date(2019, 1, 1), date(2026, 11, 22))
REVOKED = st.none() | st.integers(-5, 2000)


@given(
    st.dictionaries(DAYS, st.tuples(st.integers(1, 5), REVOKED), max_size=8),
    st.randoms(use_true_random=False),
)
def test_periods_never_overlap_whatever_the_order_of_the_papers(
    decided: dict[date, tuple[int, int | None]], random
) -> None:
    ratings = [
        rating(
            day.isoformat(),
            day,
            stars,
            clock.day_start(day) + timedelta(hours=hours) if hours is not None else None,
        )
        for day, (stars, hours) in decided.items()
    ]
    shuffled = list(ratings)
    random.shuffle(shuffled)

    outcomes = succession(shuffled)

    assert outcomes == succession(ratings)
    shown = sorted((one.start, one.end) for one in outcomes.values() if one.start)
    assert all(start < end for start, end in shown)
    assert all(before[1] <= after[0] for before, after in zip(shown, shown[1:], strict=False))
    for one in ratings:
        outcome = outcomes[one.key]
        assert (outcome.start is None) or one.stars >= 3
        if outcome.start:
            assert outcome.end <= clock.day_end(one.last_day)
            assert one.revoked_at is None or outcome.end <= one.revoked_at
