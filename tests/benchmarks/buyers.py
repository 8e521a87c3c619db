"""Buyers who call place_order(), each in a process of its own: they share the database and nothing else."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier

from django.db import connection, connections

from marketplace.orders.checkout import Checkout
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests.benchmarks.crowd import APOLOGY, PLACED, Attempt, Crowd

SECONDS = 60.0  # after which a buyer tries no more
MEETING = 60  # seconds until all are there
_start: Barrier


def buy(carts: Sequence[Sequence[Checkout]]) -> Crowd:
    """One buyer per cart; each orders its checkouts one after the other."""
    fork = multiprocessing.get_context("fork")  # they inherit Django, set up and warm
    connections.close_all()  # but no connection
    meeting = fork.Barrier(len(carts))
    with ProcessPoolExecutor(len(carts), fork, _meet_at, (meeting,)) as buyers:
        return Crowd([attempt for attempts in buyers.map(_buy, carts) for attempt in attempts])


def _meet_at(meeting: Barrier) -> None:
    global _start
    _start = meeting


def _buy(cart: Sequence[Checkout]) -> list[Attempt]:
    connection.ensure_connection()
    _start.wait(MEETING)
    end = time.perf_counter() + SECONDS
    return [_attempt(checkout) for checkout in cart if time.perf_counter() < end]


def _attempt(checkout: Checkout) -> Attempt:
    began = time.perf_counter()
    try:
        place_order(checkout)
        outcome = PLACED
    except OrderRefused as refused:
        outcome = (
            APOLOGY if refused.codes == ["not_enough"] else f"refused: {', '.join(refused.codes)}"
        )
    except Exception as error:  # counted, and told at the end
        outcome = f"{type(error).__name__}: {error}"[:120]
    return Attempt(began, time.perf_counter(), outcome)
