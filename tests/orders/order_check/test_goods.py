"""Each figure of goods is broken past triggers and constraints: the check names that row."""

import pytest

from marketplace.inventory.models import Hold
from marketplace.orders.place_order import place_order
from marketplace.orders.refuse import refuse
from marketplace.orders.take_back import take_back
from tests import factories
from tests.handing import hand_over, shipped
from tests.orders.order_check.looking import broken, checked, of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hold_that_ended_under_its_parcel(listing, parcel, owner):
    owner(
        "ocop_inventory_hold",
        "UPDATE ocop_inventory_hold SET state = 'released', ended_at = '2026-11-22T00:00Z'",
    )

    assert broken() == {
        "parcel_holds_its_goods": (of(parcel, article=listing.code), 0, 2),
        "saleor_allocated_what_is_held": (
            {"order": parcel.order.code, "place": parcel.place.code, "article": listing.code},
            2,
            0,
        ),
    }


def test_a_hold_for_another_quantity_or_somebody_else(listing, parcel, owner):
    owner("ocop_inventory_hold", "UPDATE ocop_inventory_hold SET quantity = 1")
    assert broken()["parcel_holds_its_goods"] == (of(parcel, article=listing.code), 1, 2)

    owner(
        "ocop_inventory_hold", "UPDATE ocop_inventory_hold SET quantity = 2, reference = 'ABC/DEF'"
    )
    assert broken() == {"parcel_holds_its_goods": (of(parcel, article=listing.code), 0, 2)}


def test_a_hold_that_ends_at_another_moment(parcel, owner):
    hold = Hold.objects.get()
    owner(
        "ocop_inventory_hold",
        "UPDATE ocop_inventory_hold SET until = until - interval '60 seconds'",
    )

    until = int(hold.until.timestamp())
    assert broken() == {"held_as_long_as_its_parcel": (of(parcel), until - 60, until)}


def test_a_parcel_past_its_time_holds_nothing_more(parcel, set_clock):
    set_clock("2099-01-01T00:00:00+07:00")

    assert checked()[0] == 0  # whether or not the row says so yet


def test_goods_held_for_nobody(listing, parcel, owner):
    owner(
        "ocop_orders_parcel",
        "UPDATE ocop_orders_parcel SET state = 'lapsed', ended_at = '2026-11-22T00:00Z'",
    )

    found = broken()
    key = {"reference": parcel.reference, "place": parcel.place.code, "article": listing.code}
    assert found.pop("nothing_held_for_nobody") == (key, 2, 0)
    assert set(found) == {"payment_fits_its_parcel", "saleor_is_as_far"}
    assert found["saleor_is_as_far"] == ({"order": parcel.order.code, "state": "unfulfilled"}, 0, 1)


def test_a_sale_of_other_units(listing, parcel, owner):
    hand_over(parcel.code, actor_id=7)
    owner(
        "ocop_inventory_entry",
        "UPDATE ocop_inventory_entry SET quantity = 3 WHERE virtual = 'shopper'",
    )

    assert broken() == {"went_out_for_its_parcel": (of(parcel, article=listing.code), 3, 2)}


def test_a_parcel_that_left_without_a_sale(listing, parcel, owner):
    hand_over(parcel.code, actor_id=7)
    owner(
        "ocop_inventory_document",
        "UPDATE ocop_inventory_document SET reference = 'x' WHERE kind = 'sale'",
    )

    assert broken() == {
        "went_out_for_its_parcel": (of(parcel, article=listing.code), 0, 2),
        "sold_once": (of(parcel), 0, 1),
    }


def test_a_sale_for_a_parcel_that_never_left(listing, parcel, owner):
    other = place_order(factories.checkout(listing)).parcels.get()
    hand_over(other.code, actor_id=7)
    owner(
        "ocop_inventory_document",
        "UPDATE ocop_inventory_document SET reference = %s WHERE kind = 'sale'",
        parcel.reference,
    )

    _code, said = checked()
    found = {
        (row["relation"], row["key"]["parcel"]): (row["says"], row["should"])
        for row in said["broken"]
    }
    assert found == {
        ("went_out_for_its_parcel", parcel.code): (1, 0),
        ("went_out_for_its_parcel", other.code): (0, 1),
        ("sold_once", parcel.code): (1, 0),
        ("sold_once", other.code): (0, 1),
    }


def test_a_parcel_that_did_not_come_back_in_full(parcel, owner):
    refuse(shipped(parcel).code, reason="không nghe máy", actor_id=7)
    take_back(parcel.code, {}, actor_id=7)
    assert checked()[0] == 0
    owner(
        "ocop_inventory_entry",
        "UPDATE ocop_inventory_entry SET quantity = -1 WHERE virtual = 'shopper' AND quantity = -2",
    )

    assert broken() == {"came_back": (of(parcel), 1, 0)}
