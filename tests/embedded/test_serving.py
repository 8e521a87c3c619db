"""Where the shop answers, and when it counts as serving."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from marketplace.embedded import serving
from marketplace.embedded.errors import EmbeddedError


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_gives_way_to_the_next_free_one(taken, monkeypatch):
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setenv("PORT", str(taken))

    host, port, as_asked = serving.free_address()

    assert (host, as_asked) == ("127.0.0.1", False)
    assert taken < port <= taken + serving.PORTS_TRIED


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("127.0.0.1", "eight", "bad_port"),
        ("127.0.0.1", "0", "bad_port"),
        ("127.0.0.1", "65536", "bad_port"),
        ("no such host", "8000", "bad_host"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_words(host, port, code, monkeypatch):
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", port)

    with pytest.raises(EmbeddedError) as refused:
        serving.free_address()

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
    ],
)
def test_the_address_is_one_to_type(host, address):
    assert serving.address(host, 8000) == address


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (400, True), (500, False)])
def test_a_refused_host_name_counts_as_serving_and_an_error_does_not(status, healthy):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()

        assert serving.is_healthy(f"http://127.0.0.1:{server.server_port}/") is healthy


def test_nobody_there_is_not_healthy():
    assert not serving.is_healthy("http://127.0.0.1:1/")
