import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from marketplace import clock
from marketplace.inventory import scan
from marketplace.inventory.models import Count, Entry, Lot
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.cancel import cancel
from marketplace.inventory.stocktakes.choices import choices
from marketplace.inventory.stocktakes.count import Found, count
from tests import factories
from tests.inventory.stocktakes.counting import begin, found, key, see, sell, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


@pytest.fixture
def stocktake(place, listing):
    return begin(place)


def refusal(*args, **fields):
    with pytest.raises(StockRefused) as refused:
        see(*args, **fields)
    return refused.value


def test_counts_of_one_lot_add_up_and_remember_the_ledger(stocktake, listing, place):
    see(stocktake, listing, 4)
    sell(listing, 1)
    last = see(stocktake, listing, 3)

    assert sum(Count.objects.values_list("quantity", flat=True)) == 7
    assert last.ledger_at == max(Entry.objects.filter(place=place).values_list("pk", flat=True))


def test_the_same_key_counts_once(stocktake, listing):
    first = see(stocktake, listing, 1, client_key="scan-1")
    again = see(stocktake, listing, 1, client_key="scan-1")

    assert again.pk == first.pk
    assert Count.objects.count() == 1


def test_a_slip_is_taken_back_but_no_more_than_was_counted(stocktake, listing):
    see(stocktake, listing, 5)
    see(stocktake, listing, -2)

    assert refusal(stocktake, listing, -4).codes == ["taken_back_too_much"]
    assert found(stocktake) == {"L1": (10, 3, -7)}


@pytest.mark.parametrize("quantity", [100_001, 10**9, -(10**9)])
def test_a_figure_that_nobody_counts_is_refused(stocktake, listing, quantity):
    assert "bad_quantity" in refusal(stocktake, listing, quantity).codes


def test_a_condition_that_does_not_exist_is_refused(stocktake, listing):
    assert refusal(stocktake, listing, 1, condition="lovely").codes == ["bad_condition"]


def test_a_last_look_that_finds_none_makes_the_figure_of_that_moment(stocktake, listing):
    see(stocktake, listing, 8)
    sell(listing, 2)
    assert found(stocktake) == {"L1": (10, 8, -2)}

    see(stocktake, listing, 0)  # the two that were sold had not been counted yet

    assert found(stocktake) == {"L1": (8, 8, 0)}


def test_a_group_is_counted_without_the_goods_of_another(place):
    tea = factories.listing(factories.certified("Trà", group="II"), at=place)
    honey = factories.listing(factories.certified("Mật ong", group="I"), at=place)
    stocktake = begin(place, "II")

    see(stocktake, tea, 10)

    assert refusal(stocktake, honey, 10).codes == ["other_group"]
    assert set(found(stocktake)) == {"L1"}
    assert [row.lot.variant_id for row in review.rows(stocktake)] == [tea.variant_id]


def test_after_the_end_nothing_is_counted(stocktake, listing):
    cancel(stocktake, actor_id=7)

    assert refusal(stocktake, listing, 1).codes == ["cancelled"]


@pytest.mark.parametrize("table", ["count", "variance"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_role_may_not_change_what_was_counted(stocktake, listing, table, statement):
    see(stocktake, listing, 5)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(f"ocop_inventory_{table}"))


def test_a_stocktake_that_ended_stays_as_it_is(stocktake):
    cancel(stocktake, actor_id=7)

    with pytest.raises(IntegrityError, match="kept as it ended"), transaction.atomic():
        stocktake.save(update_fields=["state"])


# What a scan means


def test_a_lot_that_stands_here_alone_needs_no_question(stocktake, listing):
    only = choices(stocktake, scan.find(listing.code))

    assert [(one.lot.code, one.is_here) for one in only] == [("L1", True)]
    assert only[0].owner.pk == listing.producer.party_id


def test_of_several_lots_a_person_says_which(stocktake, listing, place):
    take_in(place, listing, 3, lot="L2")

    assert {one.lot.code for one in choices(stocktake, scan.find(listing.code))} == {"L1", "L2"}
    assert [one.lot.code for one in choices(stocktake, scan.find(f"{listing.code}/L2"))] == ["L2"]


def test_a_lot_of_another_place_can_be_found_here(stocktake, listing):
    take_in(factories.place("Điểm khác"), listing, 3, lot="L9")

    (one,) = choices(stocktake, scan.find(f"{listing.code}/L9"))
    assert not one.is_here
    count(stocktake, Found(one.lot, one.owner.pk, "good", 2), actor_id=7, client_key=key())
    assert found(stocktake)["L9"] == (0, 2, 2)


def test_a_lot_that_was_never_received_goes_through_receiving(stocktake, listing):
    Lot.objects.create(variant=listing.variant, code="NEW", registered_at=clock.now())

    with pytest.raises(StockRefused) as refused:
        choices(stocktake, scan.find(f"{listing.code}/NEW"))
    assert refused.value.codes == ["unknown_lot"]
