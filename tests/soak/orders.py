"""Orders while web, worker and PostgreSQL are killed, far more often than `make test` has time for."""

import os
import subprocess
import sys

TEST = "tests/soak/test_orders_killed.py"
PATIENCE = 3600  # seconds


def run(kills: int, seed: int) -> tuple[str, str]:
    """So many kills at random moments: what was done, and "" or the end of what pytest says."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "no:cacheprovider", TEST],
        env=os.environ | {"SOAK_KILLS": str(kills), "SOAK_SEED": str(seed)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith(("killed", "the clerk"))]
    return "\n  ".join(told), "" if done.returncode == 0 else done.stdout[-3000:]
