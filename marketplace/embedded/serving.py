"""The two processes of the shop itself: the web server and the worker."""

import http.client
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from .child import Child
from .errors import EmbeddedError

PORTS_TRIED = 50


def web(environment: Mapping[str, str], host: str, port: int) -> Child:
    """granian on that address: WEB_WORKERS processes (2) of WEB_THREADS threads (8).

    Each thread keeps a connection to the database. granian's own default of several hundred threads
    would ask PostgreSQL for more connections than it gives; requests beyond the threads wait their turn.
    """
    workers = environment.get("WEB_WORKERS") or "2"
    threads = environment.get("WEB_THREADS") or "8"
    return _python(
        "web",
        f"granian --interface wsgi marketplace.wsgi:application --no-ws --log-level info"
        f" --workers {workers} --blocking-threads {threads} --respawn-failed-workers"
        f" --workers-kill-timeout 10 --host {host} --port {port}",
        environment,
    )


def worker(environment: Mapping[str, str], schedule: Path) -> Child:
    """Celery with its clock inside: one task at a time is enough for one machine.

    The file `schedule` remembers what the clock has started when.
    """
    return _python(
        "worker",
        "celery -A marketplace.jobs worker -B --concurrency 1 --loglevel INFO --without-gossip"
        " --without-mingle --schedule",
        environment,
        str(schedule),
    )


def _python(name: str, module: str, environment: Mapping[str, str], *more: str) -> Child:
    return Child(name, [sys.executable, "-m", *module.split(), *more], environment)


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
    """Does Django answer there? A refusal counts: ALLOWED_HOSTS may not name this address."""
    place = urlsplit(url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
