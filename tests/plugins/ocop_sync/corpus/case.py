"""One file of the corpus and what it must give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Told = tuple[str, int]  # product, stars
Wrong = tuple[str, int, str, str]  # sheet, row, column, code of the problem


@dataclass(frozen=True)
class Case:
    """make gives the file. Then either refused, the code of the sentence, with its data; or what
    it gives: good, the products and their stars; bad, the rejected rows; pending, how many wait."""

    make: Callable[[], bytes]
    refused: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    good: Sequence[Told] = ()
    bad: Sequence[Wrong] = ()
    pending: int = 0
    decision: str | None = "100/QĐ-UBND"
