"""The tests' database: migrated once into a template by the owner, cloned for each session, used as the app role.

With no DATABASE_URL an embedded PostgreSQL runs from var/test-postgres, kept between runs; several sessions at once
share it. With DATABASE_URL and DATABASE_OWNER_URL set, that server is used and nothing is started; the owner's role
needs CREATEDB there.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg2 import sql

from marketplace.embedded import processes, state
from marketplace.embedded.child import Child
from marketplace.embedded.postgres import APP, IN_TESTS, OWNER, Postgres
from marketplace.embedded.roles import connected_to
from marketplace.embedded.shared import borrowed

GIVEN = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
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
        self._names = (
            template_name(),
            third_party_name(),
        )  # as the files were when the session began
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

    def clone(self, name: str = "") -> str:
        """A new database like the template, about 0.1 s. Answers its name; drop() it in the end."""
        name = name or self._new_name()
        template = self._template()
        with self.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template)
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
                    self._migrate(below, "template1", migrate_libraries)
                self._migrate(name, below, migrate_all)
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


def migrate_libraries() -> None:
    """The migrations of the apps that are not ours, in one go as `migrate` would run them."""
    connection = connections["default"]
    executor = MigrationExecutor(connection)
    leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if not _is_ours(leaf[0])]
    plan = executor.migration_plan(leaves)
    before = executor.loader.project_state().apps
    emit_pre_migrate_signal(0, False, connection.alias, apps=before, plan=plan)
    executor.migrate(leaves, plan)


def migrate_all() -> None:
    call_command("migrate", verbosity=0, interactive=False)


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


def third_party_name() -> str:
    """Changes with whatever changes the tables of Django, Saleor and the other libraries."""
    locked = (state.CHECKOUT / "requirements" / "base.txt").read_bytes()
    return (
        TEMPLATE
        + "libraries_"
        + _hash(
            version("saleor").encode(), locked, *(a.encode() for a in _labels() if not _is_ours(a))
        )
    )


def template_name() -> str:
    """Changes with any migration file of ours, too."""
    files = sorted(
        path
        for app in _labels()
        if _is_ours(app)
        for path in (_folder(app) / "migrations").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    named = [str(path.relative_to(state.CHECKOUT)).encode() + path.read_bytes() for path in files]
    return TEMPLATE + _hash(third_party_name().encode(), *(a.encode() for a in _labels()), *named)


def _labels() -> list[str]:
    from django.apps import apps

    return [
        config.label
        for config in apps.get_app_configs()
        if (Path(config.path) / "migrations").is_dir()
    ]


def _folder(label: str) -> Path:
    from django.apps import apps

    return Path(apps.get_app_config(label).path)


def _is_ours(label: str) -> bool:
    return "site-packages" not in _folder(label).parts and _folder(label).is_relative_to(
        state.CHECKOUT
    )


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _with_database(url: str, name: str) -> str:
    return url.rpartition("/")[0] + "/" + name
