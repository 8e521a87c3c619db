from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import codes
from marketplace.inventory import adjustments, conditions, ledger, reversal
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Balance, Document, Entry, Shelf
from marketplace.inventory.producer_returns import return_to_producer
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def honey(place):
    return factories.listing(at=place, quantity=10)


def more(place, listing, units=5, key="more"):
    line = Received(listing.variant_id, "L2", units)
    owner = {"owner_id": listing.producer.party_id, "actor_id": 7}
    return receive(place, [line], client_key=key, **owner)


def reverse(document, **fields):
    values = {"note": "Ghi nhầm", "actor_id": 8, "client_key": f"reverse {document.code}"} | fields
    return reversal.reverse(document.code, **values)


def refused(call, *args, **kwargs):
    with pytest.raises(StockRefused) as caught:
        call(*args, **kwargs)
    return caught.value


def test_a_mirror_names_the_first_and_undoes_every_line(place, honey):
    first = more(place, honey)
    mirror = reverse(first)

    rows = ("lot", "place", "virtual", "owner", "condition")
    negated = [(*row[:5], -row[5]) for row in first.entries.values_list(*rows, "quantity")]
    assert sorted(map(str, mirror.entries.values_list(*rows, "quantity"))) == sorted(
        map(str, negated)
    )
    assert (mirror.kind, mirror.reverses, first.reversed_by) == ("reversal", first, mirror)
    assert (mirror.note, mirror.actor_id, mirror.reference) == ("Ghi nhầm", 8, first.reference)
    assert Shelf.objects.get().on_hand == 10
    assert set(mirror.entries.values_list("reason", flat=True)) == {"reversed"}
    assert reverse(first) == mirror  # the second press


def test_once_and_never_a_reversal(place, honey):
    first = more(place, honey)
    mirror = reverse(first)

    assert refused(reverse, first, client_key="other").codes == ["reversed_before"]
    assert refused(reverse, mirror).codes == ["not_reversible"]
    assert reversal.why_not(mirror)
    assert not reversal.why_not(more(place, honey, 1, key="again"))


def test_goods_that_are_no_longer_there_are_named(place, honey):
    first = more(place, honey)
    change = {"note": "Nắp phồng", "actor_id": 7, "client_key": "c"}
    conditions.change_condition(place, [factories.picked(honey, 2)], "blocked", **change)

    problem = refused(reverse, first)

    assert problem.codes == ["gone"]
    assert problem.problems[0].data == {"lot": "L2", "wanted": 5, "there": 3}
    assert not Document.objects.filter(kind="reversal").exists()


def test_what_orders_hold_stays(place, honey):
    first = more(place, honey)
    place_order(factories.checkout(honey, quantity=12))

    assert refused(reverse, first).codes == ["promised"]


def test_a_sale_and_a_transfer_are_taken_back_otherwise(place, honey):
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    hand_over(parcel.code, actor_id=7, client_key="sold")
    sale = Document.objects.get(kind="sale")
    point = factories.place("Điểm bán", seller=place.operator)
    factories.transfer(place, point, honey, quantity=2, sent=True)

    assert refused(reverse, sale).codes == ["not_reversible"]
    assert refused(reverse, Document.objects.get(kind="sending")).codes == ["not_reversible"]


def test_what_moved_nothing_has_no_mirror(place, honey):
    empty = Document.objects.create(
        code=codes.new_code(),
        kind="stocktake",
        client_key="empty",
        business_at="2026-11-22T08:00:00+07:00",
        recorded_at="2026-11-22T08:00:00+07:00",
    )

    assert refused(reverse, empty).codes == ["not_reversible"]


def test_an_adjustment_stays_posted_and_its_goods_come_back(place, honey):
    goods = [factories.picked(honey, 2)]
    asked = adjustments.ask(place, "broken", goods, note="Vỡ chai", actor_id=7, client_key="a")
    reverse(asked.document)

    asked.refresh_from_db()
    assert (asked.state, Shelf.objects.get().on_hand) == ("posted", 10)


def test_a_return_to_the_producer_comes_back_unless_the_place_has_closed(place, honey, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    back = {"note": "Nhầm lô", "actor_id": 7, "client_key": "b"}
    document = return_to_producer(place, honey.producer, [factories.picked(honey, 4)], **back)
    place.closed_on = date(2026, 11, 22)
    place.save()
    set_clock("2026-11-23T00:00:00+07:00")
    assert refused(reverse, document).codes == ["place_closed"]
    set_clock("2026-11-22T23:59:59+07:00")

    reverse(document)

    assert Shelf.objects.get().on_hand == 10


@pytest.mark.parametrize("note", ["", "  ", "x" * 501])
def test_it_says_why(place, honey, note):
    assert refused(reverse, more(place, honey), note=note).codes == ["bad_note"]


def by_hand(place, first, lines):
    """A reversal of the document with these lines, as the ledger writes it."""
    with transaction.atomic():
        keys = [(place.pk, entry.lot.variant_id) for entry in first.entries.all()]
        locked = lock_stock(keys)
        posting = ledger.Posting("reversal", codes.new_code(), 7, reverses_id=first.pk)
        ledger.post(posting, lines, locked)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def mirrored(place, entry, units, virtual="producer"):
    line = entry.lot, entry.owner_id, "good"
    return [
        ledger.Line(*line, -units, "reversed", place_id=place.pk),
        ledger.Line(*line, units, "reversed", virtual=virtual),
    ]


def test_the_database_itself_refuses_what_is_no_mirror(place, honey):
    first = more(place, honey)
    entry = first.entries.get(place=place)

    for lines in (
        mirrored(place, entry, 4),  # fewer
        mirrored(place, entry, 5, "loss"),  # elsewhere
        mirrored(place, entry, 2) + mirrored(place, entry, 3),  # in two goes
        mirrored(place, entry, 5) + mirrored(place, entry, -1),  # and some of it back
    ):
        with pytest.raises(IntegrityError, match="is no mirror of"):
            by_hand(place, first, lines)
    by_hand(place, first, mirrored(place, entry, 5))
    assert Entry.objects.filter(document__reverses=first).count() == 2


def test_the_database_itself_refuses_the_mirror_of_a_mirror(place, honey):
    first = more(place, honey)
    mirror = reverse(first)
    entry = mirror.entries.get(place=place)

    with pytest.raises(IntegrityError, match="a reversal is not reversed"):
        by_hand(place, mirror, [
            ledger.Line(entry.lot, entry.owner_id, "good", 5, "reversed", place_id=place.pk),
            ledger.Line(entry.lot, entry.owner_id, "good", -5, "reversed", virtual="producer"),
        ])  # fmt: skip
    assert Balance.objects.get(lot=entry.lot).quantity == 0
