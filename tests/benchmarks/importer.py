"""How many rows a second `manage.py ocop_import` takes in, and how much memory it needs at its peak.

Made-up annexes, each on a demo database of its own, as a command in a process of its own: Django's start counts. An
annex of 20 rows shows what the start alone costs; the one of 20,000 is imported a second time, when all stands there.
"""

import json
import subprocess
import sys
from pathlib import Path

from marketplace.embedded import state
from tests.benchmarks import annex, table
from tests.benchmarks.ground import Ground

SIZES = (20, 2_000, 20_000, 200_000)
AGAIN = 20_000  # rows of the annex that is imported twice
SECONDS = 420  # after which an import is stopped


def measure(ground: Ground) -> list[str]:
    """Print the table; what was broken, in sentences."""
    rows: list[list[table.Cell]] = []
    broken: list[str] = []
    each: dict[int, float] = {}  # rows → seconds a row
    before = None
    for size in SIZES:
        with ground.copy() as url:
            file = annex.write(ground.scratch, size)
            for outcome in ("created", "unchanged")[: 2 if size == AGAIN else 1]:
                ran = _import(file, ground.environment(url))
                if complaint := _complaint(ran, size, outcome):
                    broken.append(f"import of {size} rows: {complaint}")
                    continue
                took = size, ran["seconds"], ran["peak_mb"]
                start = rows[0][2] if rows else took[1]
                rows.append([f"{size:,} rows", outcome, took[1], took[1] - start, size / took[1]])
                rows[-1].append(took[2])
                rows[-1].append(file.stat().st_size / 1000)
                if outcome == "created":
                    rows[-1] += _more(took, before)
                    before, each[size] = took, took[1] / size
    table.show(
        "Importer: ocop_import of a made annex, whole command",
        (
            "annex",
            "rows are",
            "seconds",
            "less start",
            "rows/s",
            "peak MB",
            "file kB",
            "ms a row more",
            "kB a row more",
        ),
        [[*row, *[None] * (9 - len(row))] for row in rows],
        [
            "A row more: what each row beyond those of the line above added; the start is not in it.",
            "Less start: without what 20 rows take, which is Django's start; a worker has made it before.",
            "Peak: of the largest process that the command was.",
            *_flat(each),
        ],
    )
    return broken


def _flat(each: dict[int, float]) -> list[str]:
    """Whether long lists take longer a row than others."""
    *_few, many, most = SIZES
    if not {many, most} <= each.keys():
        return []
    return [f"Seconds a row at {most:,} rows: {each[most] / each[many]:.2f} of those at {many:,}."]


def _complaint(ran: dict, size: int, outcome: str) -> str:
    """What went wrong with an import, empty when every row had this outcome."""
    if ran["code"] is None:
        return f"stopped after {SECONDS} s"
    if ran["code"] != 0:
        return f"ended with {ran['code']}: {ran['errors'][-400:]}"
    counted = json.loads(ran["output"])[outcome]
    return "" if counted == size else f"{counted} {outcome}"


def _import(file: Path, environment: dict[str, str]) -> dict:
    """What tests.benchmarks.peak tells about the command."""
    command = [sys.executable, "manage.py", "ocop_import", str(file), "--json", "--by", "admin"]
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
