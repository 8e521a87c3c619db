"""How many stock documents a second 8 workers post, and how fast a place's stock is listed.

Beside each figure the same rows written by plain SQL through pgbench on the same PostgreSQL: what the rules, the
messages and Python cost is the ratio. Other work on the machine makes both slower, not alike, so its load stands
beside them; the milliseconds of CPU a document costs in Python hardly change with it.
"""

import multiprocessing
import statistics
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.inventory.models import Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.listings.models import Listing
from marketplace.places.models import Place
from tests import factories
from tests.benchmarks import articles, machine, plain_documents, table
from tests.benchmarks.ground import Ground
from tests.benchmarks.spent import Spent
from tests.staff import make_person

WORKERS, EACH = 8, 60
ARTICLES, ASKED = 2_000, 100
MEETING = 60  # seconds until all are there
_start: Barrier


def measure(ground: Ground) -> list[str]:
    """Print both tables; what was broken, in sentences."""
    return _documents(ground) + _list(ground)


def _documents(ground: Ground) -> list[str]:
    rows: list[list[table.Cell]] = []
    broken: list[str] = []
    for name in ("distinct shelves", "one shelf"):
        with ground.copy():
            shelves = _shelves(name)
            queries = _queries(shelves[0])
            spent, cpu = _post(shelves)
            broken += _wrong(name, shelves)
        with ground.copy() as url:
            plain = plain_documents.a_second(
                url,
                ground.owner_url(url),
                [_row(one) for one in _shelves(name)],
                EACH,
                ground.scratch,
            )
        rate = spent.rate
        rows.append(
            [name, len(spent.each), rate, spent.ms(50), spent.ms(95), cpu, queries, plain]
            + [table.ratio(rate, plain), machine.load()]
        )
    table.show(
        f"Stock documents: {WORKERS} workers in processes of their own, {EACH} receipts of one line each",
        (
            "shelves",
            "documents",
            "documents/s",
            "p50 ms",
            "p95 ms",
            "CPU ms",
            "queries",
            "plain SQL/s",
            "ratio",
            "load",
        ),
        rows,
        [
            "plain SQL: the same rows by pgbench, 8 clients, with all triggers and constraints, and a commit to the",
            "disk each; it locks the shelf, asks nothing and decides nothing. CPU: of Python, for one document.",
        ],
    )
    return broken


def _shelves(name: str) -> list[Listing]:
    """The article whose shelf each worker writes to."""
    if name == "one shelf":
        return articles.put_on_sale(1, 1) * WORKERS
    return articles.put_on_sale(WORKERS, 1)


def _post(shelves: Sequence[Listing]) -> tuple[Spent, float]:
    """And the milliseconds of CPU that one document cost in Python."""
    fork = multiprocessing.get_context("fork")  # they inherit Django, set up and warm
    connections.close_all()  # but no connection
    meeting = fork.Barrier(len(shelves))
    work = [(one.variant_id, one.producer.party_id) for one in shelves]
    with ProcessPoolExecutor(len(shelves), fork, _meet_at, (meeting,)) as workers:
        done = list(workers.map(_receive_many, work))
    wall = max(one.ended for one in done) - min(one.began for one in done)
    cpu = statistics.fmean(one.cpu for one in done) / EACH * 1000
    return Spent([each for one in done for each in one.each], wall), cpu


def _meet_at(meeting: Barrier) -> None:
    global _start
    _start = meeting


@dataclass(frozen=True)
class _Done:
    """What one worker did: seconds of each document, its first and last moment, seconds of CPU."""

    each: list[float]
    began: float
    ended: float
    cpu: float


def _receive_many(work: tuple[int, int]) -> _Done:
    variant_id, owner_id = work
    place = Place.objects.get(pk=articles.place().pk)
    _receive(place, variant_id, owner_id)  # warm
    _start.wait(MEETING)
    each, began, cpu = [], time.perf_counter(), time.process_time()
    for _one in range(EACH):
        before = time.perf_counter()
        _receive(place, variant_id, owner_id)
        each.append(time.perf_counter() - before)
    return _Done(each, began, time.perf_counter(), time.process_time() - cpu)


def _receive(place: Place, variant_id: int, owner_id: int) -> None:
    receive(
        place,
        [Received(variant_id, "L1", 1)],
        owner_id=owner_id,
        actor_id=1,
        client_key=uuid.uuid4().hex,
    )


def _queries(listing: Listing) -> int:
    place = Place.objects.get(pk=articles.place().pk)
    with CaptureQueriesContext(connection) as captured:
        _receive(place, listing.variant_id, listing.producer.party_id)
    return len(captured)


def _wrong(name: str, shelves: Sequence[Listing]) -> list[str]:
    variants = {one.variant_id for one in shelves}
    on_hand = sum(Shelf.objects.filter(variant__in=variants).values_list("on_hand", flat=True))
    # Put on sale with one each, one to count the queries, one of each worker to warm up.
    wanted = len(variants) + 1 + WORKERS * (EACH + 1)
    return [] if on_hand == wanted else [f"{name}: {on_hand} units on hand, {wanted} received"]


def _row(listing: Listing) -> plain_documents.ShelfRow:
    shelf = Shelf.objects.select_related("place").get(variant=listing.variant_id)
    return plain_documents.ShelfRow(
        shelf=shelf.pk,
        place=shelf.place_id,
        lot=factories.lot_of(listing).pk,
        owner=listing.producer.party_id,
        variant=listing.variant_id,
        warehouse=str(shelf.place.warehouse_id),
    )


def _list(ground: Ground) -> list[str]:
    """The console's stock list of one place, as the server makes it; the way to it is not measured."""
    with ground.copy():
        articles.put_on_sale(ARTICLES, 3)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(make_person("nguoi-do-thu", Role.CLERK, place=articles.place()))
        rows = []
        for name, query in (
            ("first page", {}),
            ("last page", {"page": ARTICLES // 50}),
            ("search", {"q": "199"}),
        ):
            address = reverse("console:stock")
            client.get(address, query)
            with CaptureQueriesContext(connection) as captured:
                client.get(address, query)
            queries = len(captured)  # now: the next request forgets them
            each, cpu = [], time.process_time()
            for _one in range(ASKED):
                before = time.perf_counter()
                answer = client.get(address, query)
                each.append(time.perf_counter() - before)
                assert answer.status_code == 200
            cpu = (time.process_time() - cpu) / ASKED * 1000
            spent = Spent(each, sum(each))
            shown = (spent.ms(50), spent.ms(95), cpu, queries, machine.load())
            rows.append([name, len(each), *shown])
    table.show(
        f"Stock list of a place with {ARTICLES} products",
        ("page", "requests", "p50 ms", "p95 ms", "CPU ms", "queries", "load"),
        rows,
        ["Measured in one process, one request after the other. CPU: of Python, for one page."],
    )
    return []
