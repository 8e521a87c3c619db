"""How many orders a second, with 32 who buy at once: each its own product, or all of them the last units of one.

First place_order() alone, from 32 processes; then the whole flow (product page, basket, checkout, order) of 32
shoppers at the web server. No worker runs: confirmations wait in the outbox. After each run the database is asked in
SQL whether more was promised than is there.
"""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.listings.models import Listing
from marketplace.orders.checkout import Checkout
from marketplace.orders.place_order import place_order
from tests import factories
from tests.benchmarks import articles, promises, table
from tests.benchmarks.buyers import buy
from tests.benchmarks.crowd import APOLOGY, PLACED, Crowd
from tests.benchmarks.ground import Ground
from tests.benchmarks.served import WORKERS, served
from tests.benchmarks.shoppers import shop

BUYERS = 32
EACH = 5  # orders that a buyer places by place_order()
FLOWS = 2  # orders that a shopper places at the web server
HEAD = (
    *("orders", "attempts", "orders/s", "attempts/s", "p50 ms", "p95 ms", "placed", "apologies"),
    *("errors", "oversold", "holds w/o order", "to distinct"),
)


def measure(ground: Ground) -> list[str]:
    """Print both tables; what was broken, in sentences."""
    return _by_call(ground) + _by_http(ground)


def _by_call(ground: Ground) -> list[str]:
    rows: list[list[table.Cell]] = []
    broken: list[str] = []
    with ground.copy():
        queries = _queries()
    for name in ("distinct", "one hot"):
        with ground.copy():
            crowd = buy([_checkouts(cart) for cart in _carts(name, EACH)])
            broken += _check(f"place_order, {name}", crowd, rows, name)
    table.show(
        f"Orders by place_order(): {BUYERS} buyers in processes of their own, {EACH} orders each",
        HEAD,
        rows,
        [*_notes(EACH), f"One order of one article: {queries} queries."],
    )
    return broken


def _by_http(ground: Ground) -> list[str]:
    rows: list[list[table.Cell]] = []
    broken: list[str] = []
    presses: list[str] = []
    for name in ("distinct", "one hot"):
        with ground.copy() as url:
            carts = [[_address(listing) for listing in cart] for cart in _carts(name, FLOWS)]
            with served(ground.environment(url)) as web:
                flows, last_steps = shop(web.port, carts, _contact())
            presses.append(f"{name}: p95 of the last step alone {last_steps.spent.ms(95):.0f} ms")
            broken += _check(f"over HTTP, {name}", flows, rows, name)
    table.show(
        f"Orders over HTTP: {BUYERS} shoppers, {FLOWS} flows of 4 requests each, granian with {WORKERS} workers",
        HEAD,
        rows,
        [*_notes(FLOWS), *presses],
    )
    return broken


def _queries() -> int:
    """How many queries place_order() makes. The buyers' processes inherit what the first call loads."""
    first, second = _checkouts(articles.put_on_sale(2, 1))
    place_order(first)
    with CaptureQueriesContext(connection) as captured:
        place_order(second)
    return len(captured)


def _checkouts(cart: list[Listing]) -> list[Checkout]:
    unit = articles.destination()
    return [factories.checkout(listing, unit_id=unit.pk) for listing in cart]


def _carts(name: str, each: int) -> list[list[Listing]]:
    """What every buyer wants. The hot product has units for five of eight attempts."""
    if name == "distinct":
        return [[listing] * each for listing in articles.put_on_sale(BUYERS, each)]
    [hot] = articles.put_on_sale(1, _hot_units(each))
    return [[hot] * each for _ in range(BUYERS)]


def _hot_units(each: int) -> int:
    return BUYERS * each * 5 // 8


def _notes(each: int) -> list[str]:
    attempts = BUYERS * each
    return [
        f"distinct: {each} units of each product; one hot: {_hot_units(each)} units for {attempts} attempts.",
        "orders/s counts what was placed; attempts/s and the times count apologies, too, and so does the ratio.",
    ]


def _check(where: str, crowd: Crowd, rows: list, name: str) -> list[str]:
    """Add the row of this crowd; what is wrong with it, in sentences."""
    found, spent = promises.look(), crowd.spent
    first = rows[0][HEAD.index("attempts/s")] if rows else spent.rate
    row = [name, len(crowd.attempts), crowd.orders_a_second, spent.rate, spent.ms(50), spent.ms(95)]
    row += [crowd.count(PLACED), crowd.count(APOLOGY), sum(crowd.errors.values())]
    row += [found.oversold, found.holds_without_order, table.ratio(spent.rate, first)]
    rows.append(row)
    broken = found.broken(where) + [
        f"{where}: {many} x {error}" for error, many in crowd.errors.items()
    ]
    if found.orders != crowd.count(PLACED):
        broken.append(
            f"{where}: {crowd.count(PLACED)} orders were confirmed, {found.orders} are in the database"
        )
    return broken


def _address(listing: Listing) -> str:
    return reverse("shop:product", kwargs={"slug": listing.slug, "code": listing.code})


def _contact() -> dict[str, str]:
    unit = articles.destination()
    assert unit.parent is not None
    return {
        "name": "Người mua hàng",
        "phone": "0912 345 678",
        "province": unit.parent.code,
        "unit": unit.code,
        "address": "Thôn 2",
    }
