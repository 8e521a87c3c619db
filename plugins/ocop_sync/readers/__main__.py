"""`python -m plugins.ocop_sync.readers MOST_ROWS < FILE`: what is in it, as lines of JSON (wire.py)."""

import gc
import resource
import sys

from plugins.ocop_sync import readers
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.readers import wire

MEMORY = 1280 * 1024**2  # of addresses, of which a list of 200,000 rows uses less than half
SECONDS = 120  # of work; waiting is watched from outside


def main(most_rows: int) -> None:
    """Read standard input, write standard output; never a trace on either."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # see collector.py
    out = sys.stdout.buffer
    try:
        for line in wire.sheets(readers.read(sys.stdin.buffer.read(), most_rows)):
            out.write(line)
    except Unreadable as unreadable:
        out.write(wire.refused(unreadable.code, unreadable.data))


if __name__ == "__main__":
    main(int(sys.argv[1]))
