"""What is written beside the orders is broken past triggers and constraints: the check names that row."""

import pytest

from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over
from tests.orders.order_check.looking import broken, checked, of

pytestmark = pytest.mark.django_db(transaction=True)


def test_saleors_line_and_its_allocation(listing, parcel, owner):
    owner("order_orderline", "UPDATE order_orderline SET quantity = 3")
    owner("warehouse_allocation", "UPDATE warehouse_allocation SET quantity_allocated = 1")

    of_order = {"order": parcel.order.code}
    assert broken() == {
        "saleors_line_is_ours": (of_order | {"article": listing.code}, 3, 2),
        "saleor_allocated_what_is_held": (
            of_order | {"place": parcel.place.code, "article": listing.code},
            1,
            2,
        ),
    }


def test_an_allocation_out_of_nothing(listing, parcel, owner):
    hand_over(parcel.code, actor_id=7)
    owner(
        "warehouse_allocation",
        "INSERT INTO warehouse_allocation (order_line_id, stock_id, quantity_allocated)"
        " SELECT order_orderline.id, warehouse_stock.id, 2 FROM order_orderline, warehouse_stock",
    )

    key = {"order": parcel.order.code, "place": parcel.place.code, "article": listing.code}
    assert broken() == {"saleor_allocated_what_is_held": (key, 2, 0)}


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("order_orderline", "UPDATE order_orderline SET quantity_fulfilled = 1"),
        ("order_fulfillmentline", "UPDATE order_fulfillmentline SET quantity = 1"),
        ("order_fulfillment", "UPDATE order_fulfillment SET status = 'canceled'"),
    ],
)
def test_saleor_fulfilled_something_else(listing, parcel, owner, table, statement):
    hand_over(parcel.code, actor_id=7)
    owner(table, statement)

    ((key, _says, should),) = [broken()["saleor_fulfilled_what_went_out"]]
    assert (key, should) == ({"order": parcel.order.code, "article": listing.code}, 2)


def test_an_order_that_was_never_placed(parcel, owner):
    owner("ocop_orders_orderevent", "DELETE FROM ocop_orders_orderevent")

    assert broken() == {"placed_once": ({"order": parcel.order.code}, 0, 1)}


def test_a_collection_without_its_code_and_a_delivery_with_one(listing, parcel, owner):
    checkout = factories.checkout(
        listing, how="collection", point=parcel.place.code, payment="at_the_counter"
    )
    collected = place_order(checkout).parcels.get()
    assert checked()[0] == 0
    owner(
        "ocop_orders_parcel",
        "UPDATE ocop_orders_parcel SET pickup_code = '12' WHERE id = %s",
        collected.pk,
    )
    assert broken() == {"collected_by_a_code": (of(collected), 2, 6)}

    Parcel.objects.filter(pk=collected.pk).update(pickup_code="123456")
    owner(
        "ocop_orders_parcel",
        "UPDATE ocop_orders_parcel SET pickup_code = '654321' WHERE id = %s",
        parcel.pk,
    )
    assert broken() == {"collected_by_a_code": (of(parcel), 6, 0)}
