"""A running shop for tests: its own database, web server, Valkey and, when asked for, worker, as real processes."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from marketplace.embedded import processes, serving, state
from marketplace.embedded.child import Child
from marketplace.embedded.leftovers import end_leftovers
from marketplace.embedded.postgres import free_port
from marketplace.embedded.roles import connected_to
from marketplace.embedded.valkey import Valkey
from tests.database import TestDatabase

RECORD = "live-"  # + pid of the session, under var/state


class LiveShop:
    """What a browser test talks to. While the fixture lives, the test's own queries go to the same database."""

    def __init__(self, databases: TestDatabase, scratch: Path) -> None:
        self.name = databases.clone()
        self.database_url = databases.url(self.name)
        self.clock_file = scratch / "clock"
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/"
        self._valkey = Valkey(f"live-valkey-{os.getpid()}", durable=False)
        self._scratch = scratch
        self._web: Child | None = None
        self._worker: Child | None = None

    def start(self) -> None:
        self._valkey.start()
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
            self._worker.start()
            self._record()

    def stop_worker(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def stop(self) -> None:
        self.stop_worker()
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


@contextlib.contextmanager
def opened(databases: TestDatabase, settings: Any) -> Iterator[LiveShop]:
    """A shop that serves until the block ends. `settings` is pytest-django's fixture, or the like."""
    end_forgotten()
    scratch = Path(tempfile.mkdtemp(prefix="ocop-live-"))
    shop = LiveShop(databases, scratch)
    settings.CLOCK_FILE = str(shop.clock_file)
    try:
        shop.start()
        with connected_to(shop.database_url):
            yield shop
    finally:
        shop.stop()
        databases.drop(shop.name)
        shutil.rmtree(scratch)


@pytest.fixture
def live_shop(
    django_db_setup: TestDatabase, django_db_blocker: Any, settings: Any, static_files: None
) -> Iterator[LiveShop]:
    """A shop of the test's own, about 3 s. What the test writes is committed; no other test sees it.

    Needs no django_db mark. `.url` ends in a slash; `.move_clock()`, `.start_worker()`, `.stop_worker()`, `.logs()`.
    """
    with django_db_blocker.unblock(), opened(django_db_setup, settings) as shop:
        yield shop


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """The static files under the names that pages write, and where whitenoise looks for them."""
    from marketplace.embedded.prepare import collect_static

    with state.locked("test-static"):
        collect_static()
