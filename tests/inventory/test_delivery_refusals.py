"""What is not announced and not received, each in a full sentence; nothing lost, nothing doubled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.inventory import agreements, deliveries
from marketplace.inventory.deliveries import Batch
from marketplace.inventory.models import Delivery
from tests import factories
from tests.inventory.incoming import NEXT_YEAR, announced, counts, free, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
def test_no_such_quantity_is_announced(place, listing, quantity):
    batch = Batch(listing.variant_id, "L9", quantity, NEXT_YEAR)

    problems = refused(lambda: announced(place, listing, batch)).problems

    assert [(one.code, one.field, one.data["line"]) for one in problems] == [
        ("bad_quantity", "quantity", 0)
    ]
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("quantity", [-1, 10**9])
def test_no_such_count_is_received(place, listing, quantity):
    delivery = announced(place, listing)

    assert (
        "bad_quantity"
        in refused(
            lambda: deliveries.receive(delivery, counts(delivery, quantity), actor_id=8)
        ).codes
    )
    assert free(place, listing) == 10


def test_all_that_is_wrong_with_an_announcement_is_told_at_once(place, listing):
    other = factories.listing()
    place.closed_on = date(2026, 1, 1)
    batches = [
        Batch(listing.variant_id, "L1", 1, NEXT_YEAR),  # known without a date
        Batch(other.variant_id, "X", 1, date(2020, 1, 1), unit_cost=-1),
        Batch(10**9, "X", 1, NEXT_YEAR, made_on=date(2030, 1, 1)),
        Batch(other.variant_id, "X", 1, unit_cost=5),
    ]

    problems = refused(
        lambda: announced(
            place, listing, *batches, is_consigned=False, expected_on=date(2020, 1, 1)
        )
    ).problems

    told = {(one.code, one.data.get("line")) for one in problems}
    assert told == {
        ("place_closed", None),
        ("bad_day", None),
        ("bad_lot", 0),
        ("no_cost", 0),
        ("foreign_article", 1),
        ("bad_lot", 1),
        ("bad_cost", 1),
        ("unknown_article", 2),
        ("no_cost", 2),
        ("bad_lot", 2),
        ("foreign_article", 3),
        ("twice", 3),
    }


def test_what_was_not_counted_is_not_received(place, listing):
    delivery, other = announced(place, listing, key="a"), announced(place, listing, key="b")

    def receive(lines):
        return lambda: deliveries.receive(delivery, lines, actor_id=8)

    assert refused(receive([])).codes == ["not_all_counted", "nothing_came"]
    assert refused(receive(counts(other, 20))).codes == ["foreign_line", "not_all_counted"]
    nothing = counts(delivery, 0, reason="fewer_came")
    assert refused(receive(nothing)).codes == ["nothing_came"]
    assert refused(receive(counts(delivery, 20) * 2)).codes == ["not_all_counted"]


def test_an_agreement_that_ended_yesterday_lets_nothing_in(place, listing, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    delivery = announced(place, listing)
    agreements.end(delivery.agreement, date(2026, 11, 22), actor_id=1)

    set_clock("2026-11-23T00:00:00+07:00")
    ended = refused(lambda: deliveries.receive(delivery, counts(delivery, 20), actor_id=8))
    again = refused(lambda: announced(place, listing, key="b"))

    assert (ended.codes, again.codes) == (["no_agreement"], ["no_agreement"])
    assert "22/11/2026" in ended.problems[0].sentence
    new = factories.agreement(listing.producer, place.operator, since=date(2026, 11, 23))
    deliveries.receive(delivery, counts(delivery, 20), actor_id=8)
    delivery.refresh_from_db()
    assert delivery.agreement == new


def test_the_last_day_of_an_agreement_is_a_day_in_force(place, listing, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    delivery = announced(place, listing)
    agreements.end(delivery.agreement, date(2026, 11, 22), actor_id=1)

    set_clock("2026-11-22T23:59:59+07:00")
    deliveries.receive(delivery, counts(delivery, 20), actor_id=8)

    assert free(place, listing) == 30


def test_goods_whose_date_passed_on_the_way_are_told_of_by_their_line(place, listing, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    batches = [
        Batch(listing.variant_id, "A", 1, NEXT_YEAR),
        Batch(listing.variant_id, "B", 1, date(2026, 11, 22)),
    ]
    delivery = announced(place, listing, *batches)

    set_clock("2026-11-23T09:00:00+07:00")
    problem = refused(
        lambda: deliveries.receive(delivery, counts(delivery, 1, 1), actor_id=8)
    ).problems[0]

    assert (problem.code, problem.field) == ("bad_lot", "best_before")
    assert problem.data["line_id"] == delivery.lines.get(lot_code="B").pk


def test_a_closed_place_takes_nothing(place, listing):
    delivery = announced(place, listing)
    type(place).objects.filter(pk=place.pk).update(closed_on=clock.today() - timedelta(days=1))

    assert (
        "place_closed"
        in refused(lambda: deliveries.receive(delivery, counts(delivery, 20), actor_id=8)).codes
    )


def test_a_found_batch_is_judged_like_an_announced_one(place, listing):
    delivery = announced(place, listing)
    good = Batch(listing.variant_id, "L10", 4, NEXT_YEAR)
    found = [good, replace(good, lot_code="L9"), replace(good, lot_code="L11", quantity=0)]

    problems = refused(
        lambda: deliveries.receive(delivery, counts(delivery, 20), found=found, actor_id=8)
    ).problems

    assert [(one.code, one.data["found"]) for one in problems] == [
        ("bad_quantity", 2),
        ("twice", 1),
    ]


def in_sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_delivery_is_kept_as_it_ended(place, listing):
    delivery = announced(place, listing)
    deliveries.receive(delivery, counts(delivery, 20), actor_id=8)

    for statement in (
        "UPDATE ocop_inventory_delivery SET state = 'cancelled', document_id = NULL WHERE id = %s",
        "UPDATE ocop_inventory_deliveryline SET counted = 1 WHERE delivery_id = %s",
        "DELETE FROM ocop_inventory_deliveryline WHERE delivery_id = %s",
        "DELETE FROM ocop_inventory_delivery WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="kept as it ended"):
            in_sql(statement, delivery.pk)


def test_the_database_lets_no_consigned_goods_in_without_an_agreement(place, listing, monkeypatch):
    delivery = announced(place, listing)
    agreements.end(delivery.agreement, clock.today(), actor_id=1)
    # What receiving would see if it had asked before the agreement ended.
    monkeypatch.setattr(agreements, "required", lambda *_asked: delivery.agreement)
    tomorrow = clock.day_start(clock.today() + timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: tomorrow)

    with pytest.raises(IntegrityError, match="without an agreement"), transaction.atomic():
        deliveries.receive(delivery, counts(delivery, 20), actor_id=8)

    assert free(place, listing) == 10
