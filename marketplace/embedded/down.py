"""`make down`: stop what `make up` runs in another terminal, or what a killed one left behind."""

import signal
import sys

from . import processes, state
from .errors import EmbeddedError
from .leftovers import end_leftovers
from .supervisor import say

PATIENCE = 90  # seconds a launcher may take to stop all in order


def main() -> int:
    """Promises that nothing in the record of var/state runs any more when it answers 0."""
    said: list[str] = []

    def tell(sentence: str) -> None:
        said.append(sentence)
        say(sentence)

    launcher = state.Lock("running.launcher")
    if not launcher.try_take():
        name = state.running().get("launcher")
        if name and processes.send(name, signal.SIGTERM):
            tell(f"Asked `make up` (process {processes.pid_of(name)}) to stop.")
        if not launcher.take(patience=PATIENCE):
            say(
                "`make up` did not stop. Its log is in var/log; kill the process above, then `make down` again."
            )
            return 1
    end_leftovers(tell)
    say("Stopped." if said else "Nothing was running.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EmbeddedError as failure:
        sys.exit(str(failure))
