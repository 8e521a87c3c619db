import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.audit.models import Line
from marketplace.inventory.models import Balance, Document, Shelf, Variance
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.cancel import cancel
from marketplace.inventory.stocktakes.post import post
from marketplace.orders.place_order import place_order
from marketplace.saleor_bridge.models import Stock
from tests import factories
from tests.inventory.stocktakes.counting import begin, found, key, see, sell, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10, price=50_000)


def posted(stocktake, **fields):
    return post(stocktake, **{"actor_id": 7, "client_key": key()} | fields)


def refusal(stocktake, **fields):
    with pytest.raises(StockRefused) as refused:
        posted(stocktake, **fields)
    return refused.value


def test_what_is_missing_leaves_the_shelf_and_is_kept_with_its_value(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 8)

    done = posted(stocktake)

    assert (done.state, done.document.kind, done.document.reference) == (
        "posted",
        "stocktake",
        done.code,
    )
    lines = done.document.entries.values_list("virtual", "place", "quantity", "reason")
    assert set(lines) == {("loss", None, 2, "counted"), ("", place.pk, -2, "counted")}
    kept = Variance.objects.get()
    assert (kept.expected, kept.counted, kept.difference, kept.value) == (10, 8, -2, -100_000)
    assert Shelf.objects.get().on_hand == Stock.objects.get().quantity == 8
    said = Line.objects.get(action="inventory.post_stocktake").data
    assert (said["short"], said["over"], said["value"]) == (2, 0, -100_000)


def test_what_is_found_comes_onto_the_shelf(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 12)

    posted(stocktake)

    assert Shelf.objects.get().on_hand == 12


def test_goods_seen_in_another_condition_change_sides(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 9)
    see(stocktake, listing, 1, condition="damaged")

    posted(stocktake)

    balances = dict(Balance.objects.values_list("condition", "quantity"))
    assert balances == {"good": 9, "damaged": 1}
    assert Shelf.objects.get().on_hand == 10


def test_where_all_agrees_the_document_has_no_line(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 10)

    done = posted(stocktake)

    assert done.document.entries.count() == 0
    assert Variance.objects.get().difference == 0


def test_what_was_sold_and_received_after_the_count_stays(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 9)  # one is missing
    sell(listing, 4)
    take_in(place, listing, 3)

    posted(stocktake)

    assert Shelf.objects.get().on_hand == 10 - 1 - 4 + 3


def test_what_was_sold_before_the_count_is_no_variance(place, listing):
    stocktake = begin(place)
    sell(listing, 4)
    see(stocktake, listing, 6)

    assert found(stocktake) == {"L1": (6, 6, 0)}


@pytest.mark.parametrize(
    ("second", "difference"),
    [
        (4, 0),  # the two that were sold had been counted already
        (2, 0),  # they had not been
        (3, 0),  # one had
        (1, -1),  # whichever they were, one is missing
        (5, 1),
    ],
)
def test_goods_sold_between_two_counts_may_have_been_counted_or_not(
    place, listing, second, difference
):
    stocktake = begin(place)
    see(stocktake, listing, 6)
    sell(listing, 2)
    see(stocktake, listing, second)

    (row,) = review.rows(stocktake)
    assert (row.expected, row.counted, row.moved_out) == (8, 6 + second, 2)
    assert row.difference == difference
    assert row.is_doubtful == (second != 2)


def test_goods_received_between_two_counts_too(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 6)
    take_in(place, listing, 5)
    see(stocktake, listing, 4)

    assert found(stocktake) == {"L1": (15, 10, 0)}


def test_a_lot_taken_back_to_zero_begins_anew_and_is_exact(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 6)
    sell(listing, 2)
    see(stocktake, listing, 4)
    see(stocktake, listing, -10)

    assert found(stocktake) == {"L1": (8, None, 0)}
    see(stocktake, listing, 5)
    (row,) = review.rows(stocktake)
    assert (row.expected, row.counted, row.difference, row.is_doubtful) == (8, 5, -3, False)


def test_a_lot_that_nobody_counted_must_be_said_to_be_missing(place, listing):
    other = factories.listing(at=place, quantity=3)
    stocktake = begin(place)
    see(stocktake, listing, 10)

    refused = refusal(stocktake)
    assert refused.codes == ["uncounted"]
    assert refused.problems[0].data["many"] == 1
    see(stocktake, other, 0)
    posted(stocktake)
    assert Shelf.objects.get(variant=other.variant).on_hand == 0


def test_a_lot_that_came_meanwhile_is_left_alone(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 10)
    take_in(place, listing, 5, lot="L2")

    assert set(found(stocktake)) == {"L1"}
    posted(stocktake)
    assert Shelf.objects.get().on_hand == 15


def test_a_lot_that_sold_out_meanwhile_waits_for_nobody(place, listing):
    stocktake = begin(place)
    sell(listing, 10)

    assert found(stocktake) == {}
    posted(stocktake)


def test_what_orders_hold_is_not_counted_away(place, listing):
    order = place_order(factories.checkout(listing, quantity=7))
    stocktake = begin(place)
    see(stocktake, listing, 6)

    refused = refusal(stocktake)
    assert refused.codes == ["promised"]
    assert order.code in refused.problems[0].sentence
    assert Shelf.objects.get().on_hand == 10
    assert Document.objects.filter(kind="stocktake").count() == 0


def test_as_many_as_are_held_may_stay(place, listing):
    place_order(factories.checkout(listing, quantity=7))
    stocktake = begin(place)
    see(stocktake, listing, 7)

    posted(stocktake)

    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (7, 7)


def test_it_is_posted_once(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    posted(stocktake, client_key="k")

    assert posted(stocktake, client_key="k").document.client_key == "k"
    assert refusal(stocktake, client_key="other").codes == ["already_posted"]
    assert Shelf.objects.get().on_hand == 8


def test_after_a_cancel_nothing_is_posted(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    cancel(stocktake, actor_id=7)

    assert refusal(stocktake).codes == ["cancelled"]
    assert cancel(stocktake, actor_id=7).state == "cancelled"
    assert Shelf.objects.get().on_hand == 10


def test_what_was_posted_is_not_cancelled(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    posted(stocktake)

    with pytest.raises(StockRefused) as refused:
        cancel(stocktake, actor_id=7)
    assert refused.value.codes == ["already_posted"]


def test_only_what_was_looked_at_is_agreed_to(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 8)
    agreed = review.digest(review.rows(stocktake))
    sell(listing, 1)
    assert review.digest(review.rows(stocktake)) == agreed  # a sale changes no difference

    see(stocktake, listing, 1)

    assert refusal(stocktake, agreed=agreed).codes == ["changed"]
    posted(stocktake, agreed=review.digest(review.rows(stocktake)))


def test_the_queries_do_not_grow_with_the_lots(place):
    listings = [factories.listing(at=place) for _number in range(4)]
    stocktake = begin(place)
    see(stocktake, listings[0], 1)
    first = queries(stocktake)

    for listing in [*listings[1:], *(factories.listing(at=place) for _number in range(3))]:
        see(stocktake, listing, 1)

    assert len(review.rows(stocktake)) == 7
    assert queries(stocktake) == first


def queries(stocktake):
    with CaptureQueriesContext(connection) as captured:
        review.rows(stocktake)
    return len(captured)
