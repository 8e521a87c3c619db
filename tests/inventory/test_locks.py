"""What the locks give back. That they lock: tests/concurrency, each beside its lock-off twin."""

from datetime import date

import pytest
from django.db import transaction

from marketplace import clock
from marketplace.inventory.locks import lock_stock, share_lots
from marketplace.inventory.models import Lot, Shelf
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


def test_a_shelf_comes_with_its_figures_and_its_warehouse(
    place, listing, django_assert_num_queries
):
    key = place.pk, listing.variant_id

    with django_assert_num_queries(1):
        shelf = lock_stock([key, key])[key]
        assert (shelf.on_hand, shelf.held) == (10, 0)
        assert (shelf.place, shelf.place.warehouse_id) == (place, place.warehouse_id)

    assert shelf == Shelf.objects.get()


def test_many_shelves_are_one_query_and_none_is_none(place, listing, django_assert_num_queries):
    others = [factories.listing(at=place, quantity=3) for _ in range(4)]
    keys = [(place.pk, one.variant_id) for one in (listing, *others)]

    with django_assert_num_queries(1):
        rows = lock_stock(reversed(keys))
        assert lock_stock([]) == {}

    assert {key: row.on_hand for key, row in rows.items()} == dict(
        zip(keys, [10, 3, 3, 3, 3], strict=True)
    )
    assert [row.pk for row in rows.values()] == sorted(row.pk for row in rows.values())


def test_a_shelf_that_is_missing_is_made(place, listing):
    elsewhere = factories.place("Điểm khác")
    keys = [(place.pk, listing.variant_id), (elsewhere.pk, listing.variant_id)]

    rows = lock_stock(keys)

    assert [rows[key].on_hand for key in keys] == [10, 0]
    assert rows[keys[1]] == Shelf.objects.get(place=elsewhere)


def test_only_shelves_that_were_asked_for_are_locked(place, listing):
    """Two keys that share neither place nor article: not the four shelves they could mean."""
    elsewhere = factories.place("Điểm khác")
    tea = factories.listing(at=place, quantity=1)
    lock_stock([(elsewhere.pk, tea.variant_id), (elsewhere.pk, listing.variant_id)])

    rows = lock_stock([(place.pk, listing.variant_id), (elsewhere.pk, tea.variant_id)])

    assert set(rows) == {(place.pk, listing.variant_id), (elsewhere.pk, tea.variant_id)}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_would_be_locked(place, listing):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        lock_stock([(place.pk, listing.variant_id)])
    with transaction.atomic():
        assert len(lock_stock([(place.pk, listing.variant_id)])) == 1


def test_lots_are_found_by_their_labels(listing, django_assert_num_queries):
    variant, first = listing.variant_id, factories.lot_of(listing)
    day = date(2030, 2, 1)
    second = Lot.objects.create(
        variant_id=variant, code="L2", best_before=day, registered_at=clock.now()
    )

    with django_assert_num_queries(1):
        lots = share_lots([(variant, "L2"), (variant, "L1"), (variant, "none")])
        assert share_lots([]) == {}

    assert lots == {(variant, "L1"): first, (variant, "L2"): second}
    assert lots[variant, "L2"].best_before == day
