"""What is free, beside the same rule as it stands for queries and for rows in memory."""

from datetime import date, timedelta

import pytest

from marketplace import clock
from marketplace.inventory import availability, holds
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Balance, Condition, Shelf
from marketplace.inventory.picked import Picked
from marketplace.inventory.receiving import Received, receive
from tests import factories

pytestmark = pytest.mark.django_db

LAST_DAY = date(2027, 3, 31)


@pytest.fixture
def key():
    """Ten that keep, four until the last day, two until the day before; one of each is broken."""
    place = factories.place()
    listing = factories.listing(at=place, quantity=10)
    for code, units, day in (("L2", 4, LAST_DAY), ("L3", 2, LAST_DAY - timedelta(days=1))):
        receive(
            place,
            [Received(listing.variant_id, code, units, best_before=day)],
            owner_id=listing.producer.party_id,
            actor_id=7,
            client_key=code,
        )
    rows = Balance.objects.order_by("pk")
    broken = [Picked(row.lot_id, row.owner_id, Condition.GOOD, 1) for row in rows]
    to = {"note": "Vỡ chai", "actor_id": 7, "client_key": "broken"}
    change_condition(place, broken, Condition.DAMAGED, **to)
    return place.pk, listing.variant_id


@pytest.mark.parametrize(("day", "units"), [(-1, 13), (0, 12), (1, 9)])
def test_the_rule_is_one_rule_however_it_is_asked(key, day, units):
    day = LAST_DAY + timedelta(days=day)

    rows = Balance.objects.select_related("lot")
    by_query = sum(rows.filter(availability.sellable(day)).values_list("quantity", flat=True))
    in_memory = [
        row.quantity for row in rows if availability.is_sellable(row.lot, row.condition, day)
    ]

    assert availability.free([key], day) == {key: units}
    assert by_query == sum(in_memory) == units


def test_what_is_held_is_not_free_and_free_is_never_below_nothing(key):
    holds.place([holds.Wanted(key, 11, "O/A")], lock_stock([key]))

    assert availability.free([key], LAST_DAY) == {key: 1}
    assert availability.free([key], LAST_DAY + timedelta(days=1)) == {key: 0}
    assert availability.free_anywhere([key[1]], LAST_DAY + timedelta(days=1)) == []
    assert availability.free_anywhere([key[1]], LAST_DAY) == [availability.Free(*key, 1)]


def test_a_hold_past_its_moment_promises_nothing(key, set_clock):
    set_clock("2026-11-22T12:00:00+07:00")
    noon = clock.now()
    wanted = [
        holds.Wanted(key, 5, "O/A", noon + timedelta(minutes=30)),
        holds.Wanted(key, 2, "O/B"),
    ]
    first, _second = holds.place(wanted, lock_stock([key]))
    shelf = Shelf.objects.annotate(left=availability.promised_units(clock.now()))

    assert (availability.free([key], LAST_DAY), shelf.get().left) == ({key: 5}, 7)
    set_clock("2026-11-22T12:30:00+07:00")
    shelf = Shelf.objects.annotate(left=availability.promised_units(clock.now()))
    assert (availability.free([key], LAST_DAY), shelf.get().left) == ({key: 10}, 2)
    assert availability.past_holds([shelf.get().pk], clock.now()) == [first.pk]
    assert availability.past_holds([shelf.get().pk], noon) == []


def test_shelves_are_asked_together(key, django_assert_num_queries):
    place, variant = key
    other = factories.listing(quantity=3)
    (row,) = availability.free_anywhere([other.variant_id], LAST_DAY)
    keys = [key, (row.place_id, other.variant_id), (place, other.variant_id)]

    with django_assert_num_queries(1):
        found = availability.free([*keys, (place, 0)], LAST_DAY)
    with django_assert_num_queries(0):
        assert availability.free([], LAST_DAY) == {}

    assert found == {key: 12, keys[1]: 3, keys[2]: 3 if row.place_id == place else 0, (place, 0): 0}
    assert [one.variant_id for one in availability.free_anywhere([variant], LAST_DAY)] == [variant]
