"""What tests in the browser share: axe-core, and the walk over screens (see screens.py)."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.screens import Walk

AXE = "axe-core@4.14.1"
NODE = Path("var/node")


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's script, from the npm registry; nothing of it is kept in the project."""
    script = NODE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("Node is not installed: the accessibility check was left out.")
        NODE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", AXE]
        subprocess.run(command, cwd=NODE, check=True, capture_output=True)
    return script.read_text(encoding="utf-8")


@pytest.fixture
def walk(browser: Any, axe: str) -> Iterator[Callable[..., Walk]]:
    """walk(shop, language, called, by="", both=False): a Walk, closed in the end."""
    begun: list[Walk] = []

    def begin(shop: Any, language: str, called: str, **more: Any) -> Walk:
        begun.append(Walk(browser, axe, shop, language, called, **more))
        return begun[-1]

    yield begin
    for one in begun:
        one.close()
