"""Announced, counted, on the shelf: what a producer brings."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.audit.models import Line as AuditLine
from marketplace.inventory import deliveries
from marketplace.inventory.deliveries import Batch, Counted
from marketplace.inventory.models import Balance, DeliveryLine, Document, Lot
from marketplace.inventory.value import unit_values
from tests import factories
from tests.inventory.incoming import NEXT_YEAR, announced, coming, counts, free, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


def test_announced_goods_are_nowhere_until_they_are_counted(place, listing):
    delivery = announced(place, listing, expected_on=clock.today(), note=" sáng mai ")

    assert (delivery.state, delivery.note) == ("announced", "sáng mai")
    assert delivery.agreement.producer == listing.producer
    assert free(place, listing) == 10

    deliveries.receive(delivery, counts(delivery, 20), actor_id=8)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.ended_by_id) == ("received", 8)
    assert (delivery.document.kind, delivery.document.reference) == ("receiving", delivery.code)
    line = delivery.lines.get()
    assert (line.counted, line.lot.code, line.lot.best_before) == (20, "L9", NEXT_YEAR)
    assert free(place, listing) == 30
    owners = set(Balance.objects.values_list("owner", flat=True))
    assert owners == {listing.producer.party_id}


def test_bought_goods_become_the_operators_at_their_cost(place, listing):
    batch = Batch(listing.variant_id, "L9", 5, NEXT_YEAR, unit_cost=80_000)
    delivery = announced(place, listing, batch, is_consigned=False)

    deliveries.receive(delivery, counts(delivery, 5), actor_id=8)

    lot, owner = delivery.lines.get().lot_id, place.operator.party_id
    assert Balance.objects.get(lot=lot).owner_id == owner
    first = Lot.objects.get(code="L1")
    theirs = first.pk, listing.producer.party_id
    assert unit_values([(lot, owner), theirs]) == {(lot, owner): 80_000, theirs: 125_000}


def test_the_value_of_a_unit_is_three_queries(place, listing, django_assert_num_queries):
    delivery = announced(place, listing)
    deliveries.receive(delivery, counts(delivery, 20), actor_id=8)
    pairs = [(lot.pk, listing.producer.party_id) for lot in Lot.objects.all()]

    with django_assert_num_queries(3):
        assert set(unit_values(pairs).values()) == {125_000}


def test_a_difference_is_a_line_with_a_reason(place, listing):
    delivery = announced(place, listing)

    without = refused(lambda: deliveries.receive(delivery, counts(delivery, 18), actor_id=8))
    wrong = refused(
        lambda: deliveries.receive(delivery, counts(delivery, 18, reason="more_came"), actor_id=8)
    )
    deliveries.receive(
        delivery, counts(delivery, 18, reason="not_accepted", note="2 hộp móp"), actor_id=8
    )

    assert (without.codes, wrong.codes) == (["bad_reason"], ["bad_reason"])
    assert without.problems[0].data["line_id"] == delivery.lines.get().pk
    line = delivery.lines.get()
    assert (line.announced, line.counted, line.reason, line.note) == (
        20, 18, "not_accepted", "2 hộp móp",
    )  # fmt: skip
    assert free(place, listing) == 28


def test_the_dates_are_those_of_the_label(place, listing):
    delivery = announced(place, listing)
    line = delivery.lines.get()
    printed = NEXT_YEAR - timedelta(days=30)

    deliveries.receive(delivery, [Counted(line.pk, 20, printed)], actor_id=8)

    assert Lot.objects.get(code="L9").best_before == printed


def test_a_batch_that_nobody_announced_is_taken_in_too(place, listing):
    delivery = announced(place, listing)
    found = [Batch(listing.variant_id, "L10", 4, NEXT_YEAR)]

    deliveries.receive(delivery, counts(delivery, 0, reason="fewer_came"), found=found, actor_id=8)

    lines = list(delivery.lines.order_by("pk").values_list("lot_code", "announced", "counted"))
    assert lines == [("L9", 20, 0), ("L10", 0, 4)]
    assert free(place, listing) == 14
    assert not Lot.objects.filter(code="L9").exists()


def test_received_at_once_without_an_announcement(place, listing):
    what = coming(place, listing)

    first = deliveries.receive_now(what, actor_id=8, client_key="k")
    second = deliveries.receive_now(what, actor_id=8, client_key="k")

    assert (first.pk, first.state) == (second.pk, "received")
    assert free(place, listing) == 30
    actions = AuditLine.objects.filter(subject=f"delivery:{first.code}")
    assert list(actions.values_list("action", flat=True)) == ["inventory.announce"]


def test_receiving_twice_answers_the_first_document_or_says_so(place, listing):
    delivery = announced(place, listing)
    deliveries.receive(delivery, counts(delivery, 20), actor_id=8)

    again = deliveries.receive(delivery, counts(delivery, 20), actor_id=9)
    other = refused(lambda: deliveries.receive(delivery, counts(delivery, 19), actor_id=9))

    assert again.ended_by_id == 8
    assert other.codes == ["already_received"]
    assert free(place, listing) == 30
    assert Document.objects.count() == 2


def test_a_key_is_answered_once_and_never_for_something_else(place, listing):
    first = announced(place, listing, key="same")
    second = announced(place, listing, key="same")
    other = factories.listing(at=place)

    assert first.pk == second.pk
    assert refused(lambda: announced(place, other, key="same")).codes == ["key_used"]
    assert DeliveryLine.objects.count() == 1


def test_a_cancelled_delivery_is_not_received_and_a_received_one_not_cancelled(place, listing):
    gone, came = announced(place, listing, key="a"), announced(place, listing, key="b")
    deliveries.cancel(gone, actor_id=8)
    deliveries.cancel(gone, actor_id=9)
    deliveries.receive(came, counts(came, 20), actor_id=8)

    late = refused(lambda: deliveries.receive(gone, counts(gone, 20), actor_id=8))
    too_late = refused(lambda: deliveries.cancel(came, actor_id=8))

    assert (late.codes, too_late.codes) == (["cancelled"], ["already_received"])
    gone.refresh_from_db()
    assert (gone.state, gone.ended_by_id) == ("cancelled", 8)


def test_the_number_of_queries_does_not_grow_with_the_lines(
    place, listing, django_assert_max_num_queries
):
    batches = [Batch(listing.variant_id, f"N{number}", 2, NEXT_YEAR) for number in range(40)]

    with django_assert_max_num_queries(45):
        delivery = deliveries.receive_now(
            coming(place, listing, *batches), actor_id=8, client_key="k"
        )

    assert delivery.lines.count() == 40
    assert free(place, listing) == 90
