"""Shoppers who order over HTTP and press again until they are answered, and staff at work beside them."""

import http.client
import itertools
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from marketplace import clock
from marketplace.inventory import transfers
from marketplace.inventory.models import Transfer
from marketplace.orders.cancel import cancel
from marketplace.orders.collect import collect
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.deliver import deliver
from marketplace.orders.holding import hold_until
from marketplace.orders.lapse import lapse
from marketplace.orders.locked import lock_goods, lock_parcel
from marketplace.orders.models import OUTSIDE, OVER, Parcel
from marketplace.orders.pack import pack_counted
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.orders.ship import ship
from marketplace.orders.supply import send_to_point
from marketplace.orders.take_back import take_back
from marketplace.refusal import Refusal
from tests.benchmarks.visit import Answer, Visit
from tests.handing import rider

PATIENCE = 180  # seconds that a shopper presses again before giving up, and the test with it
PLACED = re.compile(r"^/don-hang/([0-9A-Z]{10})/$")
_phones = itertools.count(1)


@dataclass
class Log:
    """What the shoppers were told. told: the code of each "Đã đặt hàng", one a basket."""

    told: list[str] = field(default_factory=list)
    apologies: int = 0
    unanswered: int = 0  # presses that were cut off, and made again
    broken: list[str] = field(default_factory=list)


class Shopper(threading.Thread):
    """Orders one box after the other until told to stop; finishes what was begun."""

    def __init__(
        self, port: int, addresses: Sequence[str], point: str, seed: int, log: Log
    ) -> None:
        """addresses: of products; point: the code of a place where all of them can be collected."""
        super().__init__(daemon=True)
        self._port, self._addresses, self._point, self._log = port, addresses, point, log
        self._random = random.Random(seed)
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            visit = Visit(self._port)
            try:
                self._order(visit)
            except Exception as error:  # told at the end; the test fails by it
                self._log.broken.append(f"{type(error).__name__}: {error}"[:300])
                return
            finally:
                visit.close()

    def _order(self, visit: Visit) -> None:
        address = self._random.choice(self._addresses)
        product = self._asked(visit, lambda: visit.get(address), 200)
        added = product.fields | {"quantity": "1"}
        self._asked(visit, lambda: visit.post("/gio-hang/them/", added), 302)
        form = self._asked(visit, lambda: visit.get("/dat-hang/"), 200, 302)
        if form.status == 302:
            return  # the basket went with the session that was being written
        fields = form.fields | self._contact()
        for _look in range(5):  # what the page shows may have changed: it is agreed to once more
            answer = self._asked(visit, lambda: visit.post("/dat-hang/", fields), 302, 422)  # noqa: B023
            if placed := PLACED.match(answer.location):
                self._log.told.append(placed[1])
                page = self._asked(visit, lambda: visit.get(answer.location), 200)  # noqa: B023
                assert placed[1] in page.text
                return
            fields |= {name: answer.fields[name] for name in ("agreed", "agreed_total")}
        self._log.apologies += 1

    def _asked(self, visit: Visit, ask: Callable[[], Answer], *wanted: int) -> Answer:
        """Press until the shop answers: what is cut off, or a 5xx, is pressed again as it was."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer = ask()
            except (OSError, http.client.HTTPException):
                visit.close()
            else:
                if answer.status in wanted:
                    return answer
                assert answer.status >= 500, f"{answer.status} {answer.text[:200]}"
            self._log.unanswered += 1
            assert time.monotonic() < end, "the shop did not come back"
            time.sleep(0.2)

    def _contact(self) -> dict[str, str]:
        number = next(_phones)
        collects = self._random.random() < 0.25
        how = {"how": "collection", "point": self._point} if collects else {"how": "delivery"}
        return how | {
            "name": "Người mua hàng",
            "phone": f"0912 {number // 1000:03d} {number % 1000:03d}",
            "province": "68",
            "unit": "24848",
            "address": "Thôn 2",
        }


class Clerk(threading.Thread):
    """Does the next thing with a parcel taken at random; what is cut off is left as it was."""

    def __init__(self, seed: int) -> None:
        super().__init__(daemon=True)
        self._random = random.Random(seed)
        self.enough = threading.Event()
        self.did: Counter[str] = Counter()
        self.broken: list[str] = []

    def run(self) -> None:
        while not self.enough.is_set():
            close_old_connections()
            try:
                self._one()
            except Refusal as refused:
                self.did[f"refused: {refused.codes[0]}"] += 1
            except (DatabaseError, InterfaceError) as error:
                if "constraint" in str(error):
                    self.broken.append(str(error)[:300])
                self.did["cut off"] += 1
                connection.close()
                time.sleep(0.2)
            except Exception as error:  # told at the end; the test fails by it
                self.broken.append(f"{type(error).__name__}: {error}"[:300])
        connection.close()

    def _one(self) -> None:
        parcels = Parcel.objects.exclude(state__in=OVER).select_related("order__seller", "transfer")
        found = list(parcels.order_by("?")[:1])
        if not found:
            time.sleep(0.2)
            return
        parcel = found[0]
        name, act = self._next(parcel)
        act()
        self.did[name] += 1

    def _next(self, parcel: Parcel) -> tuple[str, Callable[[], object]]:
        code, state, actor = parcel.code, Parcel.State, {"actor_id": None}
        if parcel.state in OUTSIDE:
            if parcel.state == state.REFUSED:
                return "back", lambda: take_back(code, {}, **actor)
            if self._random.random() < 0.3:
                return "refused", lambda: refuse(code, reason="không nghe máy", **actor)
            return "delivered", lambda: deliver(code, **actor)
        if not parcel.is_held_at(clock.now()):
            return "lapsed", lambda: lapse(code)
        if self._random.random() < 0.1:
            return "cancelled", lambda: cancel(code, reason="khách đổi ý", **actor)
        if parcel.state == state.TO_CONFIRM:
            if self._random.random() < 0.2:
                return "soon past", lambda: _soon_past(code)
            return "confirmed", lambda: confirm_by_phone(code, **actor)
        if parcel.state == state.CONFIRMED and parcel.supplied_from_id and not parcel.transfer_id:
            return "sent to point", lambda: send_to_point([code], client_key=f"to-{code}", **actor)
        if parcel.transfer_id and parcel.transfer.state == Transfer.State.SENT:
            return "came", lambda: _came(parcel.transfer)
        if parcel.state == state.CONFIRMED and parcel.pickup_code:
            return "ready", lambda: ready(code, **actor)
        if parcel.state == state.CONFIRMED:
            counts = dict(parcel.lines.values_list("pk", "quantity"))
            return "packed", lambda: pack_counted(code, counts, **actor)
        if parcel.state == state.READY:
            return "collected", lambda: collect(code, parcel.pickup_code, **actor)
        return "shipped", lambda: ship(code, rider(parcel), "", **actor)


def _came(transfer: Transfer) -> None:
    came = [transfers.Came(row.pk, received=row.sent) for row in transfer.sent.all()]
    transfers.receive(transfer.code, came, actor_id=None, client_key=f"came-{transfer.code}")


def _soon_past(code: str) -> None:
    with transaction.atomic():
        parcel = lock_parcel(code)
        hold_until(parcel, lock_goods(parcel), clock.now() + timedelta(milliseconds=300))
