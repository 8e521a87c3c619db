"""Reading a file from outside in a process of its own, with limits on time and memory.

A file can be made so that a library needs all memory for it, or never comes to an end; then that
process is lost and nothing else. It knows no secrets: of the environment it gets nothing.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from plugins.ocop_sync.book import ComingSheet, Row, Sheet, Unreadable
from plugins.ocop_sync.readers import MOST_ROWS, wire

CHECKOUT = Path(__file__).resolve().parents[3]
SECONDS = 120


def read(content: bytes, most_rows: int = MOST_ROWS, *, seconds: float = SECONDS) -> list[Sheet]:
    """What readers.read gives for this file. Raises Unreadable as it does, and too_hard."""
    coming = stream(content, most_rows, seconds=seconds)
    return [Sheet(sheet.name, list(sheet.rows)) for sheet in coming]


def stream(
    content: bytes, most_rows: int = MOST_ROWS, *, seconds: float = SECONDS
) -> Iterator[ComingSheet]:
    """The same, each row once it comes: however long the file is, none is kept here.

    seconds: of waiting for the process, not of what is done with its rows.
    """
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
            assert process.stdout
            watch = Watch(process, seconds)
            try:
                yield from _sheets(_told(watch.passing(process.stdout)))
            finally:
                watch.end()
                process.kill()


class Process(Protocol):
    def kill(self) -> None: ...


class Lines(Protocol):
    def readline(self) -> bytes: ...


class Watch:
    """Kills a process for which one has waited too long, all waits together: while its rows are
    worked on its time stands still."""

    PAUSE = 0.5  # seconds between two looks

    def __init__(self, process: Process, seconds: float):
        self._process, self._left = process, seconds
        self._waits = False
        self._ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def passing(self, lines: Lines) -> Iterator[bytes]:
        while True:
            self._waits = True
            line = lines.readline()
            self._waits = False
            if not line:
                return
            yield line

    def end(self) -> None:
        self._ended.set()

    def _look(self) -> None:
        pause = min(self._left, self.PAUSE)
        while not self._ended.wait(pause):
            if self.is_over(after=pause):
                self._process.kill()
                return

    def is_over(self, *, after: float) -> bool:
        """Whether its time is up, with so many seconds more."""
        if self._waits:
            self._left -= after
        return self._left <= 0


def _told(lines: Iterable[bytes]) -> Iterator[wire.Begins | Row]:
    try:
        for told in wire.told(lines):
            if isinstance(told, wire.Refused):
                raise Unreadable(told.code, **told.data)
            yield told
    except wire.Broken:
        raise Unreadable("too_hard") from None


def _sheets(told: Iterator[wire.Begins | Row]) -> Iterator[ComingSheet]:
    begun = [one for one in islice(told, 1) if isinstance(one, wire.Begins)]

    def rows() -> Iterator[Row]:
        for one in told:
            if isinstance(one, wire.Begins):
                begun.append(one)
                return
            yield one

    while begun:
        sheet = ComingSheet(begun.pop().name, rows())
        yield sheet
        for _row in sheet.rows:  # what nobody wanted
            pass
