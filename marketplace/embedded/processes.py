"""Processes by identity: a pid alone is never trusted, because the kernel gives it to somebody else later."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil


def identity(pid: int) -> str | None:
    """A text that names this very process: pid, boot and moment of birth. None when there is no such process."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return f"{pid}:{_birth(pid, process)}"
    except (psutil.Error, OSError):
        return None


def _birth(pid: int, process: psutil.Process) -> str:
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():  # macOS has no /proc
        return f"{process.create_time():.2f}"
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    ticks_since_boot = (
        stat.read_text().rpartition(")")[2].split()[19]
    )  # unlike a wall-clock time, never corrected
    return f"{boot}:{ticks_since_boot}"


def pid_of(name: str) -> int:
    """The pid inside an identity."""
    return int(name.partition(":")[0])


def is_alive(name: str) -> bool:
    """Does the process of this identity still run?"""
    return identity(pid_of(name)) == name


def send(name: str, number: signal.Signals) -> bool:
    """Signal the process of this identity, and no other. False when it is gone."""
    pid = pid_of(name)
    try:
        if not hasattr(os, "pidfd_open"):
            if not is_alive(name):
                return False
            os.kill(pid, number)
            return True
        handle = os.pidfd_open(pid)  # from here on the kernel holds on to this process
        try:
            if not is_alive(name):
                return False
            signal.pidfd_send_signal(handle, number)
            return True
        finally:
            os.close(handle)
    except ProcessLookupError:
        return False


def session_of(leader: str) -> list[str]:
    """Identities of all living processes in the session that this leader opened, the leader included.

    Works when the leader is dead: the kernel never gives away the number of a session that still has members. When
    the number was given away, its new holder has another identity, and the answer is empty.
    """
    number = pid_of(leader)
    holder = identity(number)
    if holder is not None and holder != leader:
        return []
    members = []
    for pid in psutil.pids():
        with contextlib.suppress(OSError):
            if os.getsid(pid) == number and (name := identity(pid)):
                members.append(name)
    return members


def wait_gone(names: Iterable[str], patience: float) -> list[str]:
    """Wait until these processes have ended; those that still run after `patience` seconds are returned."""
    return wait_until(lambda: [name for name in names if is_alive(name)], patience)


def wait_until(rest: Callable[[], list[str]], patience: float) -> list[str]:
    end = time.monotonic() + patience
    while left := rest():
        if time.monotonic() > end:
            return left
        time.sleep(0.02)
    return []


def stop_session(leader: str, signals: Iterable[tuple[signal.Signals, float]]) -> bool:
    """End a leader and its whole session: each signal in turn with its patience in seconds, at last SIGKILL.

    The polite signals go to the leader, which tells its own children; what outlives it is killed. True when
    something had to be stopped.
    """
    if not session_of(leader):
        return False
    for number, patience in signals:
        if not send(leader, number) or not wait_gone([leader], patience):
            break
    wait_until(lambda: session_of(leader), 1)
    for name in session_of(leader):
        send(name, signal.SIGKILL)
    wait_until(lambda: session_of(leader), 10)
    return True
