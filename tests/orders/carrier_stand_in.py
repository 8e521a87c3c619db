"""A stand-in on loopback that follows GHN's published call; answers in turn as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class StandIn:
    """url: where it listens; asked: (headers, body) of each call; orders: by client_order_code.

    plan: what the next calls get instead of an order: an HTTP status, a dict to answer with, or
    "hang" for no answer while the caller waits.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.orders: dict[str, dict[str, Any]] = {}
        self.plan: list[Any] = []
        self.let_go = threading.Event()

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        step = self.plan.pop(0) if self.plan else None
        if step == "hang":
            self.let_go.wait(30)
        elif isinstance(step, int):
            return step, {"message": "not today"}
        elif step is not None:
            return step.get("code", 200), step
        if path != "/shiip/public-api/v2/shipping-order/create":
            return 404, {"code": 404, "message": "no such call"}
        number = len(self.orders) + 1
        made = {"order_code": f"GHN{number:05d}", "total_fee": 20_900 + number}
        made["expected_delivery_time"] = "2026-11-25T16:00:00Z"
        data = self.orders.setdefault(body["client_order_code"], made)
        return 200, {"code": 200, "message": "Success", "data": data}


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """One that listens until the block ends."""
    told: list[StandIn] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told[0].asked.append((dict(self.headers), body))
            status, answer = told[0].answer(self.path, body)
            content = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass  # the caller did not wait

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.append(StandIn(f"http://127.0.0.1:{server.server_port}"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told[0]
    finally:
        told[0].let_go.set()
        server.shutdown()
        server.server_close()
