from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.inventory.models import Entry, Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes.cancel import cancel
from marketplace.inventory.stocktakes.start import start
from tests import factories
from tests.inventory.stocktakes.counting import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.place()


def test_it_remembers_where_the_ledger_stood(place):
    assert begin(place).ledger_at == 0
    other = factories.place("Điểm khác")
    factories.listing(at=other)

    newest = Entry.objects.filter(place=other).latest("pk").pk
    assert begin(other).ledger_at == newest


def test_the_same_key_starts_once(place):
    first = start(place, "", actor_id=7, client_key="k")
    again = start(place, "", actor_id=7, client_key="k")

    assert again.pk == first.pk
    assert Line.objects.filter(action="inventory.start_stocktake").count() == 1


@pytest.mark.parametrize(
    ("running", "wanted", "is_refused"),
    [
        ("", "", True),
        ("", "I", True),
        ("I", "", True),
        ("I", "I", True),
        ("I", "II", False),
    ],
)
def test_what_is_counted_is_not_counted_twice_at_once(place, running, wanted, is_refused):
    first = begin(place, running)

    if not is_refused:
        assert begin(place, wanted).pk != first.pk
        return
    with pytest.raises(StockRefused) as refused:
        begin(place, wanted)
    assert refused.value.codes == ["already_counting"]
    assert first.code in refused.value.problems[0].sentence
    with pytest.raises(IntegrityError, match="stocktake_one_running"), transaction.atomic():
        Stocktake.objects.create(
            code="X", place=place, group=wanted, ledger_at=0, started_at=clock.now(), client_key="x"
        )


def test_two_places_are_counted_side_by_side(place):
    begin(place)

    assert begin(factories.place("Điểm khác")).state == "counting"


def test_after_the_end_another_may_begin(place):
    cancel(begin(place), actor_id=7)

    assert begin(place, "I").state == "counting"


def test_a_closed_place_and_an_unknown_group_are_refused_together(place):
    place.closed_on = clock.today() - timedelta(days=1)
    assert place.opened_on < date(2026, 1, 1)

    with pytest.raises(StockRefused) as refused:
        begin(place, "VII")

    assert refused.value.codes == ["place_closed", "bad_group"]
