from datetime import date

import pytest

from marketplace.inventory.models import Document, Entry, Sent
from marketplace.inventory.owners import buy_out
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.transfers import Asked, change, draft, fingerprint, would_go
from marketplace.orders.place_order import place_order
from marketplace.places.models import Place
from tests import factories
from tests.handing import confirmed
from tests.inventory.transfers.goods import more, nothing_is_nowhere, on_hand, send, sent_lots

SOON, LATE, PAST = date(2026, 12, 1), date(2027, 6, 1), date(2026, 11, 25)


def of(shop, *lines):
    return draft(shop.centre, shop.point, lines, actor_id=7, client_key="draft")


def asked(shop, quantity, lot=None, condition="good"):
    return Asked(shop.honey.variant_id, quantity, lot and lot.pk, condition)


def refused_codes(transfer, **fields):
    with pytest.raises(StockRefused) as refused:
        send(transfer, **fields)
    return refused.value.codes


def test_first_expiry_leaves_first_and_is_on_the_way(shop):
    more(shop.centre, shop.honey, "LATE", 4, LATE)
    more(shop.centre, shop.honey, "SOON", 4, SOON)
    transfer = of(shop, asked(shop, 9))

    sent = send(transfer)

    assert (sent.state, sent.sent_by_id) == ("sent", 7)
    assert sent_lots(sent) == [("SOON", "good", 4), ("LATE", "good", 4), ("L1", "good", 1)]
    assert (on_hand(shop.centre, shop.honey), on_hand(shop.point, shop.honey)) == (9, 0)
    document = Document.objects.get(kind="sending")
    assert (document.reference, document.actor_id) == (sent.code, 7)
    owners = set(Entry.objects.filter(document=document).values_list("owner", flat=True))
    assert owners == {shop.honey.producer.party_id}
    nothing_is_nowhere()


def test_what_is_shown_before_is_what_goes(shop):
    more(shop.centre, shop.honey, "SOON", 4, SOON)
    transfer = of(shop, asked(shop, 6))

    shown = [
        (part.balance.lot.code, part.quantity) for one in would_go(transfer) for part in one.parts
    ]

    assert shown == [("SOON", 4), ("L1", 2)]
    assert [(lot, count) for lot, _condition, count in sent_lots(send(transfer))] == shown


def test_a_second_press_sends_nothing_more(shop):
    transfer = of(shop, asked(shop, 6))

    send(transfer, key="one")
    again = send(transfer, key="one")

    assert again.state == "sent"
    assert Document.objects.filter(kind="sending").count() == 1
    assert refused_codes(transfer, key="another") == ["not_its_turn"]


def test_a_key_of_another_transfer_is_refused(shop):
    send(of(shop, asked(shop, 1)), key="one")
    other = factories.transfer(shop.centre, shop.point, shop.honey, quantity=1)

    assert refused_codes(other, key="one") == ["key_used"]


def test_the_named_lot_goes_and_the_rest_by_date(shop):
    more(shop.centre, shop.honey, "SOON", 4, SOON)
    lot = factories.lot_of(shop.honey)  # SOON
    transfer = of(shop, asked(shop, 3), asked(shop, 2, lot))

    send(transfer)

    # The line without a lot finds what the named one leaves: one row of Sent for each balance.
    assert sent_lots(transfer) == [("SOON", "good", 4), ("L1", "good", 1)]


def test_expired_goods_go_only_when_they_are_named(shop):
    more(shop.centre, shop.honey, "PAST", 4, PAST)
    past = factories.lot_of(shop.honey)
    shop.set_clock("2026-11-26T08:00:00+07:00")

    transfer = of(shop, asked(shop, 14))
    assert refused_codes(transfer) == ["not_enough"]
    change(
        transfer.code,
        [asked(shop, 10), asked(shop, 4, past)],
        seen=fingerprint(transfer),
        actor_id=7,
    )

    assert sent_lots(send(transfer)) == [("L1", "good", 10), ("PAST", "good", 4)]
    nothing_is_nowhere()


def test_more_than_there_is_moves_nothing_and_says_how_much_there_is(shop):
    salt = factories.listing(factories.certified("Muối"), at=shop.centre, quantity=2)
    transfer = of(shop, asked(shop, 11), Asked(salt.variant_id, 3), asked(shop, 1))

    with pytest.raises(StockRefused) as refused:
        send(transfer)

    told = [(p.code, p.data["product"], p.data["there"]) for p in refused.value.problems]
    assert told == [("not_enough", "Mật ong", 10), ("not_enough", "Muối", 2)]
    transfer.refresh_from_db()
    assert (transfer.state, Sent.objects.count()) == ("draft", 0)
    assert on_hand(shop.centre, shop.honey) == 10


def test_what_orders_hold_stays_and_they_are_named(shop):
    order = place_order(factories.checkout(shop.honey, quantity=4))
    transfer = of(shop, asked(shop, 7))

    with pytest.raises(StockRefused) as refused:
        send(transfer)

    (problem,) = refused.value.problems
    assert problem.code == "promised"
    assert (problem.data["may_leave"], problem.data["orders"]) == (6, order.code)
    assert "Mật ong" in problem.sentence and order.code in problem.sentence
    change(transfer.code, [asked(shop, 6)], seen=fingerprint(transfer), actor_id=7)
    assert send(transfer).state == "sent"


def test_expired_goods_leave_as_long_as_the_shelf_has_what_is_held(shop):
    more(shop.centre, shop.honey, "PAST", 4, PAST)
    past = factories.lot_of(shop.honey)
    confirmed(place_order(factories.checkout(shop.honey, quantity=12)).parcels.get())
    shop.set_clock("2026-11-26T08:00:00+07:00")

    transfer = of(shop, asked(shop, 3, past))
    assert refused_codes(transfer) == ["promised"]  # 14 stand there, 12 are held
    change(transfer.code, [asked(shop, 2, past)], seen=fingerprint(transfer), actor_id=7)

    assert sent_lots(send(transfer)) == [("PAST", "good", 2)]


def test_an_empty_draft_is_not_sent(shop):
    assert refused_codes(of(shop)) == ["nothing_to_send"]


def test_a_place_that_closed_meanwhile_gets_nothing(shop):
    transfer = of(shop, asked(shop, 5))
    Place.objects.filter(pk=shop.point.pk).update(closed_on=date(2026, 11, 21))

    assert refused_codes(transfer) == ["place_closed"]
    assert on_hand(shop.centre, shop.honey) == 10


def test_a_draft_changed_meanwhile_is_not_sent_unseen(shop):
    transfer = of(shop, asked(shop, 5))
    seen = fingerprint(transfer)
    change(transfer.code, [asked(shop, 6)], seen=seen, actor_id=8)

    assert refused_codes(transfer, seen=seen) == ["changed_meanwhile"]


def test_a_closed_place_can_be_emptied(shop):
    Place.objects.filter(pk=shop.centre.pk).update(closed_on=date(2026, 11, 21))

    assert send(of(shop, asked(shop, 10))).state == "sent"


def test_a_transfer_of_many_lines_asks_no_more_queries(shop, django_assert_max_num_queries):
    listings = [factories.listing(at=shop.centre) for _ in range(12)]
    transfer = factories.transfer(shop.centre, shop.point, *listings)

    # One a shelf for its row and one for Saleor's stock, beside a fixed number.
    with django_assert_max_num_queries(25 + 4 * len(listings)):
        send(transfer)


def test_a_producers_goods_go_to_another_operator_only_where_both_have_agreed(shop):
    other = factories.operator("Đơn vị khác")
    there = factories.place("Nơi khác", seller=other)
    transfer = factories.transfer(shop.centre, there, shop.honey, quantity=2)

    with pytest.raises(StockRefused) as refused:
        send(transfer)

    assert refused.value.codes == ["no_agreement"]
    said = refused.value.problems[0].data
    assert said == {"operator": "Đơn vị khác", "producer": shop.honey.producer.name}
    assert on_hand(shop.centre, shop.honey) == 10
    factories.agreement(shop.honey.producer, other)
    assert send(transfer).state == "sent"


def test_what_the_sender_has_bought_needs_no_agreement_elsewhere(shop):
    goods = factories.picked(shop.honey, 10)
    costs = {(goods.lot_id, goods.owner_id): 90_000}
    buy_out(shop.centre, [goods], costs, actor_id=7, client_key="buy")
    there = factories.place("Nơi khác", seller=factories.operator("Đơn vị khác"))

    assert send(factories.transfer(shop.centre, there, shop.honey, quantity=2)).state == "sent"
