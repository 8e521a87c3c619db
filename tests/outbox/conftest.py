"""Rooms are imported inside the fixtures: pytest reads this file before Django is set up."""

from collections.abc import Callable
from typing import Any

import pytest

NOON = "2026-11-22T12:00:00+07:00"


@pytest.fixture
def noon(set_clock: Callable[[str], None]) -> None:
    set_clock(NOON)


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The payloads that the handler of "test.kind" was given."""
    from marketplace.outbox import deliver

    payloads: list[dict[str, Any]] = []
    monkeypatch.setitem(deliver._handlers, "test.kind", payloads.append)
    return payloads


@pytest.fixture
def message(noon: None, handled: list) -> Any:
    """A message of "test.kind" that is due at noon."""
    from marketplace.outbox.queue import queue

    return queue("test.kind", {"order": 7})
