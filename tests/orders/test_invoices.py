"""What an invoice says adds up to what was paid, to the đồng."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.orders.invoices import AtRate, InvoiceLine, by_rate, delivered, lines_of, sums
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.orders.place_order import place_order
from marketplace.places.models import Operator
from marketplace.pricing.amounts import net_of
from tests import factories, handing, offers

RATES = [Decimal(0), Decimal(5), Decimal(8), Decimal(10)]
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def noon(set_clock):
    set_clock("2026-11-22T12:00:00+07:00")


def brought(*listings, quantity=1):
    order = place_order(factories.checkout(*listings, quantity=quantity))
    for parcel in order.parcels.all():
        handing.hand_over(parcel.code, actor_id=None)
    return order


def found():
    return delivered(Operator.objects.all(), FIRST, LAST)


@given(
    goods=st.lists(
        st.tuples(st.integers(1_000, 500_000_000), st.integers(1, 99), st.sampled_from(RATES)),
        min_size=1,
        max_size=20,
    ),
    fee=st.integers(0, 500_000),
    fee_rate=st.sampled_from(RATES),
)
def test_lines_add_up_exactly_whatever_is_bought(goods, fee, fee_rate):
    parcel = Parcel(pk=1, fee=fee, fee_vat_rate=fee_rate)
    lines = [
        ParcelLine(
            name="Mật ong",
            unit_name="hũ",
            quantity=quantity,
            total=price * quantity,
            net=net_of(price * quantity, rate),
            vat_rate=rate,
        )
        for price, quantity, rate in goods
    ]
    parcel._prefetched_objects_cache = {"lines": _Fetched(lines)}
    to_collect = sum(line.total for line in lines) + fee

    made = lines_of(parcel)

    assert sum(line.total for line in made) == to_collect
    assert sum(line.net for line in made) + sum(line.tax for line in made) == to_collect
    assert [line.number for line in made] == list(range(1, len(made) + 1))
    rates = by_rate(made)
    assert sum(one.net + one.tax for one in rates) == to_collect
    for line in made:
        assert abs(line.unit_price * line.quantity - line.net) <= Decimal("0.005") * line.quantity
        assert 0 <= line.tax <= line.total


class _Fetched(list):
    """What a prefetch leaves behind."""

    def all(self):
        return self


def test_by_rate_sums_each_rate_by_itself():
    line = InvoiceLine(1, "a", "hũ", 1, Decimal(100_000), 100_000, Decimal(8), 108_000)

    assert by_rate([line, line, AtRate(Decimal(0), 5, 5)]) == [
        AtRate(Decimal(0), 5, 5),
        AtRate(Decimal(8), 200_000, 216_000),
    ]


@pytest.mark.django_db
def test_goods_then_delivery_each_with_its_tax(noon):
    brought(factories.listing(price=108_000), quantity=2)

    (parcel,) = found()
    goods, fee = lines_of(parcel)
    assert (goods.quantity, goods.unit_price, goods.net, goods.tax, goods.total) == (
        2,
        Decimal("100000.00"),
        200_000,
        16_000,
        216_000,
    )
    assert (fee.name, fee.net, fee.tax, fee.total) == ("Phí giao hàng", 27_778, 2_222, 30_000)
    assert sums(found()) == by_rate([goods, fee])


@pytest.mark.django_db
def test_the_parts_of_a_gift_set_are_lines_with_their_share_of_its_price(noon):
    tea = factories.listing()
    honey = factories.listing(at=tea.seller.places.get())
    brought(offers.gift_set((tea, 2), (honey, 1), price=199_999, name="Giỏ Tết"))

    (parcel,) = found()
    lines = lines_of(parcel)
    assert lines[0].name == f"Giỏ Tết: {tea.product.name}"
    assert sum(line.total for line in lines) == parcel.to_collect == 229_999
    assert sums(found()) == by_rate(lines)


@pytest.mark.django_db
def test_only_what_was_handed_over_on_these_days_of_this_seller(noon, set_clock):
    listing = factories.listing()
    set_clock("2026-10-31T23:59:59+07:00")
    early = brought(listing)
    set_clock("2026-11-30T23:59:59+07:00")
    late = brought(listing)
    place_order(factories.checkout(listing))  # not delivered
    set_clock("2026-12-01T00:00:00+07:00")
    brought(listing)

    assert [parcel.order.code for parcel in found()] == [late.code]
    assert early.code != late.code
    assert not delivered(Operator.objects.none(), FIRST, LAST).exists()


@pytest.mark.django_db
def test_a_hundred_parcels_cost_no_query_more(noon, django_assert_num_queries):
    listing = factories.listing(quantity=50)
    for _order in range(3):
        brought(listing)

    with django_assert_num_queries(2):
        assert len([lines_of(parcel) for parcel in found()]) == 3
    with django_assert_num_queries(2):
        sums(found())
