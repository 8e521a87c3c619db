"""One line of the home: something that waits, and where it is done."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class Task:
    """number: how many wait; words: what they are; more: a second figure; url: where they are."""

    number: int
    words: str
    url: str
    more: str = ""


def address(name: str, **filters: str) -> str:
    """The console page of that name, with what its filters are to say."""
    url = reverse(f"console:{name}")
    return f"{url}?{urlencode(filters)}" if filters else url
