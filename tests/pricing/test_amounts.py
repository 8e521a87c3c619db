from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.publish import VAT_RATES
from marketplace.pricing.amounts import MOST, line_total, net_of
from marketplace.saleor_bridge import money

totals = st.integers(0, MOST)
rates = st.decimals(0, Decimal("99.99"), places=2) | st.sampled_from(VAT_RATES)


@pytest.mark.parametrize(
    ("total", "rate", "net"),
    [
        (108_000, 8, 100_000),
        (110_000, 10, 100_000),
        (105_000, 5, 100_000),
        (125_000, 0, 125_000),
        (125_000, 8, 115_741),  # 115,740.74…
        (125_000, 10, 113_636),  # 113,636.36…
        (1, 10, 1),  # 0.909…
        (0, 10, 0),
        (4, 60, 3),  # 2.5: half goes up
        (MOST, 8, 9_259_259_258),  # 9,259,259,258.33…
    ],
)
def test_net_is_what_remains_without_the_tax(total, rate, net):
    assert net_of(total, Decimal(rate)) == net


@given(totals, rates)
def test_net_and_tax_are_the_total_and_neither_is_negative(total, rate):
    net = net_of(total, rate)
    tax = total - net

    assert isinstance(net, int)
    assert 0 <= net <= total
    assert net + tax == total
    # net is the nearest whole đồng to the exact part; half a đồng goes up
    exact = Fraction(total) * 100 / (100 + Fraction(rate))
    assert Fraction(-1, 2) < net - exact <= Fraction(1, 2)


@given(totals, totals, rates)
def test_a_larger_total_never_has_a_smaller_net(one, other, rate):
    smaller, larger = sorted([one, other])

    assert net_of(smaller, rate) <= net_of(larger, rate)


@given(totals, rates, rates)
def test_a_higher_rate_never_leaves_a_larger_net(total, one, other):
    lower, higher = sorted([one, other])

    assert net_of(total, higher) <= net_of(total, lower)


@given(st.integers(1_000, 500_000_000), st.integers(1, 999), st.integers(1, 999))
def test_a_line_costs_its_units(price, some, more):
    assert line_total(price, some) + line_total(price, more) == line_total(price, some + more)


def test_an_order_holds_what_saleors_columns_hold():
    assert MOST == money.MOST == 9_999_999_999


@given(totals)
def test_dong_go_to_saleor_and_come_back_whole(dong):
    assert money.to_dong(money.to_amount(dong)) == dong
