"""Buyers in threads, each with a database connection of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import close_old_connections, connection, connections

PATIENCE = 120  # seconds until a test that hangs is called failed


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in parallel; each answers its result or the exception it raised."""
    with ThreadPoolExecutor(len(calls)) as pool:
        running: list[Future] = [pool.submit(_alone, call) for call in calls]
        return [future.result(timeout=PATIENCE) for future in running]


def _alone(call: Callable[[], object]) -> object:
    close_old_connections()
    try:
        return call()
    except Exception as error:  # handed to the test, which says which one it expects
        return error
    finally:
        connections.close_all()


class Meeting:
    """A pause point where all come together before any goes on."""

    def __init__(self, many: int):
        self._barrier = threading.Barrier(many)

    def wait(self) -> None:
        self._barrier.wait(timeout=PATIENCE)


def until_someone_waits_for_a_lock() -> None:
    """Return when another connection to this database stands before a lock of ours."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            # Not pg_stat_activity: inside a transaction it keeps showing its first picture.
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody came to wait for the lock")
