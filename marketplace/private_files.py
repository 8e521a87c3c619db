"""Keeping files where no web server looks, each under the hash of what it holds."""

import os
import tempfile
from pathlib import Path

from django.conf import settings


def folder(room: str) -> Path:
    """Below the private files; made when the first file is kept."""
    return Path(settings.PRIVATE_ROOT) / room


def keep(room: str, content: bytes, sha256: str) -> str:
    """Write the file under its hash and answer its path below folder(room).

    A file that is there already is the same one. Written beside and renamed, so that a kill
    leaves no half file under the name.
    """
    name = f"{sha256[:2]}/{sha256}"
    path = folder(room) / name
    if path.is_file() and path.stat().st_size == len(content):
        return name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
    return name


def read(room: str, kept_as: str) -> bytes:
    """The file that keep() has put there; OSError where it is gone."""
    return (folder(room) / kept_as).read_bytes()


def forget(room: str, kept_as: str) -> None:
    """Delete the file; one that is gone already is no fault. Called after commit, where no row
    names it any more."""
    (folder(room) / kept_as).unlink(missing_ok=True)
