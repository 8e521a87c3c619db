"""Each figure is broken by the owner's hand, past triggers and constraints: the check names that row."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from marketplace.inventory.models import Document, Lot, Sent, Shelf, StockCheck, Transfer
from marketplace.orders.place_order import place_order
from tests import factories
from tests.owner_hand import hand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listing():
    """Ten on the shelf, three of them held, two more on their way from here."""
    place = factories.place()
    listing = factories.listing(at=place, quantity=12)
    place_order(factories.checkout(listing, quantity=3))
    other = factories.place("Điểm bán", seller=place.operator)
    factories.transfer(place, other, listing, quantity=2, sent=True)
    return listing


@pytest.fixture
def owner(owner_cursor):
    return hand(owner_cursor)


def checked() -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("check_stock", json=True, stdout=out)
    except SystemExit as ended:
        return ended.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def broken() -> dict[str, tuple[dict, int, int]]:
    """Relation → (key, says, should), for relations of which one row is broken."""
    code, said = checked()
    assert code == 1
    assert StockCheck.objects.latest("pk").broken == said["broken"]
    assert StockCheck.objects.latest("pk").broken_count == len(said["broken"])
    return {row["relation"]: (row["key"], row["says"], row["should"]) for row in said["broken"]}


def where(listing, **more):
    return {"place": Shelf.objects.get(on_hand=10).place.code, "article": listing.code} | more


def of_lot(listing):
    owner = listing.producer.party.code
    return {"article": listing.code, "lot": "L1", "owner": owner, "condition": "good"}


def test_an_untouched_database_agrees(listing):
    code, said = checked()

    assert (code, said["broken"]) == (0, [])
    assert said["counts"] | {"places": 0} == {
        "entries": 4,
        "documents": 2,
        "balances": 1,
        "shelves": 1,
        "units": 10,
        "holds": 1,
        "sent": 1,
        "places": 0,
    }
    assert StockCheck.objects.get().broken_count == 0


def test_an_empty_database_agrees():
    assert checked()[0] == 0


def test_a_balance_that_is_not_its_entries(listing, owner):
    owner("ocop_inventory_balance", "UPDATE ocop_inventory_balance SET quantity = 11")

    assert broken() == {
        "balance_is_its_entries": (where(listing) | of_lot(listing), 11, 10),
        "shelf_is_its_balances": (where(listing), 10, 11),
    }


def test_a_balance_that_is_missing(listing, owner):
    owner("ocop_inventory_balance", "DELETE FROM ocop_inventory_balance")

    assert broken()["balance_is_its_entries"] == (where(listing) | of_lot(listing), 0, 10)


def test_a_balance_out_of_nothing(listing, owner):
    lot = Lot.objects.create(variant=listing.variant, code="L9", registered_at="2026-11-22T00:00Z")
    owner(
        "ocop_inventory_balance",
        "INSERT INTO ocop_inventory_balance (place_id, lot_id, owner_id, condition, quantity)"
        " SELECT place_id, %s, owner_id, condition, 5 FROM ocop_inventory_balance",
        lot.pk,
    )

    key = where(listing) | of_lot(listing) | {"lot": "L9"}
    assert broken()["balance_is_its_entries"] == (key, 5, 0)


def test_an_entry_that_was_changed(listing, owner):
    owner(
        "ocop_inventory_entry",
        "UPDATE ocop_inventory_entry SET quantity = 13 WHERE place_id IS NOT NULL AND quantity = 12",
    )
    document = Document.objects.get(kind="receiving")

    assert broken() == {
        "document_sums_to_zero": (
            {"document": document.code, "article": listing.code, "lot": "L1"},
            1,
            0,
        ),
        "balance_is_its_entries": (where(listing) | of_lot(listing), 10, 11),
    }


def test_a_shelf_that_is_not_its_balances(listing, owner):
    owner("ocop_inventory_shelf", "UPDATE ocop_inventory_shelf SET on_hand = 9 WHERE on_hand = 10")

    shelf_was = {"place": Transfer.objects.get().origin.code, "article": listing.code}
    assert broken() == {
        "shelf_is_its_balances": (shelf_was, 9, 10),
        "saleor_is_the_shelf": (shelf_was, 10, 9),
    }


def test_a_shelf_that_is_missing(listing, owner):
    for table in ("ocop_orders_payment", "ocop_orders_parcelline", "ocop_inventory_hold"):
        owner(table, f"DELETE FROM {table}")
    owner("ocop_inventory_shelf", "DELETE FROM ocop_inventory_shelf WHERE on_hand = 10")

    shelf_was = {"place": Transfer.objects.get().origin.code, "article": listing.code}
    assert broken() == {
        "shelf_is_its_balances": (shelf_was, 0, 10),
        "saleor_is_the_shelf": (shelf_was, 10, 0),
    }


def test_a_shelf_that_is_not_its_holds(listing, owner):
    owner("ocop_inventory_shelf", "UPDATE ocop_inventory_shelf SET held = 4 WHERE on_hand = 10")

    assert broken() == {"shelf_is_its_holds": (where(listing), 4, 3)}


def test_a_hold_that_was_changed(listing, owner):
    owner("ocop_inventory_hold", "UPDATE ocop_inventory_hold SET quantity = 1")

    assert broken() == {"shelf_is_its_holds": (where(listing), 3, 1)}


def test_more_held_than_there_is(listing, owner):
    owner(
        "ocop_inventory_shelf",
        "UPDATE ocop_inventory_shelf SET held = 11 WHERE on_hand = 10",
        constraint="shelf_held_on_hand",
    )

    assert broken()["held_is_on_hand"] == (where(listing), 11, 10)


def test_saleors_stock_that_is_not_the_shelf(listing, owner):
    owner("warehouse_stock", "UPDATE warehouse_stock SET quantity = 99 WHERE quantity = 10")

    assert broken() == {"saleor_is_the_shelf": (where(listing), 99, 10)}


def test_a_transfer_that_is_not_what_is_on_the_way(listing, owner):
    owner("ocop_inventory_sent", "UPDATE ocop_inventory_sent SET received = 1")

    key = {"transfer": Sent.objects.get().transfer.code} | of_lot(listing)
    assert broken() == {"transfer_is_on_the_way": (key, 1, 2)}


def test_goods_on_the_way_of_no_transfer(listing, owner):
    owner("ocop_inventory_sent", "DELETE FROM ocop_inventory_sent")

    key = {"transfer": Transfer.objects.get().code} | of_lot(listing)
    assert broken() == {"transfer_is_on_the_way": (key, 0, 2)}


def test_the_command_says_it_in_words(listing, owner):
    owner("warehouse_stock", "UPDATE warehouse_stock SET quantity = 99 WHERE quantity = 10")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_stock", stdout=out)

    assert ended.value.code == 1
    place = where(listing)["place"]
    line, end = out.getvalue().splitlines()
    assert line == (
        f"saleor_is_the_shelf: warehouse_stock [place {place}, article {listing.code}]"
        " says 99, should say 10"
    )
    assert "1 rows disagree" in end
