"""Many more stories than `make test` has time for, of documents of every kind in any order."""

import os
import subprocess
import sys

TEST = "tests/inventory/test_every_document.py"
PATIENCE = 3600  # seconds


def run(stories: int) -> str:
    """So many stories, each of up to 30 steps; "" when all held, else the end of what pytest says."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", TEST],
        env=os.environ | {"EXAMPLES": str(stories)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout[-3000:]
