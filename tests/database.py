"""The tests' database: migrated once into a template by the owner, cloned for each session, used as the app role.

With no DATABASE_URL an embedded PostgreSQL runs from var/test-postgres, kept between runs; several sessions at once
share it. With DATABASE_URL and DATABASE_OWNER_URL set, that server is used and nothing is started; the owner's role
needs CREATEDB there.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.db import connections
from psycopg2 import sql

from marketplace.embedded import processes, state
from marketplace.embedded.child import Child
from marketplace.embedded.postgres import APP, IN_TESTS, OWNER, Postgres
from marketplace.embedded.roles import connected_to
from marketplace.embedded.shared import borrowed
from tests import template

# As they were given; conftest.py puts others in their place, which pytest's worker processes inherit.
GIVEN = {
    name: os.environ.setdefault(f"GIVEN_{name}", os.environ.get(name, ""))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
}
CLONE, TEMPLATE = "ocop_test_", "ocop_template_"


class TestServer:
    """The embedded PostgreSQL of the tests, fast because it forgets: no fsync."""

    __test__ = False

    def __init__(self) -> None:
        self.postgres = Postgres("test-postgres", IN_TESTS)

    def start(self) -> dict[str, str]:
        self.postgres.start()
        return {
            "DATABASE_URL": self.postgres.url(APP, "postgres"),
            "DATABASE_OWNER_URL": self.postgres.url(OWNER, "postgres"),
        }

    def stop(self) -> None:
        self.postgres.stop()

    @property
    def children(self) -> list[Child]:
        return [self.postgres.child]

    @property
    def data(self) -> list[str]:
        return [str(self.postgres.placement.data)]


class TestDatabase:
    """Makes, refreshes and drops clones of the migrated template on one server."""

    __test__ = False

    def __init__(self, urls: dict[str, str]) -> None:
        self._app, self._owner = urls["DATABASE_URL"], urls["DATABASE_OWNER_URL"]
        self._made = 0
        # As the files are now, at the beginning of the session.
        self._names = TEMPLATE + template.key(), TEMPLATE + template.libraries_key()
        self.name = self._new_name()

    def url(self, name: str = "") -> str:
        """What web and worker get as DATABASE_URL for a clone (default: the session's)."""
        return _with_database(self._app, name or self.name)

    def owner_url(self, name: str = "") -> str:
        return _with_database(self._owner, name or self.name)

    @contextlib.contextmanager
    def owner(self, name: str) -> Iterator[Any]:
        """A psycopg2 connection of the owner, every statement committed at once."""
        connection = psycopg2.connect(self.owner_url(name), connect_timeout=10)
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def clone(self, name: str = "", source: str = "") -> str:
        """A new database like `source`, to which nobody may be connected, by default like the template: about 0.1 s.

        Answers its name; drop() it in the end.
        """
        name = name or self._new_name()
        source = source or self._template()
        with self.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(source)
                )
            )
        return name

    def drop(self, name: str) -> None:
        with self.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def renew(self) -> None:
        """Throw the session's clone away and make it again, for tests that committed."""
        connections.close_all()
        self.drop(self.name)
        self.clone(self.name)

    def drop_forgotten(self) -> None:
        """Drop the clones of sessions that are dead, and all but the newest six templates.

        On an embedded server only: elsewhere the sessions may live on other machines.
        """
        if GIVEN["DATABASE_URL"]:
            return
        with self.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database ORDER BY oid DESC")
            names = [row[0] for row in cursor.fetchall()]
        dead = [
            name
            for name in names
            if name.startswith(CLONE) and not processes.identity(int(name.split("_")[2]))
        ]
        old = [name for name in names if name.startswith(TEMPLATE)][6:]
        for name in dead + [name for name in old if name not in self._names]:
            self.drop(name)

    def _new_name(self) -> str:
        self._made += 1
        return f"{CLONE}{os.getpid()}_{self._made}"

    def _template(self) -> str:
        """The migrated template, made if no earlier run left it: first the libraries' part, then ours on top.

        The libraries' migrations take most of the time and change only with the requirements.
        """
        name, below = self._names
        with state.locked("test-template"):
            if not self._exists(name):
                if not self._exists(below):
                    self._migrate(below, "template1", template.migrate_libraries)
                self._migrate(name, below, template.migrate_all)
        return name

    def _exists(self, name: str) -> bool:
        with self.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _migrate(self, name: str, source: str, migrate: Callable[[], None]) -> None:
        """Make database `name` from `source` and migrate in it, as the owner.

        It gets its name last, so that a template that exists is a finished one.
        """
        unfinished = f"{CLONE}{os.getpid()}_unfinished"
        self.drop(unfinished)
        with self.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(unfinished), sql.Identifier(source)
                )
            )
            with connected_to(self.owner_url(unfinished)):
                migrate()
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(name)
                )
            )


@contextlib.contextmanager
def server() -> Iterator[dict[str, str]]:
    """DATABASE_URL and DATABASE_OWNER_URL of a server for tests: the given one, else an embedded one."""
    if GIVEN["DATABASE_URL"]:
        yield {
            "DATABASE_URL": GIVEN["DATABASE_URL"],
            "DATABASE_OWNER_URL": GIVEN["DATABASE_OWNER_URL"] or GIVEN["DATABASE_URL"],
        }
    else:
        with borrowed(TestServer, "test-running") as urls:
            yield urls


def _with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()
