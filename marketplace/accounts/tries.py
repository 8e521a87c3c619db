"""How often something may be tried in a while: wrong numbers, codes asked for."""

import contextlib
import hashlib
from collections.abc import Mapping

from django.core.cache import cache


def is_spent(limits: Mapping[str, int]) -> bool:
    """Whether any of these (name → most) was tried that often already."""
    tried = cache.get_many(limits)
    return any(tried.get(name, 0) >= most for name, most in limits.items())


def count(limits: Mapping[str, int], seconds: int) -> None:
    """One try more on each name; a name is forgotten so many seconds after its first try."""
    for name in limits:
        if not cache.add(name, 1, seconds):
            with contextlib.suppress(ValueError):  # forgotten between the two steps
                cache.incr(name)


def hidden(text: str) -> str:
    """What stands for an address or a phone in a name: neither is kept in the cache."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
