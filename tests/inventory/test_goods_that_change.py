"""Goods that stay where they are: bought out, blocked, released, recalled."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.inventory import conditions, ledger, owners, recalls, reversal, value
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Balance, BoughtOut, Document, Lot, Recall, Shelf
from marketplace.inventory.recalled import recalled
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.orders.place_order import place_order
from marketplace.places.models import Place
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def honey(place):
    return factories.listing(at=place, quantity=10, price=125_000)


def buy(place, goods, cost=90_000, **fields):
    costs = {(one.lot_id, one.owner_id): cost for one in goods}
    return owners.buy_out(place, goods, costs, actor_id=7, **({"client_key": "buy"} | fields))


def change(place, goods, target, **fields):
    values = {"note": "Nắp phồng", "actor_id": 7, "client_key": f"to {target}"} | fields
    return conditions.change_condition(place, goods, target, **values)


def refused(call, *args, **kwargs):
    with pytest.raises(StockRefused) as caught:
        call(*args, **kwargs)
    return caught.value.codes


def standing():
    rows = Balance.objects.filter(quantity__gt=0).order_by("place", "owner", "condition")
    return [(row.owner.kind, row.condition, row.quantity) for row in rows]


def test_consigned_goods_become_the_operators_on_the_same_shelf(place, honey):
    order = place_order(factories.checkout(honey, quantity=9))
    document = buy(place, [factories.picked(honey, 4)])

    assert sorted(standing()) == [("operator", "good", 4), ("producer", "good", 6)]
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (10, 9)  # the order's goods are there as before
    assert order.parcels.get().state == "to_confirm"
    paid = BoughtOut.objects.get(document=document)
    assert (paid.unit_cost, paid.former_owner, paid.owner) == (
        90_000, honey.producer.party, place.operator.party,
    )  # fmt: skip
    assert buy(place, [factories.picked(honey, 4)]) == document  # the second press


def test_what_was_paid_is_what_it_is_worth_until_it_is_taken_back(place, honey):
    from marketplace.inventory.reversal import reverse

    document = buy(place, [factories.picked(honey, 4)])
    pair = factories.lot_of(honey).pk, place.operator.party_id

    assert value.unit_values([pair]) == {pair: 90_000}
    reverse(document.code, note="Nhầm hàng", actor_id=7, client_key="back")
    assert value.unit_values([pair]) == {pair: 125_000}
    assert standing() == [("producer", "good", 10)]


@pytest.mark.parametrize(
    ("fields", "cost", "codes"),
    [
        ({}, 0, ["bad_cost"]),
        ({}, -5, ["bad_cost"]),
        ({}, 10**9, ["bad_cost"]),
        ({"quantity": 11}, 90_000, ["not_enough"]),
        ({"quantity": 0}, 90_000, ["bad_quantity"]),
        ({"quantity": 10**9}, 0, ["bad_quantity", "bad_cost"]),
    ],
)
def test_what_cannot_be_bought(place, honey, fields, cost, codes):
    goods = [factories.picked(honey, **({"quantity": 1} | fields))]

    assert refused(buy, place, goods, cost) == codes
    assert not Document.objects.filter(kind="owner_change").exists()


def test_nobody_buys_his_own_goods(place, honey):
    buy(place, [factories.picked(honey, 4)])
    mine = factories.picked(honey, 1, owner_id=place.operator.party_id)

    assert refused(buy, place, [mine], client_key="again") == ["not_consigned"]


def test_goods_are_blocked_and_released_and_spoil(place, honey):
    change(place, [factories.picked(honey, 6)], "blocked")
    change(place, [factories.picked(honey, 2, condition="blocked")], "good", client_key="b")
    change(place, [factories.picked(honey, 1, condition="blocked")], "damaged", client_key="c")

    assert standing() == [
        ("producer", "blocked", 3), ("producer", "damaged", 1), ("producer", "good", 6)
    ]  # fmt: skip
    assert Shelf.objects.get().on_hand == 10
    reasons = Document.objects.filter(kind="condition_change").values_list(
        "entries__reason", flat=True
    )
    assert set(reasons) == {"blocked", "unblocked", "broken"}


@pytest.mark.parametrize(
    ("target", "fields", "codes"),
    [
        ("good", {}, ["bad_condition"]),
        ("melted", {}, ["bad_condition"]),
        ("blocked", {"quantity": 11}, ["not_enough"]),
        ("blocked", {"quantity": -1}, ["bad_quantity"]),
    ],
)
def test_what_cannot_change(place, honey, target, fields, codes):
    goods = [factories.picked(honey, **({"quantity": 1} | fields))]

    assert refused(change, place, goods, target) == codes
    assert refused(change, place, [factories.picked(honey)], "blocked", note="") == ["bad_note"]


def test_promised_goods_may_be_blocked(place, honey):
    place_order(factories.checkout(honey, quantity=9))

    change(place, [factories.picked(honey, 10)], "blocked")

    assert standing() == [("producer", "blocked", 10)]


def test_a_recall_blocks_the_batch_at_every_place_in_one_document(place, honey):
    from marketplace.inventory.receiving import Received, receive

    point = factories.place("Điểm bán", seller=place.operator)
    other = Received(honey.variant_id, "L2", 4)
    owner = {"owner_id": honey.producer.party_id, "actor_id": 7}
    receive(point, [Received(honey.variant_id, "L1", 5), other], client_key="r", **owner)
    lot = Lot.objects.get(variant=honey.variant_id, code="L1")
    change(place, [factories.picked(honey, 1, lot_id=lot.pk)], "damaged")

    made = recalls.recall(lot, note="Mẫu nhiễm chì", actor_id=7, client_key="recall")

    assert Balance.objects.filter(lot=lot, condition="good", quantity__gt=0).count() == 0
    blocked = Balance.objects.filter(lot=lot, condition="blocked").order_by("place")
    assert [row.quantity for row in blocked] == [9, 5]
    assert Balance.objects.get(lot__code="L2").quantity == 4
    places = made.document.entries.values_list("place", flat=True)
    assert (made.document.kind, set(places)) == ("condition_change", {place.pk, point.pk})
    assert recalled([lot.pk]) == {lot.pk}
    assert recalls.recall(lot, note="Mẫu nhiễm chì", actor_id=7, client_key="recall") == made
    again = {"note": "Lần nữa", "actor_id": 7, "client_key": "second"}
    assert refused(recalls.recall, lot, **again) == ["recalled"]


def test_recalled_goods_are_released_only_after_the_recall_is_lifted(place, honey):
    from marketplace.inventory.reversal import reverse

    lot = factories.lot_of(honey)
    made = recalls.recall(lot, note="Mẫu nhiễm chì", actor_id=7, client_key="recall")
    blocked = [factories.picked(honey, 10, condition="blocked")]

    assert refused(change, place, blocked, "good") == ["recalled"]
    mirror = {"note": "Nhầm lô", "actor_id": 7, "client_key": "mirror"}
    assert refused(reverse, made.document.code, **mirror) == ["recalled"]
    assert refused(recalls.lift, made.code, note="", actor_id=7) == ["bad_note"]
    recalls.lift(made.code, note="Mẫu đối chứng đạt", actor_id=8)
    change(place, blocked, "good")
    assert standing() == [("producer", "good", 10)]
    assert Recall.objects.get().lifted_by_id == 8


def post_by_hand(place, listing, kind, rows):
    """A document of this kind with rows of (owner, condition, quantity), as the ledger writes it."""
    lot = factories.lot_of(listing)
    with transaction.atomic():
        locked = lock_stock([(place.pk, listing.variant_id)])
        lines = [
            ledger.Line(lot, owner, condition, units, "blocked", place_id=place.pk)
            for owner, condition, units in rows
        ]
        ledger.post(ledger.Posting(kind, f"by hand {kind}", 7), lines, locked)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("kind", ["owner_change", "condition_change"])
def test_the_database_itself_refuses_a_change_that_changes_more(place, honey, kind):
    producer, operator = honey.producer.party_id, place.operator.party_id

    with pytest.raises(IntegrityError, match="changes more than it says"):
        post_by_hand(place, honey, kind, [(producer, "good", -2), (operator, "blocked", 2)])


def test_one_batch_has_one_recall_at_a_time(place, honey):
    made = recalls.recall(
        factories.lot_of(honey), note="Mẫu nhiễm chì", actor_id=7, client_key="recall"
    )

    with pytest.raises(IntegrityError, match="recall_one_at_a_time"), transaction.atomic():
        Recall.objects.create(
            code="X", lot=made.lot, note="n", recalled_at=made.recalled_at, client_key="other"
        )


def test_an_expired_lot_is_bought_like_any_other(place, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    tea = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 25))
    set_clock("2026-11-26T08:00:00+07:00")

    buy(place, [factories.picked(tea, 3)])

    assert standing() == [("operator", "good", 3)]


def test_a_recalled_batch_is_blocked_where_it_arrives_and_where_it_comes_back(place, honey):
    from marketplace.inventory import transfers
    from marketplace.inventory.receiving import Received, receive

    point = factories.place("Điểm bán", seller=place.operator)
    sent = factories.transfer(place, point, honey, quantity=4, sent=True)
    made = recalls.recall(
        factories.lot_of(honey), note="Mẫu nhiễm chì", actor_id=7, client_key="recall"
    )
    way = recalls.on_the_way(made.lot)
    assert [(one.transfer.pk, one.units) for one in way] == [(sent.pk, 4)]

    row = sent.sent.get()
    transfers.receive(sent.code, [transfers.Came(row.pk, received=1)], actor_id=7, client_key="a")
    transfers.bring_back(sent.code, actor_id=7, client_key="b")

    assert {(b.place_id, b.condition, b.quantity) for b in Balance.objects.filter(quantity__gt=0)} == {
        (point.pk, "blocked", 1), (place.pk, "blocked", 9)
    }  # fmt: skip
    assert recalls.on_the_way(made.lot) == []
    owner = {"owner_id": honey.producer.party_id, "actor_id": 7}
    more = [Received(honey.variant_id, made.lot.code, 5)]
    assert refused(receive, place, more, client_key="more", **owner) == ["recalled"]


def test_at_a_closed_place_goods_only_leave(place, honey):
    goods = [factories.picked(honey, 4)]
    blocked = change(place, goods, "blocked")
    place.closed_on = clock.today() - timedelta(days=1)
    place.save(update_fields=["closed_on"])

    assert refused(change, place, goods, "damaged") == ["place_closed"]
    assert refused(buy, place, goods) == ["place_closed"]
    back = {"note": "Nhầm lô", "actor_id": 7, "client_key": "back"}
    assert refused(reversal.reverse, blocked.code, **back) == ["place_closed"]
    assert sorted(standing()) == [("producer", "blocked", 4), ("producer", "good", 6)]


def test_a_recall_goes_round_a_closed_place(place, honey):
    point = factories.place("Điểm bán", seller=place.operator)
    goods = [Received(honey.variant_id, "L1", 3)]
    receive(point, goods, owner_id=honey.producer.party_id, actor_id=7, client_key="more")
    Place.objects.filter(pk=point.pk).update(closed_on=clock.today() - timedelta(days=1))
    recalls.recall(factories.lot_of(honey), note="Nhiễm chì", actor_id=7, client_key="r")

    assert sorted(standing()) == [("producer", "blocked", 10), ("producer", "good", 3)]
