"""How many rows a second `manage.py ocop_import` takes in, and how much memory it needs at its peak.

Made-up annexes, each on a demo database of its own, as a command in a process of its own: Django's start counts. An
annex of 20 rows shows what the start alone costs.
"""

import json
import subprocess
import sys

from marketplace.embedded import state
from tests.benchmarks import annex, table
from tests.benchmarks.ground import Ground

SIZES = (20, 2_000, 20_000)
SECONDS = 240  # after which an import is stopped


def measure(ground: Ground) -> list[str]:
    """Print the table; what was broken, in sentences."""
    rows: list[list[table.Cell]] = []
    broken, before = [], None
    for size in SIZES:
        with ground.copy() as url:
            file = annex.write(ground.scratch, size)
            ran = _import(str(file), ground.environment(url))
        if complaint := _complaint(ran, size):
            broken.append(f"import of {size} rows: {complaint}")
            continue
        took = size, ran["seconds"], ran["peak_mb"]
        row: list[table.Cell] = [f"{size:,} rows", took[1], size / took[1], took[2]]
        rows.append([*row, file.stat().st_size / 1000, *_more(took, before)])
        before = took
    table.show(
        "Importer: ocop_import of a made annex, whole command, every row created",
        ("annex", "seconds", "rows/s", "peak MB", "file kB", "ms a row more", "kB a row more"),
        rows,
        [
            "A row more: what each row beyond those of the line above added; the start is not in it.",
            "Peak: of the largest process that the command was.",
        ],
    )
    return broken


def _complaint(ran: dict, size: int) -> str:
    """What went wrong with an import, empty when every row was created."""
    if ran["code"] is None:
        return f"stopped after {SECONDS} s"
    if ran["code"] != 0:
        return f"ended with {ran['code']}: {ran['errors'][-400:]}"
    created = json.loads(ran["output"])["created"]
    return "" if created == size else f"{created} created"


def _import(file: str, environment: dict[str, str]) -> dict:
    """What tests.benchmarks.peak tells about the command."""
    command = [sys.executable, "manage.py", "ocop_import", file, "--json", "--by", "admin"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.peak", str(SECONDS), *command],
        cwd=state.CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _more(
    took: tuple[int, float, float], before: tuple[int, float, float] | None
) -> tuple[float | None, float | None]:
    """Milliseconds and kilobytes of one row more."""
    if before is None:
        return None, None
    rows = took[0] - before[0]
    return (took[1] - before[1]) / rows * 1000, (took[2] - before[2]) / rows * 1000
