"""Shoppers at the web server: product page, basket, checkout, order. Each in a thread with a connection kept open."""

import itertools
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.crowd import APOLOGY, PLACED, Attempt, Crowd
from tests.benchmarks.visit import Visit

SECONDS = 90.0  # after which a shopper begins no new order
MEETING = 60
_phones = itertools.count(100_000)


def shop(port: int, carts: Sequence[Sequence[str]], contact: dict[str, str]) -> tuple[Crowd, Crowd]:
    """One shopper per cart of product addresses, one order each address, each with a phone of its own.

    Answers the whole flows, and the last step of each alone: the POST that places the order.
    """
    meeting = threading.Barrier(len(carts))

    def one(cart: Sequence[str]) -> list[tuple[Attempt, Attempt | None]]:
        meeting.wait(MEETING)
        end = time.perf_counter() + SECONDS
        return [
            _order(port, address, contact | {"phone": phone()})
            for address in cart
            if time.perf_counter() < end
        ]

    with ThreadPoolExecutor(len(carts)) as threads:
        done = [pair for pairs in threads.map(one, carts) for pair in pairs]
    return Crowd([whole for whole, _ in done]), Crowd([last for _, last in done if last])


def phone() -> str:
    """Another one each time: a phone has only so many orders that nobody was called about."""
    number = next(_phones)
    return f"0912 {number // 1000 % 1000:03d} {number % 1000:03d}"


def _order(port: int, address: str, contact: dict[str, str]) -> tuple[Attempt, Attempt | None]:
    """A new browser each time, so that no basket is left over."""
    began = time.perf_counter()
    last = None
    visit = Visit(port)
    try:
        product = visit.get(address)
        if "listing" not in product.fields:  # sold out: there is nothing to press
            outcome = APOLOGY if product.status == 200 else f"product page: {product.status}"
        else:
            added = visit.post("/gio-hang/them/", product.fields | {"quantity": "1"})
            form = visit.get("/dat-hang/")
            pressed = time.perf_counter()
            answer = visit.post("/dat-hang/", form.fields | contact)
            if not form.fields.get("agreed_total") and answer.fields.get("agreed_total"):
                # The fee depends on the commune: it is seen now, and agreed to.
                answer = visit.post("/dat-hang/", answer.fields | contact)
            outcome = _outcome(
                added.status, form.status, answer.status, answer.location, answer.text
            )
            last = Attempt(pressed, time.perf_counter(), outcome)
    except Exception as error:  # counted, and told at the end
        outcome = f"{type(error).__name__}: {error}"[:120]
    finally:
        visit.close()
    return Attempt(began, time.perf_counter(), outcome), last


def _outcome(added: int, form: int, status: int, location: str, text: str) -> str:
    if (added, form) != (302, 200):
        return f"basket: {added}, checkout: {form}"
    if status == 302 and location.startswith("/don-hang/"):
        return PLACED
    if status == 422 and 'id="problems"' in text:
        return APOLOGY
    return f"order: {status}"
