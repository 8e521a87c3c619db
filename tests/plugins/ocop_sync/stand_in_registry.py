"""A registry that stands in for a real one: JSON pages on this machine, with the faults of a network."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

DROP, CUT, GARBAGE = "drop", "cut", "garbage"  # besides these a status: 500, 429 …


@dataclass
class Registry:
    """items: what it knows, changed at will; faults: page → what its next answers are instead.

    asked: (page, status) of every answer in order; retry_after: what a 429 asks for; meanwhile:
    called with the page before each answer.
    """

    items: list[dict[str, Any]]
    size: int = 2
    faults: dict[int, list[str | int]] = field(default_factory=dict)
    retry_after: str = "3"
    with_etag: bool = True
    asked: list[tuple[int, int | str]] = field(default_factory=list)
    meanwhile: Any = None
    next_of: Any = None
    url: str = ""

    def page(self, number: int) -> dict[str, Any]:
        start = (number - 1) * self.size
        more = start + self.size < len(self.items)
        following = f"/products?page={number + 1}" if more else None
        if self.next_of:
            following = self.next_of(number)
        return {
            "items": self.items[start : start + self.size],
            "total": len(self.items),
            "next": following,
        }


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        registry = self.server.registry
        number = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        if registry.meanwhile:
            registry.meanwhile(number)
        fault = registry.faults[number].pop(0) if registry.faults.get(number) else None
        body = json.dumps(registry.page(number)).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if registry.with_etag else ""
        if fault == DROP:
            registry.asked.append((number, DROP))
            self.close_connection = True
            return
        if isinstance(fault, int):
            self._answer(number, fault, b"{}", {"Retry-After": registry.retry_after})
        elif fault == GARBAGE:
            self._answer(number, 200, body[: len(body) // 2], {"ETag": etag})
        elif fault == CUT:
            self._answer(number, 200, body, {"ETag": etag}, sent=len(body) // 2)
        elif etag and self.headers.get("If-None-Match") == etag:
            self._answer(number, 304, b"", {"ETag": etag})
        else:
            self._answer(number, 200, body, {"ETag": etag})

    def _answer(
        self, number: int, status: int, body: bytes, headers: dict[str, str], sent: int = -1
    ) -> None:
        self.server.registry.asked.append((number, status))
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if sent < 0 else body[:sent])
        self.close_connection = True

    def log_message(self, *_said: object) -> None:
        """Nothing: what was asked stands in the registry."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    registry: Registry


@contextmanager
def running(items: list[dict[str, Any]], **about: Any) -> Iterator[Registry]:
    """A registry of these items that answers on 127.0.0.1 until the block ends."""
    registry = Registry(items, **about)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.registry = registry
    registry.url = f"http://127.0.0.1:{server.server_port}/products"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
