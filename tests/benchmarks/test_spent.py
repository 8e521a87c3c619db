import pytest

from tests.benchmarks.spent import Spent


@pytest.mark.parametrize(
    ("percent", "expected"), [(50, 50.0), (95, 95.0), (99, 99.0), (100, 100.0)]
)
def test_nearest_rank_of_a_hundred(percent, expected):
    spent = Spent([number / 1000 for number in range(100, 0, -1)], wall=2.0)

    assert spent.ms(percent) == pytest.approx(expected)
    assert spent.rate == 50.0


def test_of_one_call_and_of_none():
    assert Spent([0.25], 0.25).ms(95) == 250.0
    assert (Spent([], 0.0).ms(95), Spent([], 0.0).rate) == (0.0, 0.0)
