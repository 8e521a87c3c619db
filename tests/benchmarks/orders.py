"""How many orders a second, with 32 who buy at once: over 2,000 products, or all of them the last units of one.

First place_order() alone: in one process, then from 32. Then the whole flow (product page, basket, checkout, order)
of 32 shoppers at one web worker. No background worker runs: mails wait in the outbox. After each run the database is
asked in SQL whether more was promised than is there. Last the checkout page with 1, 10 and 50 lines.
"""

import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.listings.models import Listing
from marketplace.orders.checkout import Checkout
from marketplace.orders.place_order import place_order
from tests import factories
from tests.benchmarks import articles, machine, promises, table
from tests.benchmarks.buyers import buy
from tests.benchmarks.crowd import APOLOGY, PLACED, Attempt, Crowd
from tests.benchmarks.ground import Ground
from tests.benchmarks.served import served
from tests.benchmarks.shoppers import shop
from tests.benchmarks.spent import Spent

BUYERS = 32
PRODUCTS = 2_000
ALONE, WARM = (
    200,
    2,
)  # orders that one process places, one after the other; and before the clock runs
EACH = 5  # orders that a buyer places by place_order()
FLOWS = 6  # orders that a shopper places at the web server
WEB_WORKERS = 1
LINES = (1, 10, 50)
ASKED = 20  # times that the checkout page is asked for
HEAD = (
    *("orders", "attempts", "orders/s", "p50 ms", "p95 ms", "CPU ms", "placed", "apologies"),
    *("errors", "oversold", "holds w/o order", "load"),
)


def measure(ground: Ground) -> list[str]:
    """Print the tables; what was broken, in sentences."""
    steps: list[list[table.Cell]] = []
    flows: list[list[table.Cell]] = []
    broken: list[str] = []
    with ground.copy() as url:
        listings = articles.put_on_sale(PRODUCTS, 1 + EACH + FLOWS)
        pages = _pages(listings)
        before = promises.look().orders + WARM  # the demo has some
        queries, alone, cpu = _alone(listings)
        broken += _check("one process", alone, steps, "one process", cpu, before=before)
        chosen = _spread(listings, EACH)
        before = promises.look().orders
        crowd = buy([_checkouts(cart) for cart in chosen])
        broken += _check(
            "32 processes", crowd, steps, "32 processes, 2,000 products", before=before
        )
        broken += _over_http(ground, url, _spread(listings, FLOWS), flows, "2,000 products")
    for name, each, rows in (("place_order", EACH, steps), ("HTTP", FLOWS, flows)):
        with ground.copy() as url:
            [hot] = articles.put_on_sale(1, _hot_units(each))
            carts = [[hot] * each for _ in range(BUYERS)]
            if name == "HTTP":
                broken += _over_http(ground, url, carts, rows, "one hot product")
            else:
                before = promises.look().orders
                crowd = buy([_checkouts(cart) for cart in carts])
                hot_name = "32 processes, one hot product"
                broken += _check("one hot", crowd, rows, hot_name, before=before)
    table.show(
        f"The placing step: place_order() {ALONE} times, then by {BUYERS} buyers, {EACH} orders each",
        HEAD,
        steps,
        [f"One order of one article: {queries} queries. {_hot_note(EACH)}"],
    )
    table.show(
        f"Orders over HTTP: {BUYERS} shoppers, {FLOWS} flows of 4 requests each, granian with {WEB_WORKERS} worker",
        HEAD,
        flows,
        [f"{_hot_note(FLOWS)} CPU: of the web server, for one attempt."],
    )
    table.show(
        "The checkout page, in this process",
        ("lines", "queries", "p50 ms", "p95 ms", "CPU ms", "kB", "CPU ms a line", "load"),
        pages,
    )
    return broken


def _alone(listings: list[Listing]) -> tuple[int, Crowd, float]:
    """Queries of one order, the attempts of this process, and its milliseconds of CPU for one."""
    checkouts = _checkouts(listings[: ALONE + WARM])
    place_order(checkouts.pop())  # loads what the first call loads
    with CaptureQueriesContext(connection) as captured:
        place_order(checkouts.pop())
    queries, attempts = len(captured), []
    cpu = time.process_time()
    for checkout in checkouts:
        began = time.perf_counter()
        place_order(checkout)
        attempts.append(Attempt(began, time.perf_counter(), PLACED))
    cpu = (time.process_time() - cpu) / len(checkouts) * 1000
    return queries, Crowd(attempts), cpu


def _over_http(
    ground: Ground, url: str, carts: list[list[Listing]], rows: list, name: str
) -> list[str]:
    before = promises.look().orders
    with served(ground.environment(url), WEB_WORKERS) as web:
        contact = _contact()
        shop(web.port, [[_address(carts[0][0])]], contact)  # what the first flow loads
        warm = promises.look().orders - before
        used = web.cpu()
        flows, last_steps = shop(
            web.port, [[_address(listing) for listing in cart] for cart in carts], contact
        )
        cpu = (web.cpu() - used) / len(flows.attempts) * 1000
    broken = _check(f"over HTTP, {name}", flows, rows, name, cpu, before=before + warm)
    if last_steps.attempts:
        spent = last_steps.spent
        press: list[table.Cell] = [f"{name}: last step alone", len(last_steps.attempts), None]
        rows.append([*press, spent.ms(50), spent.ms(95), *[None] * 7])
    return broken


def _checkouts(cart: list[Listing]) -> list[Checkout]:
    unit = articles.destination()
    return [factories.checkout(listing, unit_id=unit.pk) for listing in cart]


def _spread(listings: list[Listing], each: int) -> list[list[Listing]]:
    """For every buyer so many of the products, no two the same as long as there are enough."""
    step = max(len(listings) // (BUYERS * each), 1)
    chosen = listings[::step]
    return [
        [chosen[(buyer * each + n) % len(chosen)] for n in range(each)] for buyer in range(BUYERS)
    ]


def _hot_units(each: int) -> int:
    return BUYERS * each * 5 // 8


def _hot_note(each: int) -> str:
    return f"One hot product: {_hot_units(each)} units for {BUYERS * each} attempts; times count apologies, too."


def _check(
    where: str, crowd: Crowd, rows: list, name: str, cpu: float | None = None, before: int = 0
) -> list[str]:
    """Add the row of this crowd; what is wrong with it, in sentences. before: orders placed earlier."""
    found, spent = promises.look(), crowd.spent
    row: list[table.Cell] = [name, len(crowd.attempts), crowd.orders_a_second]
    row += [spent.ms(50), spent.ms(95), cpu, crowd.count(PLACED), crowd.count(APOLOGY)]
    row += [sum(crowd.errors.values()), found.oversold, found.holds_without_order, machine.load()]
    rows.append(row)
    broken = found.broken(where) + [
        f"{where}: {many} x {error}" for error, many in crowd.errors.items()
    ]
    placed = found.orders - before
    if placed != crowd.count(PLACED):
        broken.append(f"{where}: {crowd.count(PLACED)} orders were confirmed, {placed} are there")
    return broken


def _pages(listings: list[Listing]) -> list[list[table.Cell]]:
    rows: list[list[table.Cell]] = []
    for many in LINES:
        client = Client(SERVER_NAME="127.0.0.1")
        for listing in listings[:many]:
            client.post("/gio-hang/them/", {"listing": listing.code, "quantity": 1})
        client.get("/gio-hang/")  # shows the messages, and forgets them
        client.get("/dat-hang/")
        with CaptureQueriesContext(connection) as captured:
            size = len(client.get("/dat-hang/").content)
        queries = len(captured)  # now: later requests empty the log
        each, cpu = [], time.process_time()
        began = time.perf_counter()
        for _ in range(ASKED):
            start = time.perf_counter()
            client.get("/dat-hang/")
            each.append(time.perf_counter() - start)
        spent = Spent(each, time.perf_counter() - began)
        cpu = (time.process_time() - cpu) / ASKED * 1000
        row: list[table.Cell] = [str(many), queries, spent.ms(50), spent.ms(95), cpu]
        first = float(rows[0][4] or 0) if rows else cpu
        rows.append([*row, size / 1000, (cpu - first) / (many - 1) if many > 1 else None])
        rows[-1].append(machine.load())
    return rows


def _address(listing: Listing) -> str:
    return reverse("shop:product", kwargs={"slug": listing.slug, "code": listing.code})


def _contact() -> dict[str, str]:
    unit = articles.destination()
    assert unit.parent is not None
    return {
        "name": "Người mua hàng",
        "province": unit.parent.code,
        "unit": unit.code,
        "address": "Thôn 2",
    }
