"""Files under var/ that must outlive a start: passwords, what runs now, and the locks of whoever runs it.

Everything here is private (files 0600, folder 0700) and written by rename, so a kill in the middle leaves the
old file or the new one, never half of one.
"""

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import EmbeddedError

CHECKOUT = Path(__file__).resolve().parents[2]


def var() -> Path:
    """The folder of everything that is made at run time: `OCOP_VAR_DIR`, else var/ in the checkout."""
    return Path(os.environ.get("OCOP_VAR_DIR") or CHECKOUT / "var").resolve()


def folder(name: str) -> Path:
    """The folder `name` under var/, made if missing. Raises EmbeddedError `var_not_writable`."""
    path = var() / name
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o755 if name in ("", "log") else 0o700)
    except PermissionError as refused:
        raise _not_writable(path) from refused
    if not os.access(path, os.W_OK | os.X_OK):
        raise _not_writable(path)
    return path


def _not_writable(path: Path) -> EmbeddedError:
    return EmbeddedError(
        "var_not_writable",
        f"{path} cannot be written by this user. It was probably made by another one (root?): "
        "start as that user, or give the folder var/ to yourself with chown.",
    )


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step, readable by this user alone."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(
        os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def password(name: str) -> str:
    """The generated password called `name`: made at the first call, the same ever after (40 hex digits)."""
    path = folder("state") / "passwords.json"
    with locked("passwords"):
        known = json.loads(path.read_text()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_hex(20)
            write_private(path, json.dumps(known, indent=1))
    return known[name]


def make_secret_key() -> None:
    """Make Django's secret key at the first call: var/state/secret_key."""
    path = folder("state") / "secret_key"
    with locked("passwords"):
        if not path.exists():
            write_private(path, secrets.token_urlsafe(50))


def running(name: str = "running") -> dict[str, Any]:
    """What the last launcher said it runs, as servers.record() wrote it; {} if nothing.

    It may be out of date (a killed launcher erases nothing): check every identity before trusting it.
    """
    try:
        return json.loads((var() / "state" / f"{name}.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def write_running(content: dict[str, Any] | None, name: str = "running") -> None:
    """Record what runs now; None erases the record."""
    path = folder("state") / f"{name}.json"
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_private(path, json.dumps(content, indent=1))


class Lock:
    """A lock between processes, freed by the kernel when its holder dies, however it dies."""

    def __init__(self, name: str) -> None:
        self._file = os.open(folder("state") / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)

    def try_take(self, shared: bool = False) -> bool:
        """Take the lock if nobody holds it (or, shared, if nobody holds it alone). True when taken."""
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def take(self, shared: bool = False, patience: float = float("inf")) -> bool:
        """As try_take, waiting up to `patience` seconds."""
        end = time.monotonic() + patience
        while not self.try_take(shared):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def free(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Free the lock and forget it."""
        os.close(self._file)


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold the lock called `name` for a moment."""
    lock = Lock(name)
    lock.take()
    try:
        yield
    finally:
        lock.close()
