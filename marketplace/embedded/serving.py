"""The two processes of the shop itself: the web server and the worker."""

import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from .child import Child
from .errors import EmbeddedError

PORTS_TRIED = 50


def web(environment: Mapping[str, str], host: str, port: int) -> Child:
    """granian on that address. WEB_WORKERS says with how many processes (2)."""
    workers = environment.get("WEB_WORKERS", "2")
    return Child(
        name="web",
        command=[
            *(
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                "marketplace.wsgi:application",
            ),
            *("--host", host, "--port", str(port), "--workers", workers),
            *(
                "--respawn-failed-workers",
                "--workers-kill-timeout",
                "10",
                "--no-ws",
                "--log-level",
                "info",
            ),
        ],
        environment=environment,
    )


def worker(environment: Mapping[str, str], schedule: Path) -> Child:
    """Celery with its clock inside: one task at a time is enough for one machine.

    The file `schedule` remembers what the clock has started when.
    """
    return Child(
        name="worker",
        command=[
            *(sys.executable, "-m", "celery", "-A", "marketplace.jobs", "worker", "-B"),
            *("--schedule", str(schedule), "--concurrency", "1"),
            *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ],
        environment=environment,
    )


def free_address() -> tuple[str, int, bool]:
    """HOST and PORT from the environment (127.0.0.1 and 8000), or the next free port after it.

    Answers (host, port, whether the port is the one asked for). Raises EmbeddedError `bad_port`, `no_port`.
    """
    host, asked = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        raise EmbeddedError("bad_port", f"PORT is {asked!r}; write a number from 1 to 65535.")
    for port in range(int(asked), min(int(asked) + PORTS_TRIED, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError as refused:
                raise EmbeddedError(
                    "bad_port", f"Port {port} is for root alone; set PORT to 1024 or more."
                ) from refused
            except socket.gaierror as unknown:
                raise EmbeddedError(
                    "bad_host", f"HOST is {host!r}, which is no address of this machine."
                ) from unknown
            except OSError:
                continue
            return host, port, port == int(asked)
    raise EmbeddedError(
        "no_port", f"No free port from {asked} on at {host}. Set PORT to another one."
    )


def address(host: str, port: int) -> str:
    """What a person types into the browser."""
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_healthy(url: str) -> bool:
    """Does the web server say that it serves, database included?"""
    try:
        with urllib.request.urlopen(f"{url}healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
