"""A connection under guard fails each write to a Saleor table that the bridge does not make.

Every test runs under every_connection(): whatever our code writes, in whichever thread, is judged
there. A write of the test itself is its set-up and passes: the nearest frame of ours on the stack
is then the test's own, not a room's and not a request's.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from marketplace.saleor_bridge.writes import WriteOutsideBridge, refuse_foreign_write

JUDGED = ("marketplace", "plugins", "django.core.handlers")
_found: list[WriteOutsideBridge] = []


@contextmanager
def guard(connection: Any, also: Iterable[str] = ()) -> Iterator[None]:
    """Within the block a foreign write raises WriteOutsideBridge before it reaches the database.

    also: modules that may write as the bridge does, by their full names (the tests' factories).
    """
    writers = frozenset(also)

    def check(execute: Any, sql: Any, params: Any, many: bool, context: dict) -> Any:
        refuse_foreign_write(str(sql), writers)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield


@contextmanager
def every_connection() -> Iterator[None]:
    """Guard all connections, those that threads open within the block included.

    Foreign writes are raised once more at its end, since whoever made one may have caught it.
    """
    from django.db import connections
    from django.db.backends.signals import connection_created

    def install(connection: Any, **kwargs: Any) -> None:
        if _judge not in connection.execute_wrappers:
            connection.execute_wrappers.append(_judge)

    for connection in connections.all(initialized_only=True):
        install(connection)
    connection_created.connect(install)
    try:
        yield
    finally:
        connection_created.disconnect(install)
        for connection in connections.all(initialized_only=True):
            if _judge in connection.execute_wrappers:
                connection.execute_wrappers.remove(_judge)
        found, _found[:] = list(_found), []
    if found:
        raise found[0]


def _judge(execute: Any, sql: Any, params: Any, many: bool, context: dict) -> Any:
    try:
        refuse_foreign_write(str(sql))
    except WriteOutsideBridge as foreign:
        if not _is_set_up():
            _found.append(foreign)
            raise
    return execute(sql, params, many, context)


def _is_set_up() -> bool:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module != __name__ and module.split(".")[0] == "tests":
            return True
        if module.startswith(JUDGED):
            return False
        frame = frame.f_back
    return False
