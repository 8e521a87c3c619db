from datetime import date

import pytest

from marketplace.inventory import expiry
from marketplace.inventory.pace import Pace
from marketplace.orders.place_order import place_order
from marketplace.places.models import Place
from tests import factories
from tests.handing import hand_over

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("first", "sold", "days", "likely", "left_over", "percent"),
    [
        (40, 14, 10, 5, 35, 20),  # 14 in 28 days: 5 in 10 days
        (40, 14, 7, 3, 37, 30),
        (40, 14, 8, 4, 36, 20),
        (40, 14, 15, 7, 33, 20),
        (40, 14, 16, 8, 32, 10),
        (40, 14, 31, 15, 25, 10),
        (3, 14, 7, 3, 0, 0),  # all of it sells in time
        (3, 0, 30, 0, 3, 10),  # nothing sells
        (3, -1, 30, 0, 3, 10),  # more came back than went
    ],
)
def test_the_less_time_is_left_the_more_comes_off(first, sold, days, likely, left_over, percent):
    advice = expiry.suggest(first, Pace(sold), days)

    assert (advice.likely, advice.left_over, advice.percent) == (likely, left_over, percent)


@pytest.mark.django_db
def test_what_has_ended_and_what_ends_soon(set_clock, django_assert_num_queries):
    set_clock("2026-11-10T08:00:00+07:00")
    place = factories.place()
    made = {
        days: factories.listing(
            at=place, quantity=9, best_before=date.fromordinal(TODAY.toordinal() + days)
        )
        for days in (-1, 0, 6, 30, 31)
    }
    parcel = place_order(factories.checkout(made[6], quantity=4)).parcels.get()
    hand_over(parcel.code, actor_id=7, client_key="sold")
    set_clock("2026-11-22T08:00:00+07:00")

    with django_assert_num_queries(3):
        rows = expiry.with_markdown(
            expiry.ending(Place.objects.all(), day=TODAY, within=30), day=TODAY
        )

    assert [(row.days_left, row.balance.quantity) for row in rows] == [
        (-1, 9), (0, 9), (6, 5), (30, 9)
    ]  # fmt: skip
    assert rows[0].markdown is None  # it can't be sold at any price
    advice = rows[2].markdown
    assert (advice.first, advice.pace.sold, advice.days, advice.likely) == (5, 4, 7, 1)
    assert (advice.left_over, advice.percent) == (4, 30)


@pytest.mark.django_db
def test_lots_that_go_out_earlier_stand_in_the_way(set_clock):
    from marketplace.inventory.receiving import Received, receive

    set_clock("2026-11-22T08:00:00+07:00")
    place = factories.place()
    tea = factories.listing(at=place, quantity=9, best_before=date(2026, 11, 30))
    later = Received(tea.variant_id, "L2", 5, best_before=date(2026, 12, 10))
    owner = {"owner_id": tea.producer.party_id, "actor_id": 7}
    receive(place, [later], client_key="later", **owner)

    rows = expiry.with_markdown(expiry.ending(Place.objects.all(), day=TODAY, within=30), day=TODAY)

    assert [row.markdown.first for row in rows] == [9, 14]
