"""A gift set is held by its parts, whole from one place, and its price is theirs to the đồng."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from marketplace.inventory.models import Hold, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.orders.models import OrderedSet, ParcelLine
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.saleor_bridge.models import Allocation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def parts(place):
    return [
        factories.listing(at=place, quantity=6, price=120_000),
        factories.listing(at=place, quantity=6, price=65_000),
    ]


def gift_set(place, parts, price=199_999):
    """Two of the first part and one of the second; the set itself stands on no shelf."""
    made = factories.listing(at=place, quantity=1, price=price)
    Listing.objects.filter(pk=made.pk).update(is_gift_set=True)
    for part, units in zip(parts, (2, 1), strict=True):
        GiftSetPart.objects.create(gift_set=made, part=part, quantity=units)
    made.refresh_from_db()
    return made


def held(listing):
    return Shelf.objects.filter(variant=listing.variant_id).aggregate(held=Sum("held"))["held"]


def test_its_parts_are_held_and_share_its_price(place, parts):
    basket = gift_set(place, parts)

    order = place_order(factories.checkout(basket, quantity=2))

    assert (order.goods_total, order.fee_total) == (399_998, 30_000)
    kept = OrderedSet.objects.get()
    assert (kept.listing, kept.quantity, kept.unit_price, kept.total) == (
        *(basket, 2, 199_999),
        399_998,
    )
    lines = list(ParcelLine.objects.order_by("pk"))
    assert [line.quantity for line in lines] == [4, 2]
    assert [line.gift_set for line in lines] == [kept, kept]
    assert [line.total for line in lines] == [314_753, 85_245]  # 480,000 : 130,000 of 399,998
    assert [held(part) for part in parts] == [4, 2]
    assert held(basket) == 0
    parcel = order.parcels.get()
    assert parcel.to_collect == 429_998
    assert parcel.weight_grams == 2 * 3 * 500


def test_saleor_has_the_set_and_its_parts_as_lines(place, parts):
    order = place_order(factories.checkout(gift_set(place, parts)))

    lines = list(order.order.lines.order_by("pk"))
    assert [(line.quantity, line.unit_price_gross_amount) for line in lines] == [
        (1, Decimal(199_999)),
        (2, Decimal(0)),
        (1, Decimal(0)),
    ]
    assert OrderedSet.objects.get().order_line == lines[0]
    assert [line.order_line for line in ParcelLine.objects.order_by("pk")] == lines[1:]
    allocated = Allocation.objects.order_by("order_line")
    assert [(row.order_line, row.quantity_allocated) for row in allocated] == [
        (lines[1], 2),
        (lines[2], 1),
    ]


def test_a_set_and_its_part_alone_want_the_same_shelf(place, parts):
    basket = gift_set(place, parts)
    one = factories.checkout(basket, parts[0], quantity=2)  # 2 × 2 + 2 of the first

    order = place_order(one)

    assert held(parts[0]) == 6
    assert Hold.objects.filter(reference__startswith=order.code).count() == 3
    with pytest.raises(OrderRefused) as refused:
        place_order(factories.checkout(basket))
    assert refused.value.codes == ["not_enough"]


def test_a_set_is_never_sent_in_two_parcels_but_two_sets_may_be(place, parts):
    other = factories.place("Chi nhánh", seller=place.operator)
    basket = gift_set(place, parts)
    for part in parts:
        receive(
            other,
            [Received(part.variant_id, "L1", 2)],
            owner_id=part.producer.party_id,
            actor_id=None,
            client_key=f"more-{part.pk}",
        )

    order = place_order(factories.checkout(basket, quantity=4))

    sent = {parcel.place: parcel for parcel in order.parcels.all()}
    assert {one: parcel.lines.count() for one, parcel in sent.items()} == {place: 2, other: 2}
    assert sorted(OrderedSet.objects.values_list("quantity", "total")) == [
        (1, 199_999),
        (3, 599_997),
    ]
    for one in OrderedSet.objects.all():
        assert sum(line.total for line in one.parts.all()) == one.total
    assert sum(parcel.to_collect for parcel in sent.values()) == order.total
