from datetime import date

import pytest

from marketplace.inventory.models import Document, Entry, Sent
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import Came, fingerprint_of_way, receive
from marketplace.places.models import Place
from tests import factories
from tests.inventory.transfers.goods import more, nothing_is_nowhere, on_hand, standing


@pytest.fixture
def transfer(shop):
    """5 of lot L1 on the way."""
    return factories.transfer(shop.centre, shop.point, shop.honey, quantity=5, sent=True)


def came(transfer, **fields):
    return Came(transfer.sent.get().pk, **fields)


def take(transfer, key="k", note="", seen="", **fields):
    said = {"client_key": key, "note": note, "seen": seen}
    return receive(transfer.code, [came(transfer, **fields)], actor_id=8, **said)


def refused_by(call, *arguments, **fields):
    with pytest.raises(StockRefused) as refused:
        call(*arguments, **fields)
    return refused.value


def test_it_comes_on_several_days_until_nothing_is_on_the_way(shop, transfer):
    take(transfer, "first", received=2)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.sent.get().on_the_way) == ("sent", 3)
    assert on_hand(shop.point, shop.honey) == 2
    nothing_is_nowhere()

    ended = take(transfer, "second", received=3)

    assert (ended.state, ended.ended_by_id) == ("received", 8)
    assert Document.objects.filter(kind="arrival", reference=transfer.code).count() == 2
    assert standing(shop.point) == {("L1", "good"): 5}
    assert on_hand(shop.centre, shop.honey) == 5
    nothing_is_nowhere()


def test_damaged_and_lost_are_counted_with_their_reasons(shop, transfer):
    take(
        transfer,
        note=" Xe va chạm ",
        received=2,
        damaged=1,
        damage_reason=Reason.BROKEN,
        lost=2,
        loss_reason=Reason.STOLEN,
    )

    row = transfer.sent.get()
    assert (row.received, row.damaged, row.lost, row.on_the_way) == (2, 1, 2, 0)
    assert standing(shop.point) == {("L1", "good"): 2, ("L1", "damaged"): 1}
    document = Document.objects.get(kind="arrival")
    assert document.note == "Xe va chạm"
    lost = Entry.objects.get(document=document, virtual="loss")
    assert (lost.quantity, lost.reason, lost.owner_id) == (
        2,
        "stolen",
        shop.honey.producer.party_id,
    )
    nothing_is_nowhere()


def test_goods_that_are_lost_need_no_shelf(shop, transfer):
    take(transfer, lost=5, loss_reason=Reason.LOST_ON_THE_WAY)

    transfer.refresh_from_db()
    assert (transfer.state, standing(shop.point)) == ("received", {})
    nothing_is_nowhere()


def test_a_second_press_receives_nothing_more(shop, transfer):
    take(transfer, "one", received=3)
    take(transfer, "one", received=3)

    assert on_hand(shop.point, shop.honey) == 3


@pytest.mark.parametrize("fields", [{"received": 4}, {"received": 2, "lost": 2}])
def test_more_than_is_on_the_way_is_refused(shop, transfer, fields):
    take(transfer, "one", received=2)

    refused = refused_by(take, transfer, "two", loss_reason=Reason.STOLEN, **fields)

    assert refused.codes == ["more_than_sent"]
    assert refused.problems[0].data["on_the_way"] == 3
    assert on_hand(shop.point, shop.honey) == 2


def test_what_came_since_somebody_looked_is_told_first(shop, transfer):
    seen = fingerprint_of_way(transfer.sent.all())
    take(transfer, "one", received=2, seen=seen)

    assert refused_by(take, transfer, "two", received=2, seen=seen).codes == ["changed_meanwhile"]
    assert on_hand(shop.point, shop.honey) == 2
    take(transfer, "one", received=2, seen=seen)  # its own second press

    take(transfer, "two", received=2, seen=fingerprint_of_way(transfer.sent.all()))
    assert on_hand(shop.point, shop.honey) == 4


def test_what_has_ended_is_not_received_again(shop, transfer):
    take(transfer, "one", received=5)

    assert refused_by(take, transfer, "two", received=5).codes == ["not_its_turn"]
    assert on_hand(shop.point, shop.honey) == 5


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, ["nothing_counted"]),
        ({"received": -1}, ["bad_quantity"]),
        ({"received": 1.5}, ["bad_quantity"]),
        ({"received": 10**9}, ["more_than_sent"]),
        ({"damaged": 1}, ["bad_reason"]),
        ({"lost": 1, "loss_reason": "sold"}, ["bad_reason"]),
        ({"lost": 1, "damaged": 1, "note": "x" * 501}, ["bad_note", "bad_reason", "bad_reason"]),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_moves(shop, transfer, fields, codes):
    assert refused_by(take, transfer, **fields).codes == codes

    assert transfer.sent.get().on_the_way == 5
    assert not Document.objects.filter(kind="arrival").exists()


def test_a_line_of_another_transfer_is_refused(shop, transfer):
    other = factories.transfer(shop.centre, shop.point, shop.honey, quantity=1, sent=True)
    lines = [Came(other.sent.get().pk, received=1)]

    refused = refused_by(receive, transfer.code, lines, actor_id=8, client_key="k")

    assert refused.codes == ["unknown_line"]


def test_a_line_counted_twice_is_refused(shop, transfer):
    lines = [came(transfer, received=1), came(transfer, received=1)]

    refused = refused_by(receive, transfer.code, lines, actor_id=8, client_key="k")

    assert refused.codes == ["unknown_line"]


def test_what_was_damaged_before_can_t_be_damaged_again(shop, transfer):
    Sent.objects.update(condition="damaged")

    refused = refused_by(take, transfer, damaged=1, damage_reason=Reason.BROKEN)

    assert refused.codes == ["bad_quantity"]


def test_a_closed_place_receives_nothing_and_is_told_what_to_do(shop, transfer):
    Place.objects.filter(pk=shop.point.pk).update(closed_on=date(2026, 11, 21))

    refused = refused_by(take, transfer, received=5)

    assert refused.codes == ["place_closed"]
    assert "21/11/2026" in refused.problems[0].sentence
    assert "Trung tâm" in refused.problems[0].sentence  # who is to take them back


def test_each_lot_comes_with_its_own_owner_and_date(shop):
    more(shop.centre, shop.honey, "SOON", 4, date(2026, 12, 1))
    transfer = factories.transfer(shop.centre, shop.point, shop.honey, quantity=6, sent=True)
    lines = [Came(row.pk, received=row.sent) for row in transfer.sent.all()]

    receive(transfer.code, lines, actor_id=8, client_key="k")

    assert standing(shop.point) == {("SOON", "good"): 4, ("L1", "good"): 2}
    nothing_is_nowhere()
