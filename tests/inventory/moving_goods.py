"""Goods that come, are sold and travel: one half of what the machine of every document does."""

import itertools
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from marketplace import clock
from marketplace.inventory import transfers
from marketplace.inventory.models import Document, Hold, Lot, Recall, Sent, Transfer
from marketplace.inventory.picked import Picked
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.orders.cancel import cancel
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories
from tests.handing import hand_over
from tests.inventory.plain_book import PlainBook

START = datetime(2026, 11, 22, 8, tzinfo=clock.LOCAL)
PRODUCER, SHOPPER, LOSS, WAY = "producer", "shopper", "loss", "on_the_way"
LOTS = {"L1": START.date() + timedelta(days=2), "L2": None}  # L1 is the article's first lot
THU, AN = 7, 8
place = st.integers(0, 2)
lot = st.sampled_from(sorted(LOTS))
condition = st.sampled_from(["good"] * 4 + ["blocked", "damaged"])
units = st.integers(1, 6)
pick = st.integers(0, 99)
is_greedy = st.sampled_from([False] * 4 + [True])  # wants more than there may be
few = st.sampled_from([0, 0, 0, 1, 2])
of_producer = st.sampled_from([True, True, True, False])


class Moving(RuleBasedStateMachine):
    """Set by the test: places, honey (the listing), set_clock."""

    @initialize()
    def begin(self):
        self.moment, self.keys = START, itertools.count()
        self.set_clock(START.isoformat())
        self.book = PlainBook(dict(LOTS))
        self.owners = [self.honey.producer.party_id, self.places[0].operator.party_id]
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.lots = {one.code: one for one in Lot.objects.filter(variant=self.honey.variant_id)}
        here = self.places[0].pk, "L1", self.owners[0], "good"
        self.book.move("L1", 9, ("producer", *here[1:]), here)
        for here in self.places:
            self.came(here, "L2", 6, self.owners[0])

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def today(self):
        return self.moment.date()

    def key(self):
        return f"key {next(self.keys)}"

    def act(self):
        return {"actor_id": THU, "client_key": self.key()}

    def row(self, where, lot, from_producer, condition="good"):
        at = where if isinstance(where, str) else self.places[where].pk
        return at, lot, self.owners[0 if from_producer else 1], condition

    def some(self, place, pick, count, is_greedy):
        """A row that stands at the place, and so many units of it as there are."""
        rows = sorted(self.book.at(self.places[place].pk))
        row = rows[pick % len(rows)] if rows else self.row(place, "L1", True)
        return row, count if is_greedy or not rows else min(count, self.book.there(row))

    def picked(self, row, count):
        return Picked(self.lots[row[1]].pk, row[2], row[3], count)

    def attempt(self, is_possible, call, *codes):
        """Do it if the book says so; else it is refused, and nothing has changed (the invariants)."""
        if is_possible:
            return call()
        with pytest.raises((StockRefused, OrderRefused)) as refused:
            call()
        assert not codes or set(refused.value.codes) <= set(codes), refused.value.codes
        return None

    def may_go(self, row, count):
        leaving = Counter({row: count})
        return self.book.has(leaving) and self.book.may_leave(leaving, row[0], self.today)

    def went(self, row, count, where, **other):
        """From a row to the same goods somewhere else, or in another condition."""
        if not count:
            return
        target = (where, row[1], other.get("owner", row[2]), other.get("condition", row[3]))
        self.book.move(row[1], count, row, target)

    def is_recalled(self, lot):
        return Recall.objects.filter(lot=self.lots[lot], lifted_at=None).exists()

    def came(self, here, lot, count, owner):
        line = Received(self.honey.variant_id, lot, count, best_before=LOTS[lot])
        possible = self.book.keeps(lot, self.today)
        possible = possible and not (lot in self.lots and self.is_recalled(lot))
        key = self.act()
        document = None
        for _press in range(2):  # the second press of the button moves nothing
            document = self.attempt(possible, lambda: receive(here, [line], owner_id=owner, **key))
        if document:
            self.lots[lot] = Lot.objects.get(variant=self.honey.variant_id, code=lot)
            self.book.move(
                lot, count, (PRODUCER, lot, owner, "good"), (here.pk, lot, owner, "good")
            )

    @rule(place=place, lot=lot, units=units, consigned=of_producer)
    def receive_goods(self, place, lot, units, consigned):
        self.came(self.places[place], lot, units, self.owners[0 if consigned else 1])

    @rule(units=st.integers(1, 15))
    def order(self, units):
        self.ordered(units)

    def ordered(self, units):
        checkout = factories.checkout(self.honey, quantity=units)
        free = sum(
            max(self.book.good(one.pk, self.today) - self.book.promised(one.pk), 0)
            for one in self.places
        )
        order = self.attempt(free >= units, lambda: place_order(checkout), "not_enough")
        if order:
            confirm_by_phone(order.parcels.first().code, actor_id=THU)  # held until handed over
        for parcel in order.parcels.all() if order else ():
            holds = Hold.objects.filter(reference=parcel.reference)
            rows = holds.values_list("shelf__place", "quantity")
            self.book.held[parcel.code] = Counter(dict(rows))

    @rule(pick=pick, is_wanted=st.booleans())
    def end_order(self, pick, is_wanted):
        self.ended(pick, is_wanted)

    def ended(self, pick, is_wanted):
        if not self.book.held:
            self.ordered(2)
        waiting = sorted(self.book.held)
        if not waiting:
            return
        parcel = waiting[pick % len(waiting)]
        held = self.book.held[parcel]
        if not is_wanted:
            cancel(parcel, actor_id=THU, reason="Người mua đổi ý")
            del self.book.held[parcel]
            return
        possible = all(self.book.good(at, self.today) >= count for at, count in held.items())
        done = self.attempt(possible, lambda: hand_over(parcel, **self.act()), "not_enough")
        if done:
            sale = Document.objects.get(kind="sale", reference=done.reference)
            for at, count in held.items():
                first = self.book.first_to_expire(at, count, self.today)
                out = self._out_of(sale, at)
                assert Counter({name: sum(c.values()) for name, c in out.items()}) == first
                for name, owners_of in out.items():
                    for owner, taken in owners_of.items():
                        self.went((at, name, owner, "good"), taken, SHOPPER)
            del self.book.held[parcel]

    def _out_of(self, document, at):
        """What left a place, by lot and owner: which of two owners goes first is the ledger's."""
        rows: dict[str, Counter] = {}
        entries = document.entries.filter(place=at).values_list("lot__code", "owner", "quantity")
        for name, owner, quantity in entries:
            rows.setdefault(name, Counter())[owner] -= quantity
        return rows

    @rule(origin=place, destination=place, pick=pick, units=units, is_greedy=is_greedy)
    def send(self, origin, destination, pick, units, is_greedy):
        row, units = self.some(origin, pick, units, is_greedy)
        self.sent(origin, destination, row[1], row[3], units)

    def sent(self, origin, destination, lot, condition, units):
        here, there = self.places[origin], self.places[destination]
        asked = (
            transfers.Asked(self.honey.variant_id, units, self.lots[lot].pk, condition)
            if (lot in self.lots)
            else None
        )
        if asked is None or here == there:
            return
        sent = transfers.draft(here, there, [asked], **self.act())
        rows = [self.row(origin, lot, whose, condition) for whose in (True, False)]
        stands = sum(self.book.there(row) for row in rows)
        possible = stands >= units and self.book.may_leave(
            Counter({rows[0]: units}), here.pk, self.today
        )
        seen = transfers.fingerprint(sent)
        send = self.attempt(possible, lambda: transfers.send(sent.code, seen=seen, **self.act()))
        went = Sent.objects.filter(transfer=sent).values_list("owner", "sent") if send else ()
        assert not send or sum(count for _owner, count in went) == units
        for owner, count in went:
            row = (here.pk, lot, owner, condition)
            assert self.book.there(row) >= count
            self.went(row, count, WAY)

    def _travelling(self, pick):
        """A row of Sent with units on the way; they are sent now where there are none."""
        if not any(count for row, count in self.book.units.items() if row[0] == WAY):
            self.sent(pick % 3, (pick + 1) % 3, "L2", "good", 3)
        rows = [
            row
            for row in Sent.objects.select_related("transfer", "lot").order_by("pk")
            if row.on_the_way
        ]
        return rows[pick % len(rows)] if rows else None

    def arrived(self, row, count, at, lands=None):
        """Units of a row of Sent come to a place; a recalled lot is good nowhere."""
        lands = lands or row.condition
        if lands == "good" and self.is_recalled(row.lot.code):
            lands = "blocked"
        way = (WAY, row.lot.code, row.owner_id, row.condition)
        self.went(way, count, at, condition=lands)

    @rule(pick=pick, received=units, damaged=few, lost=few, is_greedy=is_greedy)
    def arrive(self, pick, received, damaged, lost, is_greedy):
        row = self._travelling(pick)
        if row is None:
            return
        if not is_greedy:
            received = min(received, row.on_the_way)
            damaged = min(damaged, row.on_the_way - received)
            lost = min(lost, row.on_the_way - received - damaged)
        came = transfers.Came(
            row.pk,
            received,
            damaged,
            lost,
            "damaged_on_the_way" if damaged else "",
            "lost_on_the_way" if lost else "",
        )
        possible = 0 < came.units <= row.on_the_way
        possible = possible and not (damaged and row.condition == "damaged")
        code, at = row.transfer.code, row.transfer.destination_id
        if self.attempt(possible, lambda: transfers.receive(code, [came], **self.act())):
            self.arrived(row, received, at)
            self.arrived(row, damaged, at, "damaged")
            self.went((WAY, row.lot.code, row.owner_id, row.condition), lost, LOSS)

    @rule(pick=pick, all_of_it=st.booleans())
    def turn_round(self, pick, all_of_it):
        row = self._travelling(pick)
        if row is None:
            return
        rows = list(row.transfer.sent.select_related("lot"))
        untouched = all(one.on_the_way == one.sent for one in rows)
        verb = transfers.cancel if all_of_it else transfers.bring_back
        done = self.attempt(
            untouched or not all_of_it, lambda: verb(row.transfer.code, **self.act())
        )
        for one in rows if done else ():
            self.arrived(one, one.on_the_way, row.transfer.origin_id)
        assert not done or done.state != Transfer.State.SENT
