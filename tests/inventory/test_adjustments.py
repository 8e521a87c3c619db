from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from marketplace.inventory import adjustments, papers
from marketplace.inventory.models import Adjustment, Balance, Document, Paper, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.orders.place_order import place_order
from tests import factories

pytestmark = pytest.mark.django_db

THU, AN = 7, 8  # who asks, who agrees


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def honey(place):
    return factories.listing(at=place, quantity=10, price=125_000)  # 4 of them are 500.000 ₫


def write_off(place, listing, units=2, *, reason="broken", note="Vỡ khi xếp kệ", **fields):
    values = {"photos": (), "client_key": "key", "actor_id": THU} | fields
    goods = [factories.picked(listing, units, **values.pop("goods", {}))]
    return adjustments.ask(place, reason, goods, note=note, **values)


def refused(call, *args, **kwargs):
    with pytest.raises(StockRefused) as caught:
        call(*args, **kwargs)
    return caught.value.codes


def test_up_to_the_set_value_it_is_posted_at_once(place, honey):
    asked = write_off(place, honey, 4)

    assert (asked.state, asked.value, asked.decided_by_id) == ("posted", 500_000, None)
    lines = asked.document.entries.order_by("quantity").values_list("virtual", "quantity", "reason")
    assert list(lines) == [("", -4, "broken"), ("loss", 4, "broken")]
    assert (asked.document.reference, asked.document.note) == (asked.code, "Vỡ khi xếp kệ")
    assert Shelf.objects.get().on_hand == 6


def test_above_it_nothing_moves_until_somebody_else_agrees(place, honey):
    asked = write_off(place, honey, 5)

    assert (asked.state, asked.value, Shelf.objects.get().on_hand) == ("waiting", 625_000, 10)
    assert refused(adjustments.approve, asked.code, actor_id=THU) == ["own_request"]
    agreed = adjustments.approve(asked.code, actor_id=AN)
    assert (agreed.state, agreed.decided_by_id, Shelf.objects.get().on_hand) == ("posted", AN, 5)
    assert adjustments.approve(asked.code, actor_id=AN).document == agreed.document  # twice
    assert refused(adjustments.approve, asked.code, actor_id=9) == ["decided_before"]
    assert Document.objects.filter(kind="adjustment").count() == 1


def test_the_limit_is_a_setting(place, honey, settings):
    settings.ADJUSTMENT_LIMIT = 0

    assert write_off(place, honey, 1).state == Adjustment.State.WAITING


def test_what_is_refused_moves_nothing_and_says_why(place, honey):
    asked = write_off(place, honey, 5)

    assert refused(adjustments.refuse, asked.code, actor_id=AN, note=" ") == ["bad_note"]
    adjustments.refuse(asked.code, actor_id=AN, note="Còn bán được")

    asked.refresh_from_db()
    assert (asked.state, asked.decision_note) == ("refused", "Còn bán được")
    assert refused(adjustments.approve, asked.code, actor_id=AN) == ["decided_before"]
    assert Shelf.objects.get().on_hand == 10


def test_whoever_asked_may_take_it_back(place, honey):
    asked = write_off(place, honey, 5)

    assert adjustments.refuse(asked.code, actor_id=THU, note="Nhầm lô").state == "refused"


def test_what_was_sold_meanwhile_is_not_written_off(place, honey):
    asked = write_off(place, honey, 8)
    write_off(place, honey, 3, client_key="other")

    assert refused(adjustments.approve, asked.code, actor_id=AN) == ["not_enough"]
    asked.refresh_from_db()
    assert (asked.state, Shelf.objects.get().on_hand) == ("waiting", 7)


def test_what_was_found_comes_back(place, honey):
    write_off(place, honey, 2, client_key="lost", reason="stolen")
    found = write_off(place, honey, 1, client_key="found", reason="found", note="Sau tủ mát")

    assert (found.state, found.lines.get().quantity) == ("posted", 1)
    assert Shelf.objects.get().on_hand == 9


def test_goods_past_their_date_are_written_off(place, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    tea = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 25))
    assert refused(write_off, place, tea, 3, reason="expired") == ["not_expired"]
    set_clock("2026-11-26T00:00:00+07:00")

    assert write_off(place, tea, 3, reason="expired").state == Adjustment.State.POSTED
    assert Shelf.objects.get().on_hand == 0


def test_the_same_key_is_answered_with_the_first(place, honey):
    first, second = write_off(place, honey), write_off(place, honey)

    assert (second.pk, Shelf.objects.get().on_hand) == (first.pk, 8)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"units": 0}, ["bad_quantity"]),
        ({"units": -1}, ["bad_quantity"]),
        ({"units": 10**9}, ["bad_quantity"]),
        ({"units": 11}, ["not_enough"]),
        ({"goods": {"condition": "damaged"}}, ["not_enough"]),
        ({"reason": "sold"}, ["bad_reason"]),
        ({"reason": "", "units": 0, "note": ""}, ["bad_quantity", "bad_reason", "no_proof"]),
        ({"note": "x" * 501}, ["no_proof"]),
    ],
)
def test_what_cannot_be_is_said_all_at_once(place, honey, fields, codes):
    assert refused(write_off, place, honey, **fields) == codes
    assert not Adjustment.objects.exists()


def test_nothing_and_the_same_twice(place, honey):
    one = factories.picked(honey)

    for goods, code in (([], "nothing_picked"), ([one, one], "picked_twice")):
        asked = {"note": "Vỡ chai", "actor_id": THU, "client_key": "k"}
        assert refused(adjustments.ask, place, "broken", goods, **asked) == [code]


def test_nothing_is_found_that_was_never_here(place, honey):
    other = factories.place("Nơi khác", seller=place.operator)

    assert refused(write_off, other, honey, 1, reason="found") == ["never_here"]


def test_nothing_is_found_at_a_closed_place(place, honey, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    place.closed_on = date(2026, 11, 21)

    assert refused(write_off, place, honey, 1, reason="found") == ["place_closed"]
    assert write_off(place, honey, 1).state == "posted"  # what is left there can be written off


def test_what_an_order_holds_stays(place, honey):
    place_order(factories.checkout(honey, quantity=8))

    assert refused(write_off, place, honey, 3) == ["promised"]
    assert write_off(place, honey, 2).state == "posted"
    damaged = {"condition": "damaged"}
    assert refused(write_off, place, honey, 1, goods=damaged, client_key="b") == ["not_enough"]


def test_a_photo_stands_for_the_note(place, honey):
    image = BytesIO()
    Image.new("RGB", (40, 30), "brown").save(image, "JPEG")
    image.seek(0)
    photos = papers.check([("vo-chai.jpg", image)])

    asked = write_off(place, honey, note="", photos=photos)

    assert (asked.state, Paper.objects.get(adjustment=asked).name) == ("posted", "vo-chai.jpg")


def test_the_value_is_what_the_owner_gave(place, honey):
    from marketplace.inventory.owners import buy_out

    goods = factories.picked(honey, 10)
    costs = {(goods.lot_id, goods.owner_id): 100_000}
    buy_out(place, [goods], costs, actor_id=AN, client_key="buy")

    mine = {"owner_id": place.operator.party_id}
    assert write_off(place, honey, 2, goods=mine).value == 200_000
    assert Balance.objects.get(owner=place.operator.party).quantity == 8
