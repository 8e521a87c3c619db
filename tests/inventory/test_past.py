"""What stood there, and what the books said: two questions about one moment."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.inventory import ledger
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Document, Virtual
from marketplace.inventory.past import By, stock_at
from marketplace.inventory.reasons import Reason
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(set_clock):
    set_clock("2026-11-20T08:00:00+07:00")
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


def at(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=clock.LOCAL)


def taken_away(listing, place, quantity, *, happened):
    """An adjustment that is written down later than it happened."""
    lot = factories.lot_of(listing)
    lines = ledger.moving(
        lot,
        quantity,
        owner_id=listing.producer.party_id,
        condition="good",
        reason=Reason.BROKEN,
        origin=place.pk,
        target=Virtual.LOSS,
    )
    posting = ledger.Posting(Document.Kind.ADJUSTMENT, f"late-{happened}", 7, business_at=happened)
    ledger.post(posting, lines, lock_stock([(place.pk, lot.variant_id)]))


def units(place, moment, by):
    return [row.quantity for row in stock_at(place, moment, by)]


def test_what_is_written_late_changes_what_stood_there_and_not_what_the_books_said(
    place, listing, set_clock
):
    before = {by: units(place, at("21T12:00"), by) for by in By}
    set_clock("2026-11-22T09:00:00+07:00")

    taken_away(listing, place, 4, happened=at("21T10:00"))

    assert before == {By.BUSINESS: [10], By.RECORDED: [10]}
    assert units(place, at("21T12:00"), By.BUSINESS) == [6]
    assert units(place, at("21T12:00"), By.RECORDED) == [10]
    for by in By:
        assert units(place, at("22T09:00"), by) == [6]
        assert units(place, at("20T07:59"), by) == []


def test_the_moment_itself_counts(place, listing):
    for by in By:
        assert units(place, at("20T08:00"), by) == [10]


def test_another_place_is_another_question(place, listing):
    other = factories.place("Điểm khác")

    assert stock_at(other, at("22T12:00"), By.RECORDED) == []


def test_what_is_gone_is_not_listed(place, listing, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    taken_away(listing, place, 10, happened=at("22T09:00"))

    assert stock_at(place, at("22T10:00"), By.RECORDED) == []


def test_it_takes_as_many_queries_for_many_lots_as_for_one(place, listing):
    for _number in range(4):
        factories.listing(at=place)

    with CaptureQueriesContext(connection) as captured:
        assert len(stock_at(place, at("22T12:00"), By.BUSINESS)) == 5
    assert len(captured) == 3
