"""How many seconds from `make up` on a clean clone until the shop answers, the first time and the second.

Cold: .venv is made and filled (pip's own cache may be warm), the database made, migrated and filled with the demo.
Warm: the same clone again after `make down`. In a folder and on a port of its own; it stops what it started there.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from marketplace.embedded import serving
from marketplace.embedded.postgres import free_port
from tests.benchmarks import table
from tests.benchmarks.checkout_copy import copied, ordinary_environment

SECONDS = 420  # until a step is given up
SAID = "said.log"  # in the clone; shown when something goes wrong


class Failed(Exception):
    """A start that did not come to an answer; the sentence has the end of what it said."""


def measure() -> list[str]:
    """Print the table; what was broken, in sentences."""
    try:
        with copied() as folder:
            environment = ordinary_environment()
            packages = _seconds(folder, environment, "environment")
            first = _start(folder, environment)
            second = _start(folder, environment)
            looked = _seconds(folder, environment, "environment")
    except (Failed, subprocess.TimeoutExpired) as failure:
        return [f"make up: {failure}"]
    cold = packages + first
    table.show(
        "make up on a clean clone, until /healthz answers",
        ("start", "seconds", "to warm"),
        [
            ("cold", cold, table.ratio(cold, second)),
            ("  of it .venv", packages, table.ratio(packages, second)),
            ("  of it database, demo, servers", first, table.ratio(first, second)),
            ("warm", second, table.ratio(second, second)),
            ("  of it looking at .venv", looked, table.ratio(looked, second)),
        ],
        [
            "pip takes packages from its cache or from a folder of wheels where the machine has them."
        ],
    )
    return []


def _seconds(folder: Path, environment: dict[str, str], target: str) -> float:
    began = time.perf_counter()
    with open(folder / SAID, "wb") as said:
        done = subprocess.run(
            ["make", target], cwd=folder, env=environment, timeout=SECONDS, stdout=said, stderr=said
        )
    if done.returncode != 0:
        raise Failed(f"make {target} ended with {done.returncode}: {_said(folder)}")
    return time.perf_counter() - began


def _start(folder: Path, environment: dict[str, str]) -> float:
    """Seconds until it serves; it is down again when this returns. Raises Failed."""
    port = free_port()
    began = time.perf_counter()
    with _upped(folder, environment | {"HOST": "127.0.0.1", "PORT": str(port)}) as process:
        while not serving.is_healthy(f"http://127.0.0.1:{port}/"):
            if process.poll() is not None:
                raise Failed(f"it ended with {process.returncode}: {_said(folder)}")
            if time.perf_counter() - began > SECONDS:
                raise Failed(f"no answer within {SECONDS} s: {_said(folder)}")
            time.sleep(0.02)
        return time.perf_counter() - began


@contextlib.contextmanager
def _upped(folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`make up` in a session of its own; `make down` at the end, and a kill for what is still there then."""
    with open(folder / SAID, "wb") as said:
        process = subprocess.Popen(
            ["make", "up"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        subprocess.run(
            ["make", "down"], cwd=folder, env=environment, timeout=120, stdout=subprocess.DEVNULL
        )
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _said(folder: Path) -> str:
    return (folder / SAID).read_text(errors="replace")[-600:]
