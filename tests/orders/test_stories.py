"""Random stories of orders: whatever people do in whatever order, goods, money and Saleor's rows agree.

STORIES in the environment asks for more of them than `make test` has time for.
"""

import os
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from marketplace import clock
from marketplace.inventory import transfers
from marketplace.inventory.models import Document, Transfer
from marketplace.inventory.stock_check.check import check as check_stock
from marketplace.orders import refunds
from marketplace.orders.cancel import cancel, cancel_by_shopper, cancel_unconfirmed
from marketplace.orders.collect import collect
from marketplace.orders.confirm import confirm_by_phone, could_not_reach
from marketplace.orders.deliver import deliver
from marketplace.orders.lapse import sweep
from marketplace.orders.models import Parcel, Refund, ShopOrder
from marketplace.orders.order_check.check import check as check_orders
from marketplace.orders.pack import pack_counted
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.orders.ship import ship
from marketplace.orders.split import split
from marketplace.orders.supply import send_to_point
from marketplace.orders.take_back import take_back
from marketplace.places.supply import set_supplier
from marketplace.refusal import Refusal
from tests import factories, money, offers
from tests.handing import rider

pytestmark = pytest.mark.django_db

STEPS, LOOK_EVERY = 70, 10
SEEDS = range(int(os.environ.get("STORIES", "4")))
STATE = Parcel.State


class Story:
    """A centre, a point that it supplies, four articles; act() does one thing at random."""

    def __init__(self, seed: int, set_clock) -> None:
        self.chance = random.Random(seed)
        self.did: Counter[str] = Counter()
        self._moment, self._set_clock = datetime(2026, 11, 22, 8, tzinfo=clock.LOCAL), set_clock
        self._pass(timedelta())
        self.centre = factories.place()
        self.branch = factories.place("Chi nhánh", seller=self.centre.operator)
        self.point = factories.place("Điểm bán", seller=self.centre.operator, kind="sales_point")
        set_supplier(self.point, self.centre, actor_id=None)
        self.goods = [
            factories.listing(at=place, quantity=30, price=90_000 + number)
            for number, place in enumerate((self.centre, self.centre, self.branch, self.point))
        ]
        basket = offers.gift_set((self.goods[0], 2), (self.goods[1], 1))
        self.delivered = [*self.goods[:3], basket]
        self.collected = [self.goods[0], self.goods[3], basket]
        self.phones = [f"0912 000 {number:03d}" for number in range(8)]

    def act(self) -> str:
        name = self.chance.choice(
            [*["place", "collect_order"] * 2, "time", "sweep", "arrive", "refund", *["parcel"] * 16]
        )
        try:
            done = getattr(self, f"_{name}")()
        except Refusal as refused:
            done = f"refused: {refused.codes[0]}"
        self.did[done] += 1
        return done

    def _pass(self, time: timedelta) -> None:
        self._moment += time
        self._set_clock(self._moment.isoformat())

    def _time(self) -> str:
        self._pass(timedelta(minutes=self.chance.choice([5, 90, 90, 11 * 60, 25 * 60])))
        return "time"

    def _sweep(self) -> str:
        return "lapsed" if sweep() else "nothing past"

    def _place(self) -> str:
        chosen = self.chance.sample(self.delivered, self.chance.randint(1, 3))
        quantity = self.chance.randint(1, 3)
        place_order(
            factories.checkout(*chosen, quantity=quantity, phone=self.chance.choice(self.phones))
        )
        return "placed"

    def _collect_order(self) -> str:
        listing = self.chance.choice(self.collected)
        where = {"how": "collection", "point": self.point.code, "payment": "at_the_counter"}
        phone = self.chance.choice(self.phones)
        place_order(factories.checkout(listing, quantity=2, phone=phone, **where))
        return "placed to collect"

    def _arrive(self) -> str:
        transfer = Transfer.objects.filter(state=Transfer.State.SENT).first()
        if transfer is None:
            return "nothing under way"
        lost = self.chance.choice([0, 1])
        why = "lost_on_the_way" if lost else ""
        came = [
            transfers.Came(row.pk, received=row.sent - lost, lost=lost, loss_reason=why)
            for row in transfer.sent.all()
        ]
        key = f"came-{Document.objects.count()}"
        transfers.receive(transfer.code, came, actor_id=None, client_key=key)
        return "came short" if lost else "came"

    def _refund(self) -> str:
        promised = Refund.objects.filter(state=Refund.State.PROMISED).first()
        if promised is None:
            return "nothing to refund"
        refunds.pay(promised.code, actor_id=None)
        return "refunded"

    def _parcel(self) -> str:
        over = [STATE.BACK, STATE.CANCELLED, STATE.LAPSED]
        if self.chance.random() < 0.85:  # of what is delivered there is more and more
            over.append(STATE.DELIVERED)
        parcels = Parcel.objects.exclude(state__in=over)
        found = list(parcels.select_related("order__seller").order_by("pk"))
        if not found:
            return "no parcel"
        parcel = self.chance.choice(found)
        name = self.chance.choice(self._ways(parcel))
        self._do(name, parcel)
        return name

    def _ways(self, parcel: Parcel) -> list[str]:
        at_place = ["pack"] * 4 + ["split", "cancel", "give_up"]
        if parcel.pickup_code:
            at_place = ["send", "send", "ready", "ready", "split", "give_up"]
        return {
            STATE.TO_CONFIRM: ["confirm"] * 5 + ["not_reached", "not_wanted", "split", "give_up"],
            STATE.CONFIRMED: at_place,
            STATE.PACKED: ["ship"] * 4 + ["cancel", "give_up"],
            STATE.READY: ["collect", "collect", "cancel"],
            STATE.SHIPPED: ["deliver", "deliver", "refuse"],
            STATE.REFUSED: ["back"],
            STATE.DELIVERED: ["return", "return", "deliver", "cancel"],
        }[STATE(parcel.state)]

    def _do(self, name: str, parcel: Parcel) -> None:
        code, actor, reason = parcel.code, {"actor_id": None}, "vì nhiều lẽ"
        lines = dict(parcel.lines.values_list("pk", "quantity"))
        units = {pk: self.chance.randint(0, quantity) for pk, quantity in lines.items()}
        match name:
            case "confirm":
                confirm_by_phone(code, **actor)
            case "not_reached":
                could_not_reach(code, seen=0, **actor)
            case "not_wanted":
                cancel_unconfirmed(code, reason=reason, **actor)
            case "give_up":
                cancel_by_shopper(parcel.order.code, reason=reason)
            case "cancel":
                cancel(code, reason=reason, **actor)
            case "split":
                split(code, units, **actor)
            case "send":
                send_to_point([code], client_key=f"send-{code}-{self.did['send']}", **actor)
            case "ready":
                ready(code, **actor)
            case "collect":
                collect(code, parcel.pickup_code, **actor)
            case "pack":
                pack_counted(code, lines, **actor)
            case "ship":
                ship(code, rider(parcel), "", **actor)
            case "deliver":
                deliver(code, **actor)
            case "refuse":
                refuse(code, reason=reason, **actor)
            case "back":
                take_back(code, units, **actor)
            case "return":
                money.received(parcel, 1, refund=1_000)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_everything_agrees(seed, set_clock):
    story = Story(seed, set_clock)
    told = []

    for step in range(1, STEPS + 1):
        told.append(story.act())
        if step % LOOK_EVERY == 0:
            assert check_stock().broken == [], told
            assert check_orders().broken == [], told

    assert ShopOrder.objects.exists()


@pytest.mark.slow
def test_two_long_stories_reach_every_step(set_clock):
    """Or the short ones would prove less than they seem to."""
    reached = Counter[str]()
    for seed in (20, 24):
        story = Story(seed, set_clock)
        for _step in range(300):
            story.act()
        reached += story.did

    assert check_stock().broken == []
    assert check_orders().broken == []
    assert set(reached) >= {
        *("placed", "placed to collect", "confirm", "not_reached", "not_wanted", "give_up"),
        *("cancel", "split", "send", "came", "came short", "ready", "collect", "pack", "ship"),
        *("deliver", "refuse", "back", "return", "refunded", "lapsed"),
    }, reached
