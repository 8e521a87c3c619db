"""A shop that is killed: PostgreSQL, web server and worker of its own, each ended by SIGKILL and started again.

PostgreSQL runs as in a shop in use: a commit that was answered is on the disk.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from marketplace.embedded import placement, processes, serving, state
from marketplace.embedded.child import Child
from marketplace.embedded.leftovers import end_leftovers
from marketplace.embedded.postgres import APP, SUPERUSER, Postgres, free_port
from marketplace.embedded.valkey import Valkey

DATABASE, RECORD = "ocop_soak", "soak-shop"
READY = 120  # seconds
CAN_DIE = ("web", "worker", "postgres")


class KilledShop:
    """start(), kill(), stop(); `url` ends in a slash, `database_url` is the app role's."""

    def __init__(self, scratch: Path) -> None:
        end_leftovers(lambda sentence: None, RECORD)  # of a run that was killed itself
        self._scratch = scratch
        self._name = f"soak-postgres-{os.getpid()}"
        self._postgres = Postgres(self._name)
        self._valkey = Valkey(f"soak-valkey-{os.getpid()}", durable=True)
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/"
        self.database_url = ""
        self._children: dict[str, Child] = {}

    def start(self, filled_like: str, environment: Mapping[str, str]) -> None:
        """With a copy of the database that this owner's address leads to. environment: Django's."""
        self._postgres.start()
        self._valkey.start()
        self._postgres.make_database(DATABASE)
        self._copy(filled_like)
        self.database_url = self._postgres.url(APP, DATABASE)
        self._environment = {
            **{name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"},
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self._valkey.url,
            "CELERY_BROKER_URL": self._valkey.url,
            "EMAIL_FILE_PATH": str(self._scratch / "mail"),
            "SMS_FILE_PATH": str(self._scratch / "sms"),
            "SITE_URL": self.url.rstrip("/"),
            "WEB_WORKERS": "2",
        }
        self._children = {"postgres": self._postgres.child}
        self._children["web"] = serving.web(self._environment, "127.0.0.1", self._port)
        self._children["worker"] = serving.worker(self._environment, self._scratch / "schedule")
        for name in ("web", "worker"):
            self._children[name].name = f"soak-{name}-{os.getpid()}"
            self._children[name].start()
        self._record()
        self._wait()

    def kill(self, name: str) -> None:
        """No last word: SIGKILL, and what was left of it; then start it again and wait for the shop."""
        child = self._children[name]
        assert child.process is not None
        if name == "postgres":
            os.kill(child.process.pid, signal.SIGKILL)  # its backends notice and end
        else:
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.stop()
        child.start()
        self._record()
        self._wait()

    def stop(self) -> None:
        for name in ("worker", "web"):
            if name in self._children:
                self._children[name].stop()
                self._children[name].log.unlink(missing_ok=True)
        self._valkey.stop()
        self._postgres.stop()
        for child in (self._valkey.child, self._postgres.child):
            child.log.unlink(missing_ok=True)
        shutil.rmtree(self._postgres.placement.data, ignore_errors=True)
        shutil.rmtree(state.folder(self._valkey.name), ignore_errors=True)
        (state.folder("state") / f"{self._valkey.name}.conf").unlink(missing_ok=True)
        state.write_running(None, RECORD)

    def logs(self) -> str:
        """The end of what web and worker have written, for a test that fails."""
        children = [child for name, child in self._children.items() if name != "postgres"]
        return "\n".join(child.log.read_text()[-3000:] for child in children if child.log.exists())

    def _wait(self) -> None:
        self._postgres.child.wait_ready(self._postgres._answers, READY)
        self._children["web"].wait_ready(lambda: serving.is_healthy(self.url), READY)

    def _record(self) -> None:
        children = {**self._children, "valkey": self._valkey.child}
        state.write_running(
            {
                "launcher": processes.identity(os.getpid()),
                "children": {child.name: child.identity for child in children.values()},
                "data": [str(self._postgres.placement.data)],
            },
            RECORD,
        )

    def _copy(self, source: str) -> None:
        programs = placement.place(self._name).programs
        dump = subprocess.Popen(
            [str(programs / "pg_dump"), "--format=plain", source], stdout=subprocess.PIPE
        )
        target = self._postgres.url(SUPERUSER, DATABASE)
        fill = [str(programs / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", target]
        done = subprocess.run(fill, stdin=dump.stdout, capture_output=True, text=True, check=False)
        assert (done.returncode, dump.wait()) == (0, 0), done.stderr[-2000:]
