"""One child process: started in a session of its own, watched, and stopped without leaving anything behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import processes, state
from .errors import EmbeddedError, Interrupted
from .placement import becoming

LOG_LIMIT = 20_000_000  # bytes; a longer log is set aside at the next start


@dataclass
class Child:
    """What to run and how to end it. `signals` are tried in turn, each with its patience in seconds.

    `before` runs before every start, the first and each after a crash. A session of its own keeps Ctrl-C in the
    terminal from reaching the child: the launcher ends its children in order.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    cwd: Path = state.CHECKOUT
    uid: int | None = None
    signals: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 20),)
    before: Callable[[], object] = lambda: None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    identity: str = field(default="", init=False)
    started: float = field(default=0, init=False)

    @property
    def log(self) -> Path:
        return state.folder("log") / f"{self.name}.log"

    def start(self) -> None:
        """Start the process; its output goes to var/log/<name>.log."""
        self.before()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077 if self.uid is not None else -1,
                **becoming(self.uid),
            )
        self.identity = processes.identity(self.process.pid) or f"{self.process.pid}:gone"
        self.started = time.monotonic()

    def ended(self) -> str | None:
        """None while it runs, else in words how it ended."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def wait_ready(
        self,
        ready: Callable[[], bool],
        patience: float,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Wait until `ready` says so. Raises EmbeddedError `start_failed` when it ends or takes too long.

        Raises Interrupted as soon as `stopping` says so.
        """
        end = time.monotonic() + patience
        while not ready():
            if ended := self.ended():
                raise self.failure(ended)
            if time.monotonic() > end:
                raise self.failure(f"did not answer within {patience:.0f} seconds")
            if stopping():
                raise Interrupted
            time.sleep(0.03)

    def failure(self, what: str) -> EmbeddedError:
        """The error that says what happened to this child, with the end of its log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        lines = [line for line in text.splitlines() if line.strip()][-12:]
        return EmbeddedError(
            "start_failed",
            f"{self.name} {what}. The end of its log, {self.log}:\n  " + "\n  ".join(lines),
        )

    def stop(self) -> None:
        """End the process and whatever it started. Does nothing when nothing of it runs."""
        if not self.identity:
            return
        if self.process is not None and self.process.poll() is None:
            for number, patience in self.signals:
                self.process.send_signal(number)
                try:
                    self.process.wait(patience)
                    break
                except subprocess.TimeoutExpired:
                    continue
        processes.stop_session(self.identity, ())
        if self.process is not None:
            self.process.wait(10)
