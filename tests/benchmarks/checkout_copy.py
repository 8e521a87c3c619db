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


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """The folder, until the block ends. As root its database may lie outside; that goes, too."""
    folder = Path(tempfile.mkdtemp(prefix="ocop-clone-"))
    folder.chmod(0o755)  # so that a database started by root can lie inside
    try:
        for name in _files():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(state.CHECKOUT / name, target)
        yield folder
    finally:
        _remove_database(folder)
        shutil.rmtree(folder)


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


def _remove_database(folder: Path) -> None:
    with patch.dict(os.environ, {"OCOP_VAR_DIR": str(folder / "var")}):
        data = placement.place("postgres").data
    if not data.is_relative_to(folder):
        shutil.rmtree(data.parent)
