"""Agreements: one at a time, on known terms, and none behind anybody's back."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.inventory import agreements
from marketplace.inventory.agreements import Agreed, Terms
from marketplace.inventory.models import ConsignmentAgreement, Document
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from tests import factories

pytestmark = pytest.mark.django_db

TERMS = Terms(commission=Decimal("12.5"), loss_bearer="producer", payment_days=15)


@pytest.fixture(autouse=True)
def today(set_clock):
    set_clock("2026-11-22T09:00:00+07:00")


@pytest.fixture
def both():
    return {"producer": factories.producer(), "operator": factories.operator()}


def make(both, since, until=None, *, key=None, terms=TERMS, **fields):
    agreed = Agreed(**both, terms=terms, since=since, until=until, **fields)
    return agreements.make(agreed, actor_id=7, client_key=key or f"{since}-{until}")


def codes_of(call):
    with pytest.raises(StockRefused) as refused:
        call()
    return refused.value.codes


def test_it_is_in_force_from_its_first_day_to_its_last(both):
    made = make(both, date(2026, 1, 1), date(2026, 12, 31), number="05/HĐKG")
    pair = both["producer"].pk, both["operator"].pk

    assert agreements.in_force(*pair, date(2025, 12, 31)) is None
    assert agreements.in_force(*pair, date(2026, 1, 1)) == made
    assert agreements.in_force(*pair, date(2026, 12, 31)) == made
    assert agreements.in_force(*pair, date(2027, 1, 1)) is None
    assert (made.commission, made.loss_bearer, made.payment_days) == (
        Decimal("12.5"), "producer", 15,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 6, 30), None),
        (date(2025, 1, 1), None),
        (date(2026, 12, 31), date(2027, 5, 1)),
        (date(2025, 1, 1), date(2027, 5, 1)),
    ],
)
def test_two_never_overlap(both, since, until):
    make(both, date(2026, 1, 1), date(2026, 12, 31))

    assert codes_of(lambda: make(both, since, until)) == ["overlap"]


def test_the_next_one_begins_on_the_day_after(both):
    make(both, date(2026, 1, 1), date(2026, 12, 31))

    make(both, date(2027, 1, 1))

    assert ConsignmentAgreement.objects.count() == 2


def test_the_same_key_makes_one(both):
    first, second = (make(both, date(2026, 1, 1), key="k") for _press in range(2))
    others = {"producer": factories.producer(), "operator": both["operator"]}

    assert first.pk == second.pk
    assert codes_of(lambda: make(others, date(2026, 1, 1), key="k")) == ["key_used"]


@pytest.mark.parametrize("commission", ["-0.01", "100", "12.345", "1000"])
def test_no_such_commission(both, commission):
    terms = Terms(Decimal(commission), "producer", 15)

    assert codes_of(lambda: make(both, date(2026, 1, 1), terms=terms)) == ["bad_commission"]


@pytest.mark.parametrize("commission", ["0", "99.99"])
def test_the_bounds_of_a_commission_are_allowed(both, commission):
    terms = Terms(Decimal(commission), "operator", 0)

    assert make(both, date(2026, 1, 1), terms=terms).commission == Decimal(commission)


def test_all_that_is_wrong_is_told_at_once(both):
    terms = Terms(Decimal(100), "nobody", 366)

    assert codes_of(
        lambda: make(both, date(2026, 5, 1), date(2026, 4, 1), terms=terms, number="x" * 61)
    ) == ["bad_commission", "bad_bearer", "bad_payment_days", "bad_number", "days_in_order"]


def test_one_that_would_have_ended_yesterday_is_not_made(both):
    assert codes_of(lambda: make(both, date(2026, 1, 1), date(2026, 11, 21))) == ["ended"]
    assert make(both, date(2026, 1, 1), date(2026, 11, 22)).until == date(2026, 11, 22)


def test_an_end_is_today_or_later_and_never_moves_on(both, set_clock):
    made = make(both, date(2026, 1, 1))

    assert codes_of(lambda: agreements.end(made, date(2026, 11, 21), actor_id=7)) == ["bad_until"]
    made = agreements.end(made, date(2026, 12, 31), actor_id=7)
    assert codes_of(lambda: agreements.end(made, date(2027, 1, 31), actor_id=7)) == ["bad_until"]
    made = agreements.end(made, date(2026, 11, 22), actor_id=7)
    assert agreements.end(made, date(2026, 11, 22), actor_id=8).until == date(2026, 11, 22)
    set_clock("2026-11-23T00:00:00+07:00")
    assert codes_of(lambda: agreements.end(made, date(2026, 11, 23), actor_id=7)) == ["ended"]


def test_a_producers_goods_need_one_and_an_operators_own_do_not():
    place, listing = factories.place(), factories.listing()
    line = [Received(listing.variant_id, "L2", 5)]

    def take_in(owner_id, key):
        return receive(place, line, owner_id=owner_id, actor_id=7, client_key=key)

    assert codes_of(lambda: take_in(listing.producer.party_id, "a")) == ["no_agreement"]
    assert take_in(place.operator.party_id, "b").kind == Document.Kind.RECEIVING
    factories.agreement(listing.producer, place.operator, since=clock.today())
    assert take_in(listing.producer.party_id, "c").kind == Document.Kind.RECEIVING
