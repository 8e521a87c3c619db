"""How far the worker is, for whoever looks. Kept in the cache: the writing is one transaction,
of which nobody sees anything before its end."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache

from plugins.ocop_sync.models import RegisterImport

KEPT = 3600  # seconds


@dataclass(frozen=True)
class Progress:
    """step: "reading", "comparing" or "writing", done of total rows; or "undoing", of certificates."""

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

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        cache.set(self._key, (step, done, total), KEPT)

    def comparing(self, total: int) -> Callable[[int], None]:
        """What is told how many more rows are planned."""
        return self.counting("comparing", total)

    def writing(self, total: int) -> Callable[[int], None]:
        """What is told how many more rows are written."""
        return self.counting("writing", total)

    def undoing(self, total: int) -> Callable[[int], None]:
        """What is told how many more certificates are as they were."""
        return self.counting("undoing", total)

    def counting(self, step: str, total: int) -> Callable[[int], None]:
        """What is told how many more of the step are done."""
        done = 0
        self.tell(step, 0, total)

        def more(number: int) -> None:
            nonlocal done
            done += number
            self.tell(step, done, total)

        return more


def _key(one: RegisterImport) -> str:
    return f"import-progress:{one.code}"
