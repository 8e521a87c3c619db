from datetime import date

import pytest

from marketplace import clock
from marketplace.inventory import availability, receiving
from marketplace.inventory.models import Balance, Document, Entry, Lot, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.saleor_bridge.models import Stock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


def take_in(place, listing, quantity=5, **fields):
    values = {"lot_code": "L2", "best_before": None} | fields
    key = values.pop("client_key", "key")
    return receive(
        place,
        [Received(listing.variant_id, quantity=quantity, **values)],
        owner_id=listing.producer.party_id,
        actor_id=7,
        client_key=key,
    )


def test_goods_come_from_the_producer_onto_the_shelf(place, listing):
    document = take_in(place, listing, 5, best_before=date(2099, 1, 1))

    lines = list(document.entries.order_by("quantity").values_list("virtual", "place", "quantity"))
    assert lines == [("producer", None, -5), ("", place.pk, 5)]
    assert document.actor_id == 7
    shelf = Shelf.objects.get(place=place, variant=listing.variant)
    assert (shelf.on_hand, shelf.held) == (15, 0)
    assert Stock.objects.get(product_variant=listing.variant).quantity == 15
    assert availability.free([(place.pk, listing.variant_id)], clock.today()) == {
        (place.pk, listing.variant_id): 15
    }


def test_the_same_key_is_answered_with_the_first_document(place, listing):
    first = take_in(place, listing, 5, client_key="twice")
    second = take_in(place, listing, 5, client_key="twice")

    assert second.pk == first.pk
    assert Shelf.objects.get(place=place).on_hand == 15


@pytest.mark.parametrize("quantity", [0, -3, 1_000_001])
def test_a_quantity_that_is_none_is_refused(place, listing, quantity):
    with pytest.raises(StockRefused) as refused:
        take_in(place, listing, quantity)

    assert refused.value.codes == ["bad_quantity"]
    assert Document.objects.count() == 1  # the listing's own
    assert not Lot.objects.filter(code="L2").exists()


def test_all_problems_are_told_at_once(place, listing):
    place.closed_on = date(2026, 1, 1)

    with pytest.raises(StockRefused) as refused:
        take_in(place, listing, 0, best_before=date(2020, 1, 1), made_on=date(2021, 1, 1))

    assert refused.value.codes == ["place_closed", "bad_quantity", "bad_lot", "bad_lot"]


def test_a_lot_known_with_another_date_is_refused(place, listing):
    take_in(place, listing, best_before=date(2099, 1, 1), client_key="a")

    with pytest.raises(StockRefused) as refused:
        take_in(place, listing, best_before=date(2099, 1, 2), client_key="b")

    assert refused.value.codes == ["bad_lot"]


def test_expired_units_are_on_hand_and_never_free(place, settings, tmp_path):
    product = factories.certified(decided_on=date(2026, 8, 5))
    listing = factories.listing(product, at=place, quantity=4, best_before=date(2027, 3, 31))
    key = place.pk, listing.variant_id

    assert availability.free([key], date(2027, 3, 31)) == {key: 4}
    assert availability.free([key], date(2027, 4, 1)) == {key: 0}
    assert listing.variant_id in set(
        row["variant_id"] for row in availability.variants_in_stock(date(2027, 3, 31))
    )
    assert list(availability.variants_in_stock(date(2027, 4, 1))) == []
    assert Shelf.objects.get(variant=listing.variant).on_hand == 4


def test_two_lots_of_one_article_add_up_once(place, listing):
    take_in(place, listing, 10)

    free = availability.free_anywhere([listing.variant_id], clock.today())
    assert free == [availability.Free(place.pk, listing.variant_id, 20)]
    assert Balance.objects.count() == 2
    assert Entry.objects.count() == 4


def test_new_lots_are_registered_in_one_order_however_they_were_typed(place, listing):
    """Two receipts that name the same new lots never wait for each other crosswise."""
    other = factories.listing(at=place)
    keys = [(one.variant_id, code) for one in (other, listing) for code in ("N2", "N1")]
    lines = [Received(variant_id, code, 1) for variant_id, code in keys]

    owner = {"owner_id": place.operator.party_id, "actor_id": 7}
    receive(place, lines, client_key="typed", **owner)

    new = Lot.objects.filter(code__startswith="N").order_by("pk")
    assert list(new.values_list("variant", "code")) == sorted(keys)


@pytest.mark.parametrize("many", [1, 5])
def test_a_receipt_asks_no_more_for_more_lines(place, many, django_assert_num_queries):
    """Terms, lots, shelves, key, recalls; then Saleor's stock, the document, the audit line."""
    first = factories.listing(at=place)
    codes = [f"N{number}" for number in range(many)]
    lines = [Received(first.variant_id, code, 2) for code in codes]
    fields = {"owner_id": first.producer.party_id, "actor_id": 7}
    receive(place, lines, client_key="new lots", **fields)

    with django_assert_num_queries(8 + 2):  # and a savepoint of the test's transaction
        receive(place, lines, client_key="known lots", **fields)

    assert Balance.objects.filter(lot__code__in=codes, quantity=4).count() == many


def test_a_lot_that_was_registered_while_this_receipt_waited_is_known(place, listing, monkeypatch):
    """Nobody has locked it here: its dates and its recalls are still read under the shelf's lock."""
    lock = receiving.lock_stock

    def lock_and_find(keys):
        rows = lock(keys)
        Lot.objects.create(
            variant_id=listing.variant_id,
            code="L2",
            best_before=date(2099, 1, 1),
            registered_at=clock.now(),
        )
        return rows

    monkeypatch.setattr(receiving, "lock_stock", lock_and_find)

    with pytest.raises(StockRefused) as refused:
        take_in(place, listing, best_before=date(2098, 1, 1))

    assert refused.value.codes == ["bad_lot"]
