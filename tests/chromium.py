"""Chromium for tests marked `browser`, driven by Playwright. Debian's own browser; none is downloaded."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # it would look for its maker's hosts at every start
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The browser's path: CHROMIUM, else what is installed; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return shutil.which("chromium") or shutil.which("chromium-browser")


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser, take the tests that need one out."""
    if chromium() is None:
        missing = [item for item in items if item.get_closest_marker("browser")]
        items[:] = [item for item in items if item not in missing]
        config.hook.pytest_deselected(items=missing)


def say_what_was_left_out(reporter: Any, config: pytest.Config) -> None:
    """One line at the end of a run that would have had browser tests."""
    if chromium() is None and "not browser" not in config.getoption("markexpr"):
        reporter.write_line(
            "Chromium is not installed: the browser tests were left out (apt-get install chromium)."
        )


def schemes(size: dict[str, int], language: str) -> tuple[str, ...]:
    """In which colours a screen of this size is opened: over both languages and sizes, in both.

    With SCREENSHOTS set, each in both: eight pictures of every screen.
    """
    if os.environ.get("SCREENSHOTS"):
        return "light", "dark"
    return ("light",) if (size == PHONE) == (language == "vi") else ("dark",)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A Playwright page in a fresh profile, in Vietnamese, as wide as a phone.

    It fails the test when the page itself threw an error. A screenshot goes to var/screenshots when SCREENSHOTS is
    set: the last state of each test.
    """
    context = browser.new_context(viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(15_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    if os.environ.get("SCREENSHOTS"):
        folder = Path("var/screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()
    assert errors == []
