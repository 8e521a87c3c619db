"""Ending what an earlier launcher left behind when it was killed."""

import contextlib
import signal
from collections.abc import Callable
from pathlib import Path

import psutil

from . import processes, state

POLITE = ((signal.SIGTERM, 15.0),)


def end_leftovers(say: Callable[[str], None], record: str = "running") -> None:
    """Stop every child in the record of var/state that still runs, and forget the record.

    For the holder of the lock "launcher" only: then no launcher is alive that watches these children.
    """
    known = state.running(record)
    data = [Path(folder) for folder in known.get("data", [])]
    children: dict[str, str] = known.get("children", {})
    for name in children:  # recorded in the order of stopping
        is_database = any(
            folder.name == name for folder in data
        )  # that one needs a signal of its own
        if not is_database and processes.stop_session(children[name], POLITE):
            say(f"Stopped {name}, left by an earlier start.")
    for folder in data:
        if end_other_postgres(folder):
            say("Stopped PostgreSQL, left by an earlier start.")
    state.write_running(None, record)


def end_other_postgres(data: Path) -> bool:
    """Shut down whatever PostgreSQL still works in this data folder. True when there was one.

    It is found by its working folder, not by the pid in postmaster.pid, which may be somebody else's by now. After
    this a postmaster.pid left in the folder is stale; it goes too, because PostgreSQL would refuse to start when a
    stranger of the same user has its pid.
    """
    ended = _end_all("postgres", data, (signal.SIGINT, signal.SIGQUIT))
    with contextlib.suppress(PermissionError):
        (data / "postmaster.pid").unlink(missing_ok=True)
    return ended


def end_other_valkey(data: Path) -> bool:
    """The same for Valkey: two that write one append-only file would spoil it."""
    return _end_all("valkey-server", data, (signal.SIGTERM,))


def _end_all(program: str, folder: Path, politely: tuple[signal.Signals, ...]) -> bool:
    """Signal the eldest process of this program that works in the folder, at last SIGKILL to all. True if any."""
    found = _working_in(program, folder)
    for number in politely if found else ():
        if left := _working_in(program, folder):
            processes.send(left[0], number)
            processes.wait_until(lambda: _working_in(program, folder), 30)
    for name in _working_in(program, folder):
        processes.send(name, signal.SIGKILL)
    processes.wait_until(lambda: _working_in(program, folder), 10)
    return bool(found)


def _working_in(program: str, folder: Path) -> list[str]:
    """Identities of this program's processes whose working folder this is; parents before their children."""
    found = {}
    for process in psutil.process_iter(["name", "ppid"]):
        with contextlib.suppress(psutil.Error, OSError):
            if process.info["name"] == program and Path(process.cwd()) == folder:
                found[process.pid] = process.info["ppid"]
    eldest_first = sorted(found, key=lambda pid: found[pid] in found)
    return [name for pid in eldest_first if (name := processes.identity(pid))]
