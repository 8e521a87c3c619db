"""How many pages a second the web server gives, how long the slow ones take, and how many queries each needs.

Demo size: the first list page, the list with every filter set, and the page of an offer with a star. The empty answer
/healthz is the floor: what the server and this client cost by themselves. They share the machine.
"""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.catalogue.models import Card
from marketplace.catalogue.search import Search, search
from marketplace.web.shop.cards import address
from tests.benchmarks import table
from tests.benchmarks.ground import Ground
from tests.benchmarks.loader import Load, load
from tests.benchmarks.served import WORKERS, Web, served

CONNECTIONS, REQUESTS, SECONDS, WARM_UP = 8, 800, 20.0, 40
LIST = "/san-pham/"
HEAD = (
    *("page", "requests/s", "p50 ms", "p95 ms", "CPU ms", "queries", "kB"),
    *("p95/p50", "to /healthz"),
)


def measure(ground: Ground) -> list[str]:
    """Print the table; what was broken, in sentences."""
    rows: list[list[table.Cell]] = []
    broken: list[str] = []
    floor = 0.0
    with ground.copy() as url:
        pages = _pages()
        counts = {name: queries(path) for name, path in pages.items()}
        cards, a_card = Card.objects.count(), _queries_a_card()
        with served(ground.environment(url)) as web:
            for name, path in {"/healthz": "/healthz", **pages}.items():
                loaded, cpu_ms = _ask(web, path)
                spent = loaded.spent
                floor = floor or spent.rate
                row: list[table.Cell] = [
                    name,
                    spent.rate,
                    spent.ms(50),
                    spent.ms(95),
                    cpu_ms,
                    counts.get(name),
                ]
                p95_to_p50 = table.ratio(spent.ms(95), spent.ms(50))
                rows.append([*row, loaded.size / 1000, p95_to_p50, table.ratio(spent.rate, floor)])
                if loaded.wrong:
                    broken.append(f"{name} answered {loaded.wrong} (status: times)")
    table.show(
        f"Pages: {cards} cards, granian with {WORKERS} workers, {CONNECTIONS} connections, up to {REQUESTS} requests",
        HEAD,
        rows,
        [
            f"One product costs the list page {a_card:.2f} queries (0.00: none each).",
            "CPU: of the web server alone, one answer; PostgreSQL and this client share its cores.",
        ],
    )
    return broken


def _ask(web: Web, path: str) -> tuple[Load, float]:
    """What came of the requests, and the server's milliseconds of processor time for one of them."""
    load(web.port, path, connections=CONNECTIONS, requests=WARM_UP, seconds=SECONDS)
    before = web.cpu()
    loaded = load(web.port, path, connections=CONNECTIONS, requests=REQUESTS, seconds=SECONDS)
    return loaded, (web.cpu() - before) / len(loaded.spent.each) * 1000


def queries(path: str) -> int:
    """How many queries one answer needs, counted in this process. Not the first answer: it also fills caches."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


def _pages() -> dict[str, str]:
    found = search(Search(on_sale=True, in_stock=True), clock.now())
    best = found.cards[0]
    return {
        "list": LIST,
        "list, all filters": f"{LIST}?nhom=thuc-pham&tinh=lam-dong&sao=3",
        "list, words": f"{LIST}?q=mac+ca",
        "product": address(best),
    }


def _queries_a_card() -> float:
    """The queries that a long list page makes more than a short one, per product more."""
    long, short = f"{LIST}?sao=3", f"{LIST}?sao=4"
    many, few = (len(search(Search(stars=stars), clock.now()).cards) for stars in (3, 4))
    return (queries(long) - queries(short)) / (many - few) if many != few else 0.0
