"""One promise a transaction for news that is noted many times in it: keys, gathered."""

import threading
from collections.abc import Iterable
from uuid import uuid4

from django.db import transaction

from marketplace.outbox.models import Message
from marketplace.outbox.queue import queue


class _Noted(threading.local):
    """By kind, the promise of the transaction that runs in this thread."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}


_noted = _Noted()


def gather(kind: str, keys: Iterable[int]) -> None:
    """Promise `kind` once for all keys that this transaction names, in its own row.

    The payload: {"event": an id that stays, "keys": sorted, each once}.
    """
    known = _noted.messages.get(kind)
    if known is not None:
        payload = known.payload | {"keys": sorted({*known.payload["keys"], *keys})}
        # A row that was rolled back meanwhile is not there to be changed.
        if Message.objects.filter(
            pk=known.pk, kind=kind, state=Message.State.WAITING, attempts=0
        ).update(payload=payload):
            known.payload = payload
            return
    _noted.messages[kind] = queue(kind, {"event": str(uuid4()), "keys": sorted(set(keys))})
    transaction.on_commit(_noted.messages.clear)
