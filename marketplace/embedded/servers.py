"""PostgreSQL and Valkey together, as far as the environment does not name servers that run elsewhere."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from . import processes, state
from .child import Child
from .postgres import APP, OWNER, Postgres
from .valkey import Valkey

DATABASE = "ocop"


class Startable(Protocol):
    """What Servers promises; the tests have a server of their own that promises the same."""

    def start(self) -> dict[str, str]: ...

    def stop(self) -> None: ...

    @property
    def children(self) -> list[Child]: ...

    @property
    def data(self) -> list[str]: ...


class Servers:
    """What has to be started here: nothing that `environment` names by DATABASE_URL or REDIS_URL."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.postgres = None if environment.get("DATABASE_URL") else Postgres()
        self.valkey = None if environment.get("REDIS_URL") else Valkey()

    def start(self, stopping: Callable[[], bool] = lambda: False) -> dict[str, str]:
        """Start them side by side; the environment variables by which Django finds them.

        Raises EmbeddedError, Interrupted; what did start is running then: the caller stops it.
        """
        servers = [server for server in (self.postgres, self.valkey) if server is not None]
        with ThreadPoolExecutor() as pool:
            for started in [pool.submit(server.start, stopping) for server in servers]:
                started.result()
        found = {}
        if self.postgres is not None:
            self.postgres.make_database(DATABASE)
            found["DATABASE_URL"] = self.postgres.url(APP, DATABASE)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER, DATABASE)
        if self.valkey is not None:
            found["REDIS_URL"] = self.valkey.url
        return found

    @property
    def children(self) -> list[Child]:
        """In the order of stopping."""
        return [server.child for server in (self.valkey, self.postgres) if server is not None]

    @property
    def data(self) -> list[str]:
        return [] if self.postgres is None else [str(self.postgres.placement.data)]

    def stop(self) -> None:
        for child in self.children:
            child.stop()


def record(
    servers: Startable,
    found: Mapping[str, str],
    name: str = "running",
    others: Mapping[str, str] | None = None,
    watched: bool = False,
    address: str = "",
) -> None:
    """Write down what runs now, for manage.py, for `make down` and for the next start after a kill.

    {"launcher": identity, "children": {name: identity}, with the `others` first, "servers": names
    of those that hold data, "data": data folders of PostgreSQL, "environment": variables for
    Django, "watched": the launcher stays to watch them, "address": of the web server}
    """
    state.write_running(
        {
            "launcher": processes.identity(os.getpid()),
            "children": {**(others or {}), **identities(servers.children)},
            "servers": [child.name for child in servers.children],
            "data": servers.data,
            "environment": dict(found),
            "watched": watched,
            "address": address,
        },
        name,
    )


def identities(children: list[Child]) -> dict[str, str]:
    """{name: identity} of those that were started."""
    return {child.name: child.identity for child in children if child.identity}
