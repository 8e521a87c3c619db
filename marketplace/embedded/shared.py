"""Servers for a while: several commands may use them at once, and the last one out stops them.

`manage.py` and the tests use this; `make up` shuts others out by holding the lock "launcher" for its whole life.
Two locks of the kernel do the counting, so a command that is killed needs no clean-up: a "gate" through which one
process at a time comes in or goes out, and "users", which everybody inside shares.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

from . import processes, state
from .errors import EmbeddedError
from .leftovers import end_leftovers
from .servers import Startable, record

PATIENCE = 90  # seconds to wait for a launcher that is starting or stopping


@contextlib.contextmanager
def borrowed(make: Callable[[], Startable], name: str = "running") -> Iterator[dict[str, str]]:
    """The environment variables of servers that run until the block ends, and on while others use them.

    Servers that `make up` or another command runs are used as they are; else `make` starts some. Raises
    EmbeddedError.
    """
    gate, users, launcher = (state.Lock(f"{name}.{part}") for part in ("gate", "users", "launcher"))
    with contextlib.ExitStack() as at_end:
        for lock in (gate, users, launcher):
            at_end.callback(lock.close)
        found = _enter(make, name, gate, users, launcher)
        try:
            yield found
        finally:
            _leave(name, gate, users)


def _enter(
    make: Callable[[], Startable],
    name: str,
    gate: state.Lock,
    users: state.Lock,
    launcher: state.Lock,
) -> dict[str, str]:
    end = time.monotonic() + PATIENCE
    while True:
        gate.take()
        try:
            found = alive(name)
            if found is None and launcher.try_take():
                try:
                    found = _start(make, name)
                finally:
                    launcher.free()
            if found is not None:
                users.take(shared=True)
                return found
        finally:
            gate.free()
        if time.monotonic() > end:
            raise EmbeddedError(
                "launcher_busy",
                "`make up` runs in this checkout, but its database does not answer. See var/log, or run `make down`.",
            )
        time.sleep(0.1)


def _start(make: Callable[[], Startable], name: str) -> dict[str, str]:
    end_leftovers(lambda sentence: None, name)
    servers = make()
    try:
        found = servers.start()
        record(servers, found, name=name)
    except BaseException:
        servers.stop()
        raise
    return found


def _leave(name: str, gate: state.Lock, users: state.Lock) -> None:
    gate.take()
    users.free()
    if users.try_take() and not _watched(name):
        end_leftovers(lambda sentence: None, name)
    gate.free()


def _watched(name: str) -> bool:
    """Are the servers those of a `make up` that runs? Then they are not ours to stop."""
    known = state.running(name)
    return bool(known.get("watched")) and processes.is_alive(known["launcher"])


def alive(name: str = "running") -> dict[str, str] | None:
    """The environment of the servers in the record when all of them still run, else None."""
    known = state.running(name)
    children = known.get("children", {})
    servers = [children.get(part) for part in known.get("servers", [])]
    if not known or not all(child and processes.is_alive(child) for child in servers):
        return None
    return dict(known["environment"])
