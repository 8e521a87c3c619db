"""Reading and parsing long lists: seconds a row, and memory at the peak of reader and parser."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from marketplace.embedded import state
from tests.plugins.ocop_sync import files

SIZES = (2_000, 20_000, 200_000)


def run() -> list[dict[str, float]]:
    """One line a size: rows, seconds, and megabytes of the larger of the two processes."""
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = Path(folder) / f"{size}.xlsx"
            file.write_bytes(annex(size))
            done = subprocess.run(
                [sys.executable, "-m", "tests.soak.volumes", str(file)],
                cwd=state.CHECKOUT,
                capture_output=True,
                text=True,
                check=True,
            )
            told.append(json.loads(done.stdout))
    return told


def annex(size: int) -> bytes:
    """A list of so many awards of one decision."""
    import io

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Phụ lục")
    rows = (
        files.award(
            product=f"Sản vật {number}",
            producer=f"Hợp tác xã nông nghiệp {number // 4}",
            address=f"Thôn {number % 9 + 1}, xã Lạc Dương {number % 400}, tỉnh Lâm Đồng",
            stars=f"{3 + number % 2} sao",
        )
        for number in range(size)
    )
    for line in files.table(rows):
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def measure(path: str) -> None:
    """Read and parse one file as an import does; one JSON object on stdout."""
    from plugins.ocop_sync import spool
    from plugins.ocop_sync.collector import resting
    from plugins.ocop_sync.parse import parse
    from plugins.ocop_sync.readers import apart

    content = Path(path).read_bytes()
    began = time.perf_counter()
    with resting():
        parsed = parse("ds", content, apart.stream, spool.empty())
    seconds = time.perf_counter() - began
    peaks = (
        resource.getrusage(who).ru_maxrss / 1000
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"rows": len(parsed.rows), "seconds": seconds, "megabytes": max(peaks)}))


if __name__ == "__main__":
    measure(sys.argv[1])
