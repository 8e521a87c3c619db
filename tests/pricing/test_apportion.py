import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.pricing.apportion import apportion


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (500_000, [120_000, 240_000, 90_000], [133_333, 266_667, 100_000]),
        (10, [0, 0], [5, 5]),
        (7, [0, 3], [0, 7]),
        (0, [2, 1], [0, 0]),
        (5, [], []),
    ],
)
def test_the_largest_remainders_get_what_is_left_over(amount, weights, shares):
    assert apportion(amount, weights) == shares


@given(st.integers(0, 10**10), st.lists(st.integers(0, 10**8), min_size=1, max_size=20))
def test_shares_add_up_and_none_is_a_dong_off_its_due(amount, weights):
    shares = apportion(amount, weights)

    assert sum(shares) == amount
    if any(weights):
        dues = [amount * weight / sum(weights) for weight in weights]
        assert all(abs(share - due) < 1.001 for share, due in zip(shares, dues, strict=True))
