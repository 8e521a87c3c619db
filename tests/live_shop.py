"""A running shop for tests: a database, a web server, Valkey and, when asked for, a worker, as real processes.

The processes start once a session; each test finds a new database under the same name, an empty Valkey and the clock
at the real moment. What a process keeps in its memory must stay right over that: see KEYS_APART.
"""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connections

from marketplace.embedded import processes, serving, state
from marketplace.embedded.child import Child
from marketplace.embedded.leftovers import end_leftovers
from marketplace.embedded.postgres import free_port
from marketplace.embedded.roles import connected_to
from marketplace.embedded.valkey import Valkey
from tests.database import TestDatabase

RECORD = "live-"  # + pid of the session, under var/state
# A web server keeps its picture of the units until their number or their last key changes (places.unit_index): the
# keys of each database begin this much higher.
KEYS_APART = 1_000_000


class LiveShop:
    """What a browser test talks to. While the fixture lives, the test's own queries go to the same database."""

    def __init__(self, databases: TestDatabase, scratch: Path, source: str) -> None:
        self.name = databases.clone(source=source)
        self.database_url = databases.url(self.name)
        self.clock_file = scratch / "clock"
        self._databases = databases
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/"
        self._valkey = Valkey(f"live-valkey-{os.getpid()}", durable=False)
        self._scratch = scratch
        self._renewed = 0
        self._web: Child | None = None
        self._worker: Child | None = None

    def start(self) -> None:
        self._valkey.start()
        self.start_web()

    def renew(self, source: str) -> None:
        """For the next test: nothing of the last one is left, and a web server that it has killed is back."""
        connections.close_all()
        self._databases.drop(self.name)
        self._databases.clone(self.name, source)
        self._renewed += 1
        with self._databases.owner(self.name) as connection, connection.cursor() as cursor:
            first = self._renewed * KEYS_APART
            cursor.execute("SELECT setval('ocop_places_unit_id_seq', %s)", [first])
        with redis.Redis.from_url(self._valkey.url) as valkey:
            valkey.flushall()
        self.clock_file.unlink(missing_ok=True)
        shutil.rmtree(self._scratch / "mail", ignore_errors=True)
        if not serving.is_healthy(self.url):
            if self._web is not None:
                self._web.stop()
            self.start_web()

    def start_web(self) -> None:
        """Start the web server, for the first time or after a test has killed it."""
        self._web = serving.web(self._environment(), "127.0.0.1", self._port)
        self._web.name = f"live-web-{os.getpid()}"
        self._web.start()
        self._record()
        self._web.wait_ready(lambda: serving.is_healthy(self.url), 60)

    def move_clock(self, moment: datetime) -> None:
        """From now on this is the moment, for web, worker and the test itself. It stands still until moved again."""
        new = self.clock_file.with_suffix(".new")
        new.write_text(moment.isoformat())
        new.replace(self.clock_file)

    def start_worker(self) -> None:
        """Start a Celery worker with its clock. Messages are delivered from here on."""
        if self._worker is None:
            self._worker = serving.worker(self._environment(), self._scratch / "schedule")
            self._worker.name = f"live-worker-{os.getpid()}"
            self._worker.log.unlink(
                missing_ok=True
            )  # what the last one said is not said by this one
            self._worker.start()
            self._record()

    def sweep(self) -> None:
        """Have the worker look for lists that wait for it, as its clock does every 15 s."""
        from marketplace.jobs import app

        with app.connection_for_write(self._valkey.url) as broker:
            app.send_task("plugins.ocop_sync.tasks.sweep", connection=broker, ignore_result=True)

    def stop_worker(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def end_worker(self) -> None:
        """Without waiting for its farewell: nobody needs its database any more."""
        if self._worker is not None and self._worker.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._worker.process.pid, signal.SIGKILL)
        self.stop_worker()

    def stop(self) -> None:
        self.end_worker()
        for child in (self._web, self._valkey.child):
            if child is not None:
                child.stop()
        for name in (f"live-web-{os.getpid()}", f"live-worker-{os.getpid()}", self._valkey.name):
            (state.folder("log") / f"{name}.log").unlink(missing_ok=True)
        shutil.rmtree(state.folder(self._valkey.name))
        (state.folder("state") / f"{self._valkey.name}.conf").unlink(missing_ok=True)
        state.write_running(None, f"{RECORD}{os.getpid()}")

    def logs(self) -> str:
        """What web and worker have written, for a test that fails."""
        return "\n".join(child.log.read_text() for child in (self._web, self._worker) if child)

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"},
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self._valkey.url,
            "CELERY_BROKER_URL": self._valkey.url,
            "OCOP_CLOCK_FILE": str(self.clock_file),
            "EMAIL_FILE_PATH": str(self._scratch / "mail"),
            "SITE_URL": self.url.rstrip("/"),
            "WEB_WORKERS": "1",
        }

    def _record(self) -> None:
        """For the next session, should this one be killed."""
        children = [child for child in (self._web, self._worker, self._valkey.child) if child]
        content = {
            "launcher": processes.identity(os.getpid()),
            "children": {child.name: child.identity for child in children},
        }
        state.write_running(content, f"{RECORD}{os.getpid()}")


def end_forgotten() -> None:
    """End the live shops of sessions that were killed."""
    for path in state.folder("state").glob(f"{RECORD}*.json"):
        launcher = state.running(path.stem).get("launcher")
        if not launcher or not processes.is_alive(launcher):
            end_leftovers(lambda sentence: None, path.stem)


@pytest.fixture(scope="session")
def served(
    django_db_setup: TestDatabase, django_db_blocker: Any, static_files: None
) -> Iterator[Callable[[str], LiveShop]]:
    """served(source): this session's shop on a new clone of that database, "" being the template.

    Whoever asks first has it started, about 3 s.
    """
    end_forgotten()
    scratch = Path(tempfile.mkdtemp(prefix="ocop-live-"))
    shop: LiveShop | None = None

    def renewed(source: str) -> LiveShop:
        nonlocal shop
        if shop is None:
            shop = LiveShop(django_db_setup, scratch, source)
            shop.start()
        else:
            shop.renew(source)
        return shop

    try:
        yield renewed
    finally:
        if shop is not None:
            with django_db_blocker.unblock():
                shop.stop()
                django_db_setup.drop(shop.name)
        shutil.rmtree(scratch)


@contextlib.contextmanager
def _lent(shop: LiveShop, settings: Any) -> Iterator[LiveShop]:
    settings.CLOCK_FILE = str(shop.clock_file)
    try:
        with connected_to(shop.database_url):
            yield shop
    finally:
        shop.end_worker()


@pytest.fixture
def live_shop(
    served: Callable[[str], LiveShop], django_db_blocker: Any, settings: Any
) -> Iterator[LiveShop]:
    """A shop with a database of the test's own. What the test writes is committed; no other test sees it.

    Needs no django_db mark. `.url` ends in a slash; `.move_clock()`, `.start_worker()`, `.stop_worker()`, `.logs()`.
    """
    with django_db_blocker.unblock(), _lent(served(""), settings) as shop:
        yield shop


@pytest.fixture
def shop_with_units(
    served: Callable[[str], LiveShop],
    units_database: str,
    django_db_blocker: Any,
    settings: Any,
) -> Iterator[LiveShop]:
    """The same with the package's units in it, as load_units leaves them."""
    with django_db_blocker.unblock(), _lent(served(units_database), settings) as shop:
        yield shop


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """The static files under the names that pages write, and where whitenoise looks for them."""
    from marketplace.embedded.prepare import collect_static

    with state.locked("test-static"):
        collect_static()
