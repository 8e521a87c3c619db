"""`python -m tests.benchmarks [pages] [orders] [stock] [check] [importer] [up]`: print measured figures; without a word, all of them.

Bounded in count and in time, on 127.0.0.1 alone. Ends with code 1 when a promise was broken (units sold twice, an
answer that should not be); no figure is ever too slow to pass.
"""

import importlib
import signal
import sys
import time

from marketplace.embedded import state
from marketplace.embedded.errors import EmbeddedError
from tests.benchmarks import ground, machine

ON_THE_GROUND = (
    "pages",
    "orders",
    "stock",
    "check",
    "importer",
)  # these need a database; `up` makes its own
PARTS = (*ON_THE_GROUND, "up")


def main(words: list[str]) -> int:
    if unknown := [word for word in words if word not in PARTS]:
        sys.exit(f"There is no part {unknown[0]!r}. Parts: {', '.join(PARTS)}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it started stops, too
    alone = state.Lock("bench")
    if not alone.try_take():
        sys.exit("A benchmark runs in this checkout already.")
    chosen = [part for part in PARTS if part in words] or list(PARTS)
    began = time.monotonic()
    print(machine.line(), flush=True)
    broken: list[str] = []
    if any(part in ON_THE_GROUND for part in chosen):
        with ground.laid() as laid:
            print(laid.line(), flush=True)
            for part in chosen:
                if part in ON_THE_GROUND:
                    broken += _module(part).measure(laid)
    if "up" in chosen:
        broken += _module("up").measure()
    print(f"\n{time.monotonic() - began:.0f} s in all; load at the end {machine.load():.1f}.")
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    return 1 if broken else 0


def _module(part: str):
    """Imported late: most parts import models, which need the ground's settings."""
    return importlib.import_module(f"tests.benchmarks.{part}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedError as failure:
        sys.exit(str(failure))
