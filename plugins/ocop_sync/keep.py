"""Keeping imported files where no web server looks."""

from pathlib import Path

from marketplace import private_files

ROOM = "imports"


def folder() -> Path:
    """Below the private files; made when the first file is kept."""
    return private_files.folder(ROOM)


def keep(content: bytes, sha256: str) -> str:
    """Write the file under its hash and answer its path below folder()."""
    return private_files.keep(ROOM, content, sha256)


def read(kept_as: str) -> bytes:
    """The file that keep() has put there."""
    return private_files.read(ROOM, kept_as)
