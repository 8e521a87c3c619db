"""Holding units and letting them go: the shelves say what the live holds say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.inventory import holds
from marketplace.inventory.holds import Wanted
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Hold, Shelf
from marketplace.inventory.refused import StockRefused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys():
    """Two shelves of one place, with ten and four units."""
    place = factories.place()
    listings = [factories.listing(at=place, quantity=units) for units in (10, 4)]
    return [(place.pk, one.variant_id) for one in listings]


def held(keys):
    rows = {(row.place_id, row.variant_id): row.held for row in Shelf.objects.all()}
    return [rows[key] for key in keys]


def test_holds_come_back_in_the_order_of_what_was_wanted(keys, django_assert_num_queries):
    honey, tea = keys
    locked = lock_stock(keys)
    until = clock.now() + timedelta(hours=24)
    wanted = [Wanted(tea, 1, "O/A"), Wanted(honey, 2, "O/B", until), Wanted(honey, 3, "O/C")]

    with django_assert_num_queries(2):
        made = holds.place(wanted, locked)

    assert [(one.reference, one.quantity, one.until) for one in made] == [
        ("O/A", 1, None),
        ("O/B", 2, until),
        ("O/C", 3, None),
    ]
    for one in made:
        row = Hold.objects.get(pk=one.pk)
        assert [getattr(row, field.attname) for field in Hold._meta.concrete_fields] == [
            getattr(one, field.attname) for field in Hold._meta.concrete_fields
        ]
    assert held(keys) == [locked[key].held for key in keys] == [5, 1]


def test_all_is_held_or_nothing(keys):
    honey, tea = keys
    locked = lock_stock(keys)
    wanted = [Wanted(honey, 4, "O/A"), Wanted(tea, 3, "O/A"), Wanted(tea, 2, "O/A")]

    with pytest.raises(StockRefused) as refused:
        holds.place(wanted, locked)

    assert [problem.data["free"] for problem in refused.value.problems] == [4]
    assert held(keys) == [0, 0]
    assert not Hold.objects.exists()


def test_what_is_held_already_is_not_free(keys):
    honey, _tea = keys
    holds.place([Wanted(honey, 7, "O/A")], lock_stock(keys))

    with pytest.raises(StockRefused):
        holds.place([Wanted(honey, 4, "O/B")], lock_stock(keys))
    holds.place([Wanted(honey, 3, "O/B")], lock_stock(keys))

    assert held(keys) == [10, 0]


def test_ended_holds_give_back_what_they_held_in_one_statement(keys):
    honey, tea = keys
    wanted = [Wanted(honey, 2, "O/A"), Wanted(honey, 3, "O/B"), Wanted(tea, 4, "O/A")]
    first, second, third = holds.place(wanted, lock_stock(keys))
    locked = lock_stock(keys)

    with CaptureQueriesContext(connection) as asked:
        holds.end([first, third], Hold.State.RELEASED, locked)

    writing = [one["sql"] for one in asked if "UPDATE ocop_inventory_" in one["sql"]]
    assert len(writing) == 1
    assert held(keys) == [locked[key].held for key in keys] == [3, 0]
    states = dict(Hold.objects.values_list("pk", "state"))
    assert states == {first.pk: "released", second.pk: "live", third.pk: "released"}
    assert Hold.objects.get(pk=first.pk).ended_at == first.ended_at is not None
    assert Hold.objects.get(pk=second.pk).ended_at is None


def test_a_hold_ends_once(keys):
    honey, _tea = keys
    made = holds.place([Wanted(honey, 2, "O/A")], lock_stock(keys))
    holds.end(made, Hold.State.TAKEN, lock_stock(keys))

    with pytest.raises(StockRefused) as refused:
        holds.end(list(Hold.objects.all()), Hold.State.RELEASED, lock_stock(keys))

    assert refused.value.codes == ["hold_not_live"]
    assert held(keys) == [0, 0]


def test_nothing_wanted_asks_nothing(keys, django_assert_num_queries):
    locked = lock_stock(keys)

    with django_assert_num_queries(0):
        assert holds.place([], locked) == []
        holds.end([], Hold.State.TAKEN, locked)
