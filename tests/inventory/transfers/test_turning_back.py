from datetime import date

import pytest

from marketplace.inventory.models import Document
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import Came, bring_back, cancel, receive
from marketplace.places.models import Place
from tests import factories
from tests.inventory.transfers.goods import nothing_is_nowhere, on_hand, send


@pytest.fixture
def transfer(shop):
    return factories.transfer(shop.centre, shop.point, shop.honey, quantity=5, sent=True)


def take(transfer, key="came", **fields):
    line = Came(transfer.sent.get().pk, **fields)
    return receive(transfer.code, [line], actor_id=8, client_key=key)


def refused_codes(call, transfer, key="k"):
    with pytest.raises(StockRefused) as refused:
        call(transfer.code, actor_id=7, client_key=key)
    return refused.value.codes


def test_cancelled_before_receipt_all_of_it_goes_back(shop, transfer):
    cancelled = cancel(transfer.code, actor_id=7, client_key="k")

    assert (cancelled.state, cancelled.ended_by_id) == ("cancelled", 7)
    assert on_hand(shop.centre, shop.honey) == 10
    row = transfer.sent.get()
    assert (row.returned, row.on_the_way) == (5, 0)
    assert Document.objects.filter(kind="sending_back", reference=transfer.code).count() == 1
    nothing_is_nowhere()


def test_a_dropped_draft_moves_nothing_and_is_never_sent(shop):
    draft = factories.transfer(shop.centre, shop.point, shop.honey)

    assert cancel(draft.code, actor_id=7, client_key="k").state == "cancelled"

    assert not Document.objects.filter(reference=draft.code).exists()
    with pytest.raises(StockRefused) as refused:
        send(draft)
    assert refused.value.codes == ["not_its_turn"]


def test_cancelling_twice_is_cancelling_once(shop, transfer):
    cancel(transfer.code, actor_id=7, client_key="a")
    cancel(transfer.code, actor_id=7, client_key="b")

    assert on_hand(shop.centre, shop.honey) == 10


@pytest.mark.parametrize("fields", [{"received": 1}, {"lost": 1, "loss_reason": Reason.STOLEN}])
def test_what_has_partly_arrived_is_not_cancelled(shop, transfer, fields):
    take(transfer, **fields)

    assert refused_codes(cancel, transfer) == ["partly_received"]
    assert on_hand(shop.centre, shop.honey) == 5


def test_the_rest_of_it_can_be_sent_back(shop, transfer):
    take(transfer, received=2)

    ended = bring_back(transfer.code, actor_id=7, client_key="k")
    bring_back(transfer.code, actor_id=7, client_key="k")  # a second press

    assert ended.state == "received"
    assert (on_hand(shop.centre, shop.honey), on_hand(shop.point, shop.honey)) == (8, 2)
    row = transfer.sent.get()
    assert (row.received, row.returned, row.on_the_way) == (2, 3, 0)
    nothing_is_nowhere()


def test_when_nothing_had_arrived_sending_back_is_cancelling(shop, transfer):
    assert bring_back(transfer.code, actor_id=7, client_key="k").state == "cancelled"
    assert on_hand(shop.centre, shop.honey) == 10


def test_what_has_ended_does_not_turn_round(shop, transfer):
    take(transfer, received=5)

    assert refused_codes(cancel, transfer) == ["not_its_turn"]
    assert refused_codes(bring_back, transfer) == ["not_its_turn"]


def test_nothing_is_received_of_what_was_cancelled(shop, transfer):
    cancel(transfer.code, actor_id=7, client_key="k")

    with pytest.raises(StockRefused) as refused:
        take(transfer, received=5)
    assert refused.value.codes == ["not_its_turn"]
    assert on_hand(shop.point, shop.honey) == 0


def test_a_place_that_closed_on_the_way_sends_the_goods_back(shop, transfer):
    Place.objects.filter(pk=shop.point.pk).update(closed_on=date(2026, 11, 21))

    assert cancel(transfer.code, actor_id=7, client_key="k").state == "cancelled"
    assert on_hand(shop.centre, shop.honey) == 10


def test_a_closed_origin_takes_nothing_back_and_says_what_to_do(shop, transfer):
    Place.objects.filter(pk=shop.centre.pk).update(closed_on=date(2026, 11, 21))

    assert refused_codes(cancel, transfer) == ["place_closed"]
    assert refused_codes(bring_back, transfer) == ["place_closed"]
    take(transfer, received=5)  # so they are received where they were sent


def test_with_both_ends_closed_what_is_lost_can_still_be_said(shop, transfer):
    Place.objects.update(closed_on=date(2026, 11, 21))

    ended = take(transfer, lost=5, loss_reason=Reason.LOST_ON_THE_WAY)

    assert ended.state == "received"
    nothing_is_nowhere()
