from datetime import date

import pytest

from marketplace.inventory.models import Balance, Lot
from marketplace.inventory.pace import Pace, left_over, paces
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("sold", "minimum", "target", "lasts"),
    [(0, 0, 0, None), (28, 7, 21, 10), (1, 1, 1, 280), (40, 10, 30, 7), (-3, 0, -2, None)],
)
def test_suggestions_follow_from_what_was_sold_in_four_weeks(sold, minimum, target, lasts):
    pace = Pace(sold)

    assert (pace.minimum, pace.target, pace.lasts(10)) == (minimum, target, lasts)


def standing(*stock: tuple[int, date | None]) -> list[Balance]:
    return [
        Balance(lot=Lot(code=str(number), best_before=best_before), quantity=quantity)
        for number, (quantity, best_before) in enumerate(stock)
    ]


@pytest.mark.parametrize(
    ("sold", "stock", "unsold"),
    [
        # One a day: ten days sell ten of twelve.
        (28, [(12, date(2026, 12, 1))], {"0": 2}),
        # The first lot takes the first days, the second what is left of its own.
        (28, [(5, date(2026, 11, 26)), (20, date(2026, 12, 1))], {"1": 15}),
        # What expires today still sells today.
        (28, [(1, TODAY)], {}),
        (0, [(3, date(2027, 1, 1))], {"0": 3}),
        (0, [(3, None)], {}),
        (28, [(3, date(2026, 12, 1)), (900, None)], {}),
    ],
)
def test_what_will_expire_unsold_is_what_the_pace_leaves(sold, stock, unsold):
    found = left_over(standing(*stock), Pace(sold), TODAY)

    assert {one.balance.lot.code: one.unsold for one in found} == unsold


@pytest.mark.django_db
def test_the_pace_counts_whole_days_before_today_at_its_own_place(set_clock):
    here, there = factories.place(), factories.place("Nơi khác")
    set_clock("2026-10-24T12:00:00+07:00")
    listing = factories.listing(at=here, quantity=50)
    other = factories.listing(at=there, quantity=50)

    def sell(moment, one, quantity):
        set_clock(moment)
        parcel = place_order(factories.checkout(one, quantity=quantity)).parcels.get()
        hand_over(parcel.code, actor_id=7, client_key=f"sold-{moment}-{one.pk}")

    sell("2026-10-24T23:59:59+07:00", listing, 5)  # one day too old
    sell("2026-10-25T00:00:00+07:00", listing, 2)  # the first of the 28 days
    sell("2026-11-21T23:59:59+07:00", listing, 3)
    sell("2026-11-22T00:00:00+07:00", listing, 7)  # today is not over
    sell("2026-11-20T12:00:00+07:00", other, 4)

    assert paces([here.pk], TODAY) == {(here.pk, listing.variant_id): Pace(5)}
