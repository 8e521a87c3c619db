"""Damaged files in their thousands, read in processes that may be lost."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field

from marketplace.embedded import state

A_BATCH = 500


@dataclass
class Found:
    """came: what came of how many; bad: the lines of crashes and hangs; longest: seconds of one."""

    came: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    longest: float = 0
    read: int = 0


def run(count: int, seed: int) -> Found:
    """Read so many damaged files. A process that is lost loses one file, which is told as bad."""
    found = Found()
    start = 0
    while start < count:
        end = min(start + A_BATCH, count)
        command = [sys.executable, "-m", "tests.soak.readers", str(start), str(end), str(seed)]
        done = subprocess.run(command, cwd=state.CHECKOUT, capture_output=True, text=True)
        lines = done.stdout.splitlines()
        for line in lines:
            _take(found, line)
        start += len(lines)
        if done.returncode and not lines:
            raise RuntimeError(done.stderr[-2000:])
    return found


def _take(found: Found, line: str) -> None:
    _number, _kind, *rest = line.split(" ")
    came = rest[0] if rest and rest[0] else "LOST"
    found.read += 1
    found.came[came.split(":")[0] if not came.startswith("refused") else came] += 1
    if came.startswith(("CRASH", "LOST")):
        found.bad.append(line)
    elif rest:
        found.longest = max(found.longest, float(rest[-1]))
