"""A machine that does whatever can be done with goods at three places, of two owners, in three conditions."""

from collections import Counter
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from marketplace.inventory import (
    adjustments,
    conditions,
    owners,
    producer_returns,
    recalls,
    returns,
    reversal,
)
from marketplace.inventory.models import Document, Recall
from marketplace.inventory.stocktakes import cancel as stocktake_cancel
from marketplace.inventory.stocktakes import review
from marketplace.inventory.stocktakes.count import Found, count
from marketplace.inventory.stocktakes.post import post
from marketplace.inventory.stocktakes.start import start
from tests.inventory.moving_goods import (
    AN,
    LOSS,
    PRODUCER,
    SHOPPER,
    THU,
    Moving,
    condition,
    is_greedy,
    lot,
    pick,
    place,
    units,
)

STAYS = ("owner_change", "condition_change")
SOMEBODY_ELSE = 9  # nobody takes back much of what they have posted themselves


class EveryDocument(Moving):
    """What changes where goods stand, whose they are and how they are; and takes it back."""

    @rule(place=place, pick=pick, difference=st.integers(-3, 3), scans_recalled=st.booleans())
    def count_everything(self, place, pick, difference, scans_recalled):
        here = self.places[place]
        stocktake = start(here, "", **self.act())
        rows = review.rows(stocktake)
        other = rows[pick % len(rows)] if rows else None
        changed: Counter = Counter()
        for row in rows:
            there = self.book.there((here.pk, row.lot.code, row.owner.pk, row.condition))
            seen = max(there + difference, 0) if row is other else there
            found = Found(row.lot, row.owner.pk, row.condition, seen)
            count(stocktake, found, **self.act())
            changed[here.pk, row.lot.code, row.owner.pk, row.condition] = there - seen
        stopped = [name for name in sorted(self.lots) if self.is_recalled(name)]
        revives = scans_recalled and bool(stopped)
        if revives:  # no good unit of it stands anywhere, and a scan says "good"
            found = Found(self.lots[stopped[0]], self.owners[0], "good", 1)
            count(stocktake, found, **self.act())
        possible = not revives and self.book.may_leave(changed, here.pk, self.today)
        somebody_else = self.act() | {"actor_id": AN}
        if self.attempt(possible, lambda: post(stocktake, **somebody_else), "promised", "recalled"):
            for row, short in changed.items():
                self.went(row, short, LOSS)
        else:
            stocktake_cancel.cancel(stocktake, actor_id=THU)

    @rule(
        place=place,
        pick=pick,
        units=units,
        is_greedy=is_greedy,
        reason=st.sampled_from(["broken", "sample", "found"]),
        agrees=st.booleans(),
    )
    def adjust(self, place, pick, units, is_greedy, reason, agrees):
        row, units = self.some(place, pick, units, is_greedy)
        known = any(one[:3] == row[:3] for one in self.book.units)
        possible = known if reason == "found" else self.may_go(row, units)
        goods = [self.picked(row, units)]
        asked = self.attempt(
            possible,
            lambda: adjustments.ask(
                self.places[place], reason, goods, note="Ghi chú", **self.act()
            ),
        )
        if asked is None:
            return
        if asked.state == "waiting" and agrees:
            asked = adjustments.approve(asked.code, actor_id=AN)
        elif asked.state == "waiting":
            adjustments.refuse(asked.code, actor_id=AN, note="Chưa đúng")
        if asked.state == "posted" and reason == "found":
            revives = row[3] == "good" and self.is_recalled(row[1])
            lands = "blocked" if revives else row[3]
            self.went((LOSS, *row[1:]), units, row[0], condition=lands)
        elif asked.state == "posted":
            self.went(row, units, LOSS)

    @rule(place=place, pick=pick, units=units, is_greedy=is_greedy)
    def give_back(self, place, pick, units, is_greedy):
        row, units = self.some(place, pick, units, is_greedy)
        if self.attempt(
            self.may_go(row, units),
            lambda: producer_returns.return_to_producer(
                self.places[place],
                self.honey.producer,
                [self.picked(row, units)],
                note="Trả bớt",
                **self.act(),
            ),
        ):
            self.went(row, units, PRODUCER)

    @rule(place=place, pick=pick, units=units, condition=st.sampled_from(["good", "damaged"]))
    def bring_back(self, place, pick, units, condition):
        all_sales = Document.objects.filter(kind="sale").order_by("pk")
        if not all_sales.exists():
            self.ended(pick, is_wanted=True)
        sales = list(all_sales)
        if not sales:
            return
        sale = sales[pick % len(sales)]
        entry = sale.entries.filter(virtual=SHOPPER).select_related("lot").order_by("pk")[0]
        row = (SHOPPER, entry.lot.code, entry.owner_id, "good")
        target = (self.places[place].pk, row[1], row[2], condition)
        left = returns.still_out(sale.reference)[entry.lot_id, entry.owner_id]
        goods = [self.picked(target, units)]
        if self.attempt(
            left >= units,
            lambda: returns.take_back(
                self.places[place], goods, reference=sale.reference, **self.act()
            ),
            "more_than_sold",
            "unknown_sale",
        ):
            lands = "blocked" if condition == "good" and self.is_recalled(row[1]) else condition
            self.went((SHOPPER, *row[1:3], condition), units, target[0], condition=lands)

    @rule(place=place, pick=pick, units=units, is_greedy=is_greedy)
    def buy_out(self, place, pick, units, is_greedy):
        row, units = self.some(place, pick, units, is_greedy)
        goods = self.picked(row, units)
        cost = {(goods.lot_id, goods.owner_id): 90_000}
        possible = row[2] == self.owners[0] and self.book.there(row) >= units
        if self.attempt(
            possible, lambda: owners.buy_out(self.places[place], [goods], cost, **self.act())
        ):
            self.went(row, units, row[0], owner=self.owners[1])

    @rule(place=place, pick=pick, units=units, is_greedy=is_greedy, into=condition)
    def change(self, place, pick, units, is_greedy, into):
        row, units = self.some(place, pick, units, is_greedy)
        possible = row[3] != into and self.book.there(row) >= units
        possible = possible and not (into == "good" and self.is_recalled(row[1]))
        if self.attempt(
            possible,
            lambda: conditions.change_condition(
                self.places[place],
                [self.picked(row, units)],
                into,
                note="Nắp phồng",
                **self.act(),
            ),
        ):
            self.went(row, units, row[0], condition=into)

    @rule(lot=lot)
    def recall_or_lift(self, lot):
        running = Recall.objects.filter(lot__code=lot, lifted_at=None).first()
        if running:
            recalls.lift(running.code, note="Mẫu đạt", actor_id=AN)
        elif lot in self.lots:
            recalls.recall(self.lots[lot], note="Nhiễm chì", **self.act())
            for row, count in list(self.book.units.items()):
                if row[1] == lot and row[3] == "good" and isinstance(row[0], int):
                    self.went(row, count, row[0], condition="blocked")

    @rule(pick=pick)
    def reverse(self, pick):
        documents = list(Document.objects.order_by("pk"))
        first = documents[pick % len(documents)]
        entries = list(first.entries.select_related("lot"))
        possible = (
            first.kind in reversal.REVERSIBLE
            and entries
            and not Document.objects.filter(reverses=first).exists()
            and not Recall.objects.filter(document=first, lifted_at=None).exists()
        )
        leaving: Counter = Counter()
        for one in entries:
            at = one.place_id or one.virtual
            leaving[at, one.lot.code, one.owner_id, one.condition] += one.quantity
        here = Counter({row: n for row, n in leaving.items() if isinstance(row[0], int)})
        possible = possible and self.book.has(here)
        revived = [row for row, n in here.items() if n < 0 and row[3] == "good"]
        possible = possible and not any(self.is_recalled(row[1]) for row in revived)
        for at in {row[0] for row in here} if first.kind not in STAYS else ():
            of_place = Counter({row: n for row, n in here.items() if row[0] == at})
            possible = possible and self.book.may_leave(of_place, at, self.today)
        key = self.act() | {"actor_id": SOMEBODY_ELSE}
        for _press in range(2):
            done = self.attempt(
                possible, lambda: reversal.reverse(first.code, note="Ghi nhầm", **key)
            )
        if done:
            self.book.units.subtract(leaving)

    @rule(days=st.sampled_from([1, 2]))
    def days_pass(self, days):
        self.moment += timedelta(days=days)
        self.set_clock(self.moment.isoformat())
