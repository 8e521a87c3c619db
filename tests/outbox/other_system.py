"""A stand-in for a system that is told: keeps what comes, answers with the statuses of its plan."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class OtherSystem:
    """came: (headers, body) of each call; plan: statuses of the next answers, 204 after that."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.plan: list[int] = []


@contextmanager
def other_system() -> Iterator[OtherSystem]:
    """One that listens until the block ends."""
    told: list[OtherSystem] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told[0].came.append((dict(self.headers), body))
            self.send_response(told[0].plan.pop(0) if told[0].plan else 204)
            self.send_header("Location", f"{told[0].url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.append(OtherSystem(f"http://127.0.0.1:{server.server_port}/hook"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told[0]
    finally:
        server.shutdown()
        server.server_close()
