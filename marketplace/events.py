"""News that travels upward: typed events, handled inside the transaction that made them.

A room on a lower floor publishes what changed; a room above subscribes when its app is ready.
If a handler fails, so does the change: a card that could not follow its certificate is worse
than an import that has to be run again. What leaves the database goes to the outbox instead.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Event = TypeVar("Event")

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Event]) -> Callable[[Callable[[Event], None]], Callable]:
    """Decorator: the function is called with every event of this type, once each."""

    def register(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        if handler not in _handlers[kind]:
            _handlers[kind].append(handler)
        return handler

    return register


def publish(event: object) -> None:
    """Call all handlers of the event's type. Raises outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction")
    for handler in _handlers[type(event)]:
        handler(event)
