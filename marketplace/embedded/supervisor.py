"""Watching children: one that dies is started again, and a wish to stop is heard at any moment."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence

from . import processes
from .child import Child
from .errors import EmbeddedError, Interrupted

HEALTHY_AFTER = 60  # seconds of running after which earlier deaths are forgiven
LONGEST_DELAY = 30.0  # seconds before the next attempt


def say(sentence: str) -> None:
    """A line for the person. A terminal that was closed in the meantime is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        print(sentence, flush=True)


class StopWish:
    """Ctrl-C, SIGTERM (`make down`) and SIGHUP (a closed terminal), remembered instead of raised.

    Nothing is cut short in the middle; every wait of the launcher asks `heard()`.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._event.set())
        # A terminal that runs `make up` without a shell between tells make alone, and make just waits for us.
        self._terminal = select.poll()
        if os.isatty(0):
            self._terminal.register(0, select.POLLHUP)

    def heard(self) -> bool:
        return self.wait(0)

    def wait(self, seconds: float) -> bool:
        """Wait for the wish at most that long. True when it was heard."""
        if self._terminal.poll(0):
            self._event.set()
        return self._event.wait(seconds)


def run_step(
    command: Sequence[str],
    environment: dict[str, str],
    stop: StopWish,
    started: Callable[[str], None],
) -> str:
    """Run a command to its end and answer what it printed on its standard output.

    `started` gets its identity, for the record: a killed launcher leaves this one, too. Raises EmbeddedError `step_failed`, and Interrupted after ending it when the person wants to stop.
    """
    with tempfile.TemporaryFile() as output:
        step = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            start_new_session=True,
        )
        started(processes.identity(step.pid) or "")
        while step.poll() is None:
            if stop.wait(0.03):
                step.terminate()
                step.wait()
                raise Interrupted
        output.seek(0)
        text = output.read().decode()
    if step.returncode < 0:
        killed = signal.Signals(-step.returncode).name
        raise EmbeddedError(
            "step_failed", f"`{' '.join(command)}` was ended by {killed}. Start again."
        )
    if step.returncode != 0:
        sys.stderr.write(text)
        raise EmbeddedError(
            "step_failed", f"`{' '.join(command)}` failed; the lines above say why."
        )
    return text


class Supervisor:
    """Keeps children running until the wish to stop. `started` is called whenever one was started again."""

    def __init__(self, children: Sequence[Child], started: Callable[[], None]) -> None:
        self._children = children
        self._started = started
        self._delay: dict[str, float] = {}
        self._due: dict[str, float] = {}

    def watch(self, stop: StopWish) -> None:
        while not stop.wait(0.2):
            for child in self._children:
                self._look_after(child)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.name in self._due:
            if now >= self._due[child.name]:
                del self._due[child.name]
                self._start_again(child)
        elif ended := child.ended():
            if now - child.started > HEALTHY_AFTER:
                self._delay.pop(child.name, None)
            delay = self._delay.get(child.name, 0.0)
            self._delay[child.name] = min(LONGEST_DELAY, delay * 2 or 1.0)
            self._due[child.name] = now + delay
            when = f"in {delay:.0f} s" if delay else "now"
            say(f"{child.name} was {ended}; it starts again {when}. Its log: {child.log}")

    def _start_again(self, child: Child) -> None:
        child.stop()  # whatever of its session outlived it
        try:
            child.start()
        except (OSError, EmbeddedError) as failure:
            say(f"{child.name} could not be started: {failure}")
            self._due[child.name] = time.monotonic() + LONGEST_DELAY
        self._started()
