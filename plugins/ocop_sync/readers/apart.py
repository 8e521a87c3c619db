"""Reading a file from outside in a process of its own, with limits on time and memory.

A file can be made so that a library needs all memory for it, or never comes to an end; then that
process is lost and nothing else. It knows no secrets: of the environment it gets nothing.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from plugins.ocop_sync.book import Row, Sheet, Unreadable
from plugins.ocop_sync.readers import MOST_ROWS, wire

CHECKOUT = Path(__file__).resolve().parents[3]
SECONDS = 120


def read(content: bytes, most_rows: int = MOST_ROWS, *, seconds: float = SECONDS) -> list[Sheet]:
    """What readers.read gives for this file. Raises Unreadable as it does, and too_hard."""
    command = [sys.executable, "-m", "plugins.ocop_sync.readers", str(most_rows)]
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with subprocess.Popen(
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=CHECKOUT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        ) as process:
            watch = threading.Timer(seconds, process.kill)
            watch.start()
            try:
                assert process.stdout
                return _sheets(process.stdout)
            except wire.Broken:
                raise Unreadable("too_hard") from None
            finally:
                watch.cancel()
                process.kill()


def _sheets(lines: Iterable[bytes]) -> list[Sheet]:
    """Equal texts of the whole file are kept once: most cells of a list repeat."""
    known: dict[str, str] = {}
    sheets: list[Sheet] = []
    for told in wire.told(lines):
        match told:
            case wire.Refused(code, data):
                raise Unreadable(code, **data)
            case wire.Begins(name):
                sheets.append(Sheet(name, []))
            case Row(number, cells, place):
                kept = tuple(
                    known.setdefault(cell, cell) if isinstance(cell, str) else cell
                    for cell in cells
                )
                sheets[-1].rows.append(Row(number, kept, known.setdefault(place, place)))
    return sheets
