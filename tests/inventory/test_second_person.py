"""How much one person may change the books by alone, whichever way it is done."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.inventory import adjustments, reversal, second_person
from marketplace.inventory.models import Adjustment, Document, Shelf
from marketplace.inventory.producer_returns import return_to_producer
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes.post import post
from tests import factories
from tests.inventory.stocktakes.counting import begin, key, see

pytestmark = pytest.mark.django_db

THU, AN = 7, 8


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def honey(place):
    return factories.listing(at=place, quantity=20, price=100_000)  # five of them are the limit


def write_off(place, listing, units, actor_id=THU, **fields):
    values = {"reason": "broken", "note": "Vỡ chai", "client_key": key()} | fields
    goods = [factories.picked(listing, units)]
    return adjustments.ask(place, values.pop("reason"), goods, actor_id=actor_id, **values)


def reverse(document, actor_id=THU):
    return reversal.reverse(document.code, note="Ghi nhầm", actor_id=actor_id, client_key=key())


def refused(call, *args, **kwargs):
    with pytest.raises(StockRefused) as caught:
        call(*args, **kwargs)
    return caught.value


def test_small_write_offs_of_one_person_add_up(place, honey):
    states = [write_off(place, honey, units).state for units in (2, 3, 1)]

    assert states == ["posted", "posted", "waiting"]
    assert Shelf.objects.get().on_hand == 15


def test_what_is_found_adds_up_with_what_is_lost(place, honey):
    write_off(place, honey, 3)

    assert write_off(place, honey, 3, reason="found").state == "waiting"


def test_others_other_places_and_what_two_have_agreed_to_do_not_count(place, honey):
    adjustments.approve(write_off(place, honey, 6).code, actor_id=AN)
    write_off(place, honey, 5, actor_id=AN)
    other = factories.place("Điểm bán", seller=place.operator)
    tea = factories.listing(at=other, quantity=5, price=100_000)
    write_off(other, tea, 5)

    assert write_off(place, honey, 5).state == "posted"


def test_a_day_later_one_begins_anew(place, honey, set_clock):
    set_clock("2026-11-22T08:00:00+07:00")
    write_off(place, honey, 5)
    set_clock("2026-11-23T07:59:59+07:00")
    assert write_off(place, honey, 1).state == "waiting"
    set_clock("2026-11-23T08:00:00+07:00")

    assert write_off(place, honey, 5).state == "posted"


def test_one_may_take_back_a_slip_of_ones_own_and_it_counts_once(place, honey):
    first = write_off(place, honey, 5)
    reverse(first.document)

    assert Shelf.objects.get().on_hand == 20
    assert write_off(place, honey, 1).state == "waiting"  # the mirror was of one's own making too


def test_a_slip_that_somebody_else_took_back_counts_no_more(place, honey):
    reverse(write_off(place, honey, 5).document, actor_id=AN)

    assert write_off(place, honey, 5).state == "posted"


def test_nobody_alone_counts_much_away(place, honey):
    counting = begin(place)
    see(counting, honey, 14, actor_id=THU)

    problem = refused(post, counting, actor_id=THU, client_key=key()).problems[0]
    assert problem.code == "second_person"
    assert problem.data == {"value": 600_000, "before": 0, "limit": 500_000}
    assert "600.000" in problem.sentence
    assert Shelf.objects.get().on_hand == 20
    assert post(counting, actor_id=AN, client_key=key()).state == "posted"


def test_too_many_is_as_much_as_too_few(place, honey):
    tea = factories.listing(at=place, quantity=5, price=100_000)
    counting = begin(place)
    see(counting, honey, 17, actor_id=THU)  # three too few
    see(counting, tea, 8, actor_id=THU)  # three too many

    assert refused(post, counting, actor_id=THU, client_key=key()).codes == ["second_person"]


def test_a_lot_that_somebody_else_has_counted_too_was_seen_by_two(place, honey):
    counting = begin(place)
    see(counting, honey, 10, actor_id=THU)
    see(counting, honey, 4, actor_id=AN)

    assert post(counting, actor_id=THU, client_key=key()).state == "posted"


def test_another_lot_that_somebody_else_has_counted_is_no_second_look(place, honey):
    tea = factories.listing(at=place, quantity=5, price=100_000)
    counting = begin(place)
    see(counting, honey, 14, actor_id=THU)
    see(counting, tea, 5, actor_id=AN)

    assert refused(post, counting, actor_id=THU, client_key=key()).codes == ["second_person"]


def test_stocktakes_and_write_offs_add_up(place, honey):
    counting = begin(place)
    see(counting, honey, 17, actor_id=THU)
    post(counting, actor_id=THU, client_key=key())
    assert write_off(place, honey, 3).state == "waiting"
    assert write_off(place, honey, 2).state == "posted"
    again = begin(place)
    see(again, honey, 14, actor_id=THU)

    problem = refused(post, again, actor_id=THU, client_key=key()).problems[0]
    assert problem.data == {"value": 100_000, "before": 500_000, "limit": 500_000}


def test_a_stocktake_without_a_difference_needs_nobody(place, honey):
    write_off(place, honey, 5)
    counting = begin(place)
    see(counting, honey, 15, actor_id=THU)

    assert post(counting, actor_id=THU, client_key=key()).state == "posted"


def more(place, listing, units, actor_id=THU):
    line = Received(listing.variant_id, "L2", units, best_before=date(2030, 1, 1))
    fields = {"owner_id": listing.producer.party_id, "actor_id": actor_id, "client_key": key()}
    return receive(place, [line], **fields)


def test_nobody_takes_back_a_large_document_of_ones_own(place, honey):
    received = more(place, honey, 6)

    problem = refused(reverse, received).problems[0]
    assert (problem.code, problem.data["value"]) == ("own_document", 600_000)
    assert reversal.why_not_you(received, THU) == problem.sentence
    assert reversal.why_not_you(received, AN) == ""
    assert reverse(received, actor_id=AN).reverses == received


def test_many_small_documents_of_ones_own_add_up(place, honey):
    first, second = more(place, honey, 3), more(place, honey, 3)
    reverse(first)

    assert refused(reverse, second).problems[0].data["before"] == 300_000
    assert write_off(place, honey, 3).state == "waiting"


def test_a_change_back_and_forth_at_one_place_counts_each_unit_once(place, honey):
    back = {"note": "Trả bớt", "actor_id": THU, "client_key": key()}
    document = return_to_producer(place, honey.producer, [factories.picked(honey, 5)], **back)

    assert reverse(document).reverses == document


def test_whoever_agreed_does_not_take_it_back_whatever_it_is_worth(place, honey, settings):
    asked = write_off(place, honey, 6)
    agreed = adjustments.approve(asked.code, actor_id=AN).document
    settings.ADJUSTMENT_LIMIT = 10_000_000

    assert refused(reverse, agreed, actor_id=AN).codes == ["own_document"]
    assert reverse(agreed, actor_id=9).reverses == agreed


def test_a_job_is_no_person(place, honey):
    counting = begin(place)
    see(counting, honey, 0, actor_id=None)

    post(counting, actor_id=None, client_key=key())

    assert Shelf.objects.get().on_hand == 0
    assert Document.objects.filter(kind="stocktake").count() == 1
    assert not Adjustment.objects.exists()


def test_as_many_queries_however_much_one_has_done(place, honey):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            second_person.alone(THU, place.pk, 1)
        return len(counted)

    write_off(place, honey, 1)
    reverse(more(place, honey, 1))
    few = queries()
    for number in range(3):
        line = Received(honey.variant_id, f"M{number}", 1)
        fields = {"owner_id": honey.producer.party_id, "actor_id": THU, "client_key": key()}
        reverse(receive(place, [line], **fields))

    assert queries() == few == 6
    assert second_person.alone(THU, place.pk, 1).before == 500_000
