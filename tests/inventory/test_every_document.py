"""Documents of every kind in any order: ledger, balances, shelves, holds and Saleor tell one story,
and it is the one that a plain book tells."""

import os
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from marketplace.inventory import availability, shortfall
from marketplace.inventory.models import Balance, Document, Entry, Hold, Recall, Sent, Shelf
from marketplace.places.models import Place
from marketplace.saleor_bridge.models import Stock
from tests import factories
from tests.inventory.every_document import EveryDocument
from tests.inventory.moving_goods import LOTS, START

WHAT = ("lot__code", "owner", "condition")


class Checked(EveryDocument):
    """The machine with what must hold after every step; written: how many of each kind."""

    written: Counter = Counter()

    def teardown(self):
        self.written.update(Document.objects.values_list("kind", flat=True))
        super().teardown()

    @invariant()
    def the_database_agrees(self):
        with connection.cursor() as cursor:  # the checks that wait for the commit, now
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def every_document_sums_to_zero(self):
        sums = Entry.objects.values("document", "lot").annotate(sum=Sum("quantity"))
        assert not sums.exclude(sum=0).exists()

    @invariant()
    def the_ledger_is_the_plain_book(self):
        rows = Entry.objects.values_list("place", "virtual", *WHAT).annotate(sum=Sum("quantity"))
        ledger = {(row[0] or row[1], *row[2:5]): row[5] for row in rows if row[5]}
        assert ledger == {row: units for row, units in self.book.units.items() if units}

    @invariant()
    def balances_are_the_sums_of_the_entries(self):
        there = dict()
        for place, *what, units in Balance.objects.values_list("place", *WHAT, "quantity"):
            assert units >= 0
            there[place, *what] = units
        book = {row: units for row, units in self.book.units.items() if isinstance(row[0], int)}
        assert +Counter(there) == +Counter(book)

    @invariant()
    def shelves_holds_and_saleor_agree(self):
        saleor = dict(Stock.objects.values_list("warehouse__place", "quantity"))
        live = Hold.objects.filter(state="live").values_list("shelf__place")
        held = dict(live.annotate(sum=Sum("quantity")))
        for shelf in Shelf.objects.all():
            at = shelf.place_id
            assert shelf.on_hand == saleor[at] == self.book.on_hand(at)
            assert shelf.held == held.get(at, 0) == self.book.promised(at)
            assert 0 <= shelf.held <= shelf.on_hand

    @invariant()
    def what_was_sent_is_somewhere(self):
        way: Counter = Counter()
        for row in Sent.objects.select_related("lot"):
            came = row.received + row.damaged + row.lost + row.returned
            assert row.sent == came + row.on_the_way
            way["on_the_way", row.lot.code, row.owner_id, row.condition] += row.on_the_way
        book = {row: units for row, units in self.book.units.items() if row[0] == "on_the_way"}
        assert +way == +Counter(book)

    @invariant()
    def what_can_be_sold_and_what_is_short(self):
        keys = [(one.pk, self.honey.variant_id) for one in self.places]
        free = availability.free(keys, self.today)
        missing = {
            one.shelf.place_id: one.missing
            for one in shortfall.short_shelves(Place.objects.all(), self.today)
        }
        for key in keys:
            left = self.book.good(key[0], self.today) - self.book.promised(key[0])
            assert free[key] == max(left, 0)
            assert missing.get(key[0], 0) == max(-left, 0)

    @invariant()
    def nothing_recalled_can_be_sold(self):
        recalled = Recall.objects.filter(lifted_at=None).values("lot")
        good = Balance.objects.filter(lot__in=recalled, condition="good", quantity__gt=0)
        assert not good.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_stock_is_true_whatever_document_is_written(set_clock):
    """More and other stories: EXAMPLES=200, as `make soak` does."""
    set_clock(START.isoformat())
    seller = factories.operator()
    names = ("Trung tâm", "Điểm bán", "Gian hàng")
    Checked.places = [factories.place(name, seller=seller) for name in names]
    Checked.honey = factories.listing(
        at=Checked.places[0], quantity=9, best_before=LOTS["L1"], price=125_000
    )
    factories.agreement(Checked.honey.producer, seller)
    Checked.set_clock = staticmethod(set_clock)
    examples = int(os.environ.get("EXAMPLES", "0"))

    run_state_machine_as_test(
        Checked,
        settings=settings(
            max_examples=examples or 10,
            derandomize=not examples,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # with Phase.shrink it looks for a shorter story, for minutes
        ),
    )

    assert set(Checked.written) == set(Document.Kind.values), Checked.written
