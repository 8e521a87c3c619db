"""How far the worker is, for whoever looks. Kept in the cache: the writing is one transaction,
of which nobody sees anything before its end."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.cache import cache

from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import GoodRow

KEPT = 3600  # seconds
PAUSE = 0.3  # seconds between two tellings


@dataclass(frozen=True)
class Progress:
    """step: "reading", "comparing" or "writing"; done of total rows."""

    step: str
    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


def of(one: RegisterImport) -> Progress | None:
    """Where the worker is; None while the import waits its turn, or when nobody knows."""
    told = cache.get(_key(one))
    return Progress(*told) if told else None


def forget(one: RegisterImport) -> None:
    cache.delete(_key(one))


class Teller:
    """Tells how far one import is."""

    def __init__(self, one: RegisterImport):
        self._key = _key(one)
        self._told = 0.0

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        cache.set(self._key, (step, done, total), KEPT)
        self._told = time.monotonic()

    def comparing(self, rows: Iterable[GoodRow]) -> Iterator[GoodRow]:
        """The rows, told of as they pass."""
        rows = list(rows)
        self.tell("comparing", 0, len(rows))
        for done, row in enumerate(rows):
            if done % 500 == 0 and time.monotonic() - self._told > PAUSE:
                self.tell("comparing", done, len(rows))
            yield row

    def writing(self, total: int) -> Callable[[int], None]:
        """What is told how many more rows are written."""
        done = 0
        self.tell("writing", 0, total)

        def more(rows: int) -> None:
            nonlocal done
            done += rows
            self.tell("writing", done, total)

        return more


def _key(one: RegisterImport) -> str:
    return f"import-progress:{one.code}"
