"""Whatever is sold, received and counted in whatever order: a true ledger has no variance, and what
is missing from the shelf is never called more than it is, nor surplus.

The shelf is real here: a heap of counted and a heap of uncounted units. Goods leave and come on
either side, as they do in a shop.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.inventory.models import Balance
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.post import post
from tests import factories
from tests.inventory.stocktakes.counting import begin, key, see, sell, take_in

AT_FIRST = 12
steps = st.lists(
    st.tuples(
        st.sampled_from(["count", "sell", "receive"]),
        st.integers(1, 4),
        st.booleans(),  # on the side that was counted already
    ),
    max_size=8,
)


@pytest.fixture
def shop(db):
    place = factories.place()
    return place, factories.listing(at=place, quantity=AT_FIRST)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, missing=st.integers(0, 3), early=st.integers(0, 2))
def test_only_what_is_missing_is_a_variance(shop, steps, missing, early):
    place, listing = shop
    with transaction.atomic():
        stocktake = begin(place)
        shelf = Shelf(AT_FIRST - missing)
        if early:
            sell(listing, early)
            shelf.leave(early, is_counted=False)
        for what, units, is_counted in steps:
            if what == "count":
                if seen := shelf.count(units):
                    see(stocktake, listing, seen)
            elif what == "receive":
                take_in(place, listing, units)
                shelf.come(units, is_counted)
            elif shelf.has(units):
                sell(listing, units)
                shelf.leave(units, is_counted)
        see(stocktake, listing, shelf.count(shelf.uncounted))  # the last look leaves none uncounted

        (row,) = review.rows(stocktake)
        if not (row.moved_in or row.moved_out):
            assert row.difference == -missing
        assert -missing <= row.difference <= 0

        post(stocktake, actor_id=7, client_key=key())
        assert sum(Balance.objects.values_list("quantity", flat=True)) == (
            shelf.counted + shelf.uncounted + missing + row.difference
        )
        transaction.set_rollback(True)


class Shelf:
    """Units that stand there, on the side that was counted and on the other."""

    def __init__(self, units):
        self.uncounted, self.counted, self.seen = units, 0, 0

    def has(self, units):
        return self.uncounted + self.counted >= units

    def count(self, units):
        seen = min(units, self.uncounted)
        self.uncounted -= seen
        self.counted += seen
        self.seen += seen
        return seen

    def come(self, units, is_counted):
        if is_counted and self.seen:
            self.counted += units
        else:
            self.uncounted += units

    def leave(self, units, is_counted):
        first = min(units, self.counted if is_counted else self.uncounted)
        if is_counted:
            self.counted -= first
            self.uncounted -= units - first
        else:
            self.uncounted -= first
            self.counted -= units - first
