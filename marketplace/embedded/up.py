"""`make up`: everything the shop needs on one machine, in the foreground, until Ctrl-C.

PostgreSQL and Valkey (unless DATABASE_URL, REDIS_URL name others) → migrations and demo → worker and web server. What
dies is started again. At the end all stop in the reverse order. A launcher that is killed leaves its children; the
next start and `make down` end them first.
"""

import os
import sys
import time

from . import processes, serving, state
from .child import Child
from .errors import EmbeddedError, Interrupted
from .leftovers import end_leftovers
from .servers import Servers, identities, record
from .supervisor import StopWish, Supervisor, run_step, say
from .var_environment import var_environment

ONLY_SERVERS = "--only-servers"  # PostgreSQL and Valkey alone
STEADY = 90  # seconds the web server may take to answer first


def main() -> int:
    stop = StopWish()
    try:
        with Launch() as launch:
            launch.run(stop, shop=ONLY_SERVERS not in sys.argv[1:])
    except Interrupted:
        return 0
    except EmbeddedError as failure:
        say(str(failure))
        return 1
    return 0


class Launch:
    """One run of `make up`: holds the lock "launcher" and stops all it started when the block ends."""

    def __init__(self) -> None:
        self.gate, self.users, self.launcher = (
            state.Lock(f"running.{part}") for part in ("gate", "users", "launcher")
        )
        self.servers: Servers | None = None
        self.shop: list[Child] = []  # in the order of stopping
        self.preparing: dict[str, str] = {}  # what prepares the database, while it runs
        self.found: dict[str, str] = {}
        self.address = ""

    def __enter__(self) -> "Launch":
        return self

    def __exit__(self, *_: object) -> None:
        children = self.children
        if any(child.identity for child in children):
            say("Stopping.")
        for child in children:
            child.stop()
        if self.servers is not None:
            state.write_running(None)
            say("Stopped.")

    @property
    def children(self) -> list[Child]:
        return self.shop + (self.servers.children if self.servers else [])

    def run(self, stop: StopWish, shop: bool) -> None:
        began = time.monotonic()
        self._shut_others_out(stop)
        end_leftovers(say)
        self.servers = Servers()
        try:
            self.found = self.servers.start(stop.heard)
        finally:
            self.write_record()
        self.gate.free()  # from here on manage.py finds the servers in the record
        if shop:
            self._open_shop(stop, began)
        else:
            say("PostgreSQL and Valkey are running. Ctrl-C stops them.")
        Supervisor(self.children, self.write_record).watch(stop)

    def write_record(self) -> None:
        assert self.servers is not None
        others = {**self.preparing, **identities(self.shop)}
        record(self.servers, self.found, others=others, watched=True, address=self.address)

    def _note_preparing(self, identity: str) -> None:
        self.preparing = {"prepare": identity}
        self.write_record()

    def _shut_others_out(self, stop: StopWish) -> None:
        """Take the lock of the launcher, and wait for commands that use servers of their own making.

        Raises EmbeddedError `already_up`.
        """
        if not self.launcher.try_take():
            raise EmbeddedError("already_up", _already_up())
        said = False
        while not (self.gate.try_take() and self.users.try_take()):
            self.gate.free()
            if not said:
                say("Waiting for a manage.py command to finish.")
                said = True
            if stop.wait(0.2):
                raise Interrupted
        self.users.free()

    def _open_shop(self, stop: StopWish, began: float) -> None:
        environment = {"DATABASE_OWNER_URL": "", **os.environ, **var_environment(), **self.found}
        if os.environ.get("DATABASE_URL"):
            environment.setdefault("DEMO", "0")  # made-up goods belong in a database of ours alone
        sign_ins = run_step(
            [sys.executable, "-m", "marketplace.embedded.prepare"],
            environment,
            stop,
            self._note_preparing,
        )
        self.preparing = {}
        del environment["DATABASE_OWNER_URL"]  # web and worker must not be able to be the owner
        host, port, as_asked = serving.free_address()
        if not as_asked:
            asked = os.environ.get("PORT") or "8000"
            say(f"Port {asked} is taken by another program; using {port}. PORT chooses another.")
        self.address = serving.address(host, port)
        environment.setdefault("SITE_URL", self.address.rstrip("/"))  # what codes and mails lead to
        web = serving.web(environment, host, port)
        self.shop = [web, serving.worker(environment, state.folder("worker") / "schedule")]
        for child in self.shop:
            child.start()
            self.write_record()
        web.wait_ready(lambda: serving.is_healthy(self.address), STEADY, stop.heard)
        took = time.monotonic() - began
        say(f"\nChợ OCOP serves {self.address}  ({took:.1f} s; Ctrl-C stops everything)\n")
        say(sign_ins.rstrip())


def _already_up() -> str:
    known = state.running()
    where = f": {known['address']}" if known.get("address") else "."
    pid = processes.pid_of(known["launcher"]) if known.get("launcher") else "just started"
    return f"It is already up here (process {pid}){where} `make down` stops it."


if __name__ == "__main__":
    sys.exit(main())
