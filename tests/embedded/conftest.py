import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.embedded import down, placement, state


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A var/ of the test's own in a folder that every user can walk to; whatever runs from it is ended."""
    base = Path(tempfile.mkdtemp(prefix="ocop-embedded-"))
    base.chmod(0o755)
    path = base / "var"
    monkeypatch.setenv("OCOP_VAR_DIR", str(path))
    try:
        yield path
    finally:
        if path.exists():
            down.main()  # a test that failed may have left its launcher, too
        if os.geteuid() == 0:
            shutil.rmtree(placement._outside(), ignore_errors=True)
        shutil.rmtree(base)
    assert state.running() == {}
