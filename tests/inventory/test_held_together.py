"""What the database itself refuses, whoever asks."""

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from marketplace import clock
from marketplace.inventory import holds
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Balance, Document, Entry, Hold, Shelf
from tests import factories


@pytest.fixture
def listing(transactional_db):
    return factories.listing(quantity=10)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_hand_made_stock_figure_fails_at_commit(listing):
    with pytest.raises(IntegrityError, match="the stock row of Saleor 11"):
        sql("UPDATE warehouse_stock SET quantity = 11")
    with pytest.raises(IntegrityError, match="the stock row of Saleor 0"):
        sql("DELETE FROM warehouse_stock")


def test_a_shelf_is_its_balances_and_its_holds(listing):
    with pytest.raises(IntegrityError, match="its balances 10"):
        sql("UPDATE ocop_inventory_shelf SET on_hand = 11")
    with pytest.raises(IntegrityError, match="its live holds 0"):
        sql("UPDATE ocop_inventory_shelf SET held = 1")
    with pytest.raises(IntegrityError, match="its live holds 2"), transaction.atomic():
        Hold.objects.create(
            shelf=Shelf.objects.get(), reference="X", quantity=2, placed_at=clock.now()
        )


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE ocop_inventory_hold SET shelf_id = {other}", "says 3 held, its live holds 0"),
        ("UPDATE ocop_inventory_hold SET state = 'taken', ended_at = placed_at", "live holds 0"),
        ("UPDATE ocop_inventory_hold SET quantity = 2", "says 3 held, its live holds 2"),
        ("DELETE FROM ocop_inventory_hold", "says 3 held, its live holds 0"),
        ("UPDATE ocop_inventory_balance SET place_id = {place}", "10 on hand, its balances 0"),
        ("UPDATE ocop_inventory_balance SET quantity = 9", "10 on hand, its balances 9"),
        ("DELETE FROM ocop_inventory_balance", "10 on hand, its balances 0"),
        (
            "UPDATE warehouse_stock SET warehouse_id ="
            " (SELECT warehouse_id FROM ocop_places_place WHERE id = {place})",
            "the stock row of Saleor 0",
        ),
        ("UPDATE ocop_inventory_shelf SET place_id = {empty} WHERE on_hand > 0", "its balances"),
        ("UPDATE ocop_inventory_shelf SET on_hand = 9 WHERE on_hand > 0", "its balances 10"),
        ("UPDATE ocop_inventory_shelf SET held = 2 WHERE held > 0", "its live holds 3"),
    ],
)
def test_what_moves_to_another_shelf_is_missed_where_it_was(listing, owner_cursor, statement, told):
    """By the owner, whom no grant stops: both the shelf it left and the one it went to are asked."""
    centre = Shelf.objects.get().place
    with transaction.atomic():
        locked = lock_stock([(centre.pk, listing.variant_id)])
        holds.place([holds.Wanted(*locked, 3, "O/A")], locked)
    point = factories.place("Điểm bán")
    other = Shelf.objects.create(place=point, variant=listing.variant)
    names = {"place": point.pk, "other": other.pk, "empty": factories.place("Điểm khác").pk}

    with pytest.raises(psycopg2.errors.CheckViolation, match=told):
        owner_cursor.execute(statement.format(**names))


def test_no_shelf_promises_more_than_it_has(listing):
    with pytest.raises(IntegrityError, match="shelf_held_on_hand"):
        sql("UPDATE ocop_inventory_shelf SET held = 11")


def test_lines_that_do_not_sum_to_zero_fail_at_commit(listing):
    first = Entry.objects.first()
    with pytest.raises(IntegrityError, match="do not sum to zero"), transaction.atomic():
        document = Document.objects.create(
            code="X", kind="sale", client_key="x", business_at=clock.now(), recorded_at=clock.now()
        )
        Entry.objects.create(
            document=document,
            lot=first.lot,
            virtual="loss",
            owner=first.owner,
            condition="good",
            quantity=1,
            reason="x",
        )


@pytest.mark.parametrize(
    "table", ["ocop_inventory_entry", "ocop_inventory_document", "ocop_audit_line"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_role_may_not_change_what_is_written(listing, table, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        sql(statement.format(table))


@pytest.mark.parametrize(
    "table", ["ocop_inventory_entry", "ocop_inventory_document", "ocop_audit_line"]
)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_owner_is_refused_by_the_trigger(listing, owner_cursor, table, statement):
    with pytest.raises(psycopg2.errors.RestrictViolation, match="append-only"):
        owner_cursor.execute(statement.format(table))


def test_what_has_stock_cannot_be_deleted(listing):
    with pytest.raises(IntegrityError):
        sql("DELETE FROM product_productvariant")
    with pytest.raises(IntegrityError):
        sql("DELETE FROM warehouse_warehouse")
    assert Balance.objects.get().quantity == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ocop_inventory_balance SET quantity = 9",
        "DELETE FROM ocop_inventory_balance",
        "INSERT INTO ocop_inventory_balance SELECT * FROM ocop_inventory_balance",
    ],
)
def test_a_balance_moves_by_entries_alone(listing, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        sql(statement)


def test_entries_that_take_more_than_there_is_are_refused(listing):
    first = Entry.objects.get(place__isnull=False)
    with pytest.raises(IntegrityError, match="balance_not_negative"), transaction.atomic():
        entry_of(document(), first, place=first.place, quantity=-11)


def test_nothing_is_added_to_a_document_that_was_posted(listing):
    first = Entry.objects.get(place__isnull=False)
    with pytest.raises(IntegrityError, match="was posted before"), transaction.atomic():
        entry_of(first.document, first, virtual="loss", quantity=1)


def document():
    return Document.objects.create(
        code="X", kind="sale", client_key="x", business_at=clock.now(), recorded_at=clock.now()
    )


def entry_of(posted, like, **fields):
    return Entry.objects.create(
        document=posted,
        lot=like.lot,
        owner=like.owner,
        condition="good",
        reason="x",
        **fields,
    )
