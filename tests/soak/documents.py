"""Many more stories than `make test` has time for: of documents of every kind, of orders, in any order."""

import os
import subprocess
import sys

TESTS = ("tests/inventory/test_every_document.py", "tests/orders/test_stories.py")
PATIENCE = 3600  # seconds


def run(stories: int) -> str:
    """So many stories of goods, each of up to 30 steps, and a quarter as many of orders, of 70.

    "" when all held, else the end of what pytest says.
    """
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *TESTS],
        env=os.environ | {"EXAMPLES": str(stories), "STORIES": str(stories // 4)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout[-3000:]
