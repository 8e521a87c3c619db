"""A clean clone of this tree: what git knows or would add, without .venv and var/."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from marketplace.embedded import placement, state

SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CELERY_BROKER_URL")
FOLDERS = ("OCOP_VAR_DIR", "OCOP_STATE_DIR", "MEDIA_ROOT", "PRIVATE_ROOT", "STATIC_ROOT")
OTHERS = ("SECRET_KEY", "EMAIL_FILE_PATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")
OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
SLOWS_STARTS = ("PYTHONDONTWRITEBYTECODE",)  # nobody's shop runs so
RECORD = "bench-clone"  # under var/state, while there is one


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """The folder, until the block ends. As root its database may lie outside; that goes, too."""
    _remove_forgotten()
    folder = Path(tempfile.mkdtemp(prefix="ocop-clone-"))
    folder.chmod(0o755)  # so that a database started by root can lie inside
    state.write_running({"folder": str(folder)}, RECORD)
    try:
        for name in _files():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(state.CHECKOUT / name, target)
        yield folder
    finally:
        _remove(folder)


def ordinary_environment() -> dict[str, str]:
    """What a person's shell would give to `make`. The clone looks for nothing of this checkout."""
    named = {*SERVERS, *FOLDERS, *OTHERS, *OF_MAKE, *SLOWS_STARTS}
    kept = {name: value for name, value in os.environ.items() if name not in named}
    venv = str(state.CHECKOUT / ".venv" / "bin")
    folders = [folder for folder in kept["PATH"].split(os.pathsep) if folder != venv]
    return kept | {"PATH": os.pathsep.join(folders)}


def _files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=state.CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        name for name in listed.stdout.split("\0") if name and (state.CHECKOUT / name).is_file()
    ]


def _remove_forgotten() -> None:
    """What a benchmark that was killed left behind, with the shop that runs in it."""
    folder = Path(state.running(RECORD).get("folder", "/nowhere"))
    if folder.is_dir():
        subprocess.run(
            ["make", "down"],
            cwd=folder,
            env=ordinary_environment(),
            timeout=120,
            capture_output=True,
        )
        _remove(folder)


def _remove(folder: Path) -> None:
    with patch.dict(os.environ, {"OCOP_VAR_DIR": str(folder / "var")}):
        data = placement.place("postgres").data
    if not data.is_relative_to(folder):
        shutil.rmtree(data.parent)
    shutil.rmtree(folder)
    state.write_running(None, RECORD)
