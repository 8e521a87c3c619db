"""What the measured code stands on: PostgreSQL and Valkey as `make up` sets them, and a demo database to copy.

PostgreSQL keeps its promises here (fsync on), unlike the server of the tests: an order is measured with its write to
the disk. Its data lie in var/bench-postgres, so only the first run migrates. With DATABASE_URL set that server is
used instead.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from psycopg2 import sql

from marketplace.embedded import state
from marketplace.embedded.leftovers import end_leftovers
from marketplace.embedded.postgres import Postgres
from marketplace.embedded.roles import connected_to
from marketplace.embedded.shared import borrowed
from marketplace.embedded.valkey import Valkey
from tests import database  # reads DATABASE_URL as it was given, so before the environment is set

VALKEY = "bench-valkey"
SLOWS_STARTS = "PYTHONDONTWRITEBYTECODE"  # nobody's shop runs so


class BenchServer(database.TestServer):
    def __init__(self) -> None:
        self.postgres = Postgres("bench-postgres")


class Ground:
    """Copies of the demo database, and the environment in which a process serves one."""

    def __init__(self, databases: database.TestDatabase, scratch: Path) -> None:
        self._databases = databases
        self.scratch = scratch
        self.demo = databases.clone()
        self._server_version = ""
        self._demo_seconds = 0.0

    def fill(self) -> None:
        """The demo, as `make up` fills an empty shop."""
        from django.core.management import call_command
        from django.db import connection

        from marketplace.embedded.prepare import collect_static

        collect_static()
        began = time.monotonic()
        with connected_to(self._databases.url(self.demo)), open(os.devnull, "w") as nowhere:
            call_command("demo", stdout=nowhere)
            with connection.cursor() as cursor:
                cursor.execute("SHOW server_version")
                self._server_version = cursor.fetchone()[0].split()[0]
        self._demo_seconds = time.monotonic() - began

    def line(self) -> str:
        where = "a given server" if database.GIVEN["DATABASE_URL"] else "embedded, as in make up"
        return f"Ground: PostgreSQL {self._server_version} ({where}); demo filled in {self._demo_seconds:.1f} s"

    @contextlib.contextmanager
    def copy(self) -> Iterator[str]:
        """A copy of the demo database until the block ends; its URL. Django's own connection leads there, too."""
        name = f"{self.demo}_copy"
        with self._databases.owner("postgres") as connection, connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(self.demo)
                )
            )
        with self._databases.owner(name) as connection, connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # autovacuum would, some minutes after the demo
        try:
            with connected_to(self._databases.url(name)):
                yield self._databases.url(name)
        finally:
            self._databases.drop(name)

    def owner_url(self, url: str) -> str:
        """The owner's way into the database of that URL."""
        return self._databases.owner_url(url.rpartition("/")[2].partition("?")[0])

    def environment(self, url: str) -> dict[str, str]:
        """For a process of the shop on that database. It is no owner."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in (SLOWS_STARTS, "DATABASE_OWNER_URL")
        }
        return kept | {"DATABASE_URL": url}

    def drop(self) -> None:
        self._databases.drop(self.demo)


@contextlib.contextmanager
def laid() -> Iterator[Ground]:
    """Start the servers, set Django up and fill the demo database; stop and forget all of it at the end."""
    with contextlib.ExitStack() as at_end:
        scratch = Path(tempfile.mkdtemp(prefix="ocop-bench-"))
        at_end.callback(shutil.rmtree, scratch)
        if database.GIVEN["DATABASE_URL"]:
            urls = at_end.enter_context(database.server())
        else:
            urls = at_end.enter_context(borrowed(BenchServer, "bench-running"))
        end_leftovers(lambda sentence: None, VALKEY)
        valkey = Valkey(VALKEY)
        at_end.callback(_forget, valkey)
        valkey.start()
        state.write_running({"children": {VALKEY: valkey.child.identity}}, VALKEY)
        _set_environment(scratch, valkey.url)
        databases = database.TestDatabase(urls)
        databases.drop_forgotten()
        ground = Ground(databases, scratch)
        at_end.callback(ground.drop)
        ground.fill()
        yield ground


def _set_environment(scratch: Path, redis_url: str) -> None:
    import django

    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "OCOP_STATE_DIR": f"{scratch}/state",
        "MEDIA_ROOT": f"{scratch}/media",
        "PRIVATE_ROOT": f"{scratch}/private",
        "EMAIL_FILE_PATH": f"{scratch}/mail",
        "STATIC_ROOT": str(state.folder("test-static")),
        "SECRET_KEY": "only-for-figures-and-long-enough-to-sign-tokens",
        "DATABASE_URL": "postgres://not-yet@127.0.0.1:1/not-yet",  # each part connects to its own copy
        "REDIS_URL": redis_url,
        "CELERY_BROKER_URL": redis_url,
    }
    django.setup()


def _forget(valkey: Valkey) -> None:
    valkey.stop()
    state.write_running(None, VALKEY)
    shutil.rmtree(state.folder(valkey.name))
    (state.folder("state") / f"{valkey.name}.conf").unlink(missing_ok=True)
    (state.folder("log") / f"{valkey.name}.log").unlink(missing_ok=True)
