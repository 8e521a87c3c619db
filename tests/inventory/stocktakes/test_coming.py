"""What a stocktake has found must be allowed to come onto the shelf."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.inventory import recalls
from marketplace.inventory.models import Balance, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes.post import post
from marketplace.places.models import Place
from tests import factories
from tests.inventory.stocktakes.counting import begin, key, see

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


def posted(stocktake):
    return post(stocktake, actor_id=8, client_key=key())  # 7 has counted


def refusal(stocktake):
    with pytest.raises(StockRefused) as refused:
        posted(stocktake)
    return refused.value


def test_goods_of_a_recalled_lot_are_not_counted_good_again(place, listing):
    recalls.recall(factories.lot_of(listing), note="Nhiễm chì", actor_id=8, client_key="recall")
    stocktake = begin(place)
    see(stocktake, listing, 5)  # a scan counts what it sees as good
    see(stocktake, listing, 5, condition="blocked")

    refused = refusal(stocktake)

    assert refused.codes == ["recalled"]
    assert "L1" in refused.problems[0].sentence
    assert dict(Balance.objects.values_list("condition", "quantity")) == {"good": 0, "blocked": 10}
    see(stocktake, listing, -5)
    see(stocktake, listing, 5, condition="blocked")
    assert posted(stocktake).document.entries.count() == 0


def test_nothing_is_found_at_a_place_that_has_closed(place, listing):
    stocktake = begin(place)
    see(stocktake, listing, 12)
    Place.objects.filter(pk=place.pk).update(closed_on=clock.today() - timedelta(days=1))

    assert refusal(stocktake).codes == ["place_closed"]

    see(stocktake, listing, -3)
    posted(stocktake)  # what is not there any more may leave
    assert Shelf.objects.get().on_hand == 9
