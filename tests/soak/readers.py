"""`python -m tests.soak.readers FROM TO SEED`: read so many damaged files, one after the other.

One line each on stdout: number, kind, what came of it. Nothing but rows or the reader's own refusal
may: everything else is a crash. A file that takes too long ends the process. Needs no database.
"""

import resource
import signal
import sys
import time

from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.parse import parse
from tests.soak.damage import damaged

MOST_SECONDS = 20
MEMORY = 2 * 1024**3


def main(start: int, end: int, seed: int) -> None:
    """Print a line for every file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number in range(start, end):
        kind, content = damaged(number, seed)
        print(number, kind, end=" ", flush=True)
        began = time.monotonic()
        came = _read(content)
        print(came, f"{time.monotonic() - began:.2f}", flush=True)


def _read(content: bytes) -> str:
    signal.alarm(MOST_SECONDS)  # ends the process: no library can hold that up
    try:
        parsed = parse("ds", content)
    except Unreadable as unreadable:
        return f"refused:{unreadable.code}"
    except BaseException as error:
        return f"CRASH:{type(error).__name__}:{' '.join(str(error).split())[:200]}"
    finally:
        signal.alarm(0)
    return f"rows:{len(parsed.rows) + len(parsed.bad)}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
