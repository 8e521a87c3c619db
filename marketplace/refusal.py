"""How a rule says no: every problem at once, each a code, a full sentence and its data."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way.

    code: for programs; sentence: what happened and what to do, in the reader's language;
    field: the input it belongs to, empty for the whole; data: figures behind the sentence.
    """

    code: str
    sentence: str
    field: str = ""
    data: dict[str, Any] = dataclasses.field(default_factory=dict)


class Refusal(Exception):
    """Raised once with all problems. Each room has its own subclass."""

    def __init__(self, problems: Problem | Sequence[Problem]):
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(" ".join(str(problem.sentence) for problem in self.problems))

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]
