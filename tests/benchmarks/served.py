"""The shop's web server as a real process, as `make up` runs it."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psutil

from marketplace.embedded import processes, serving, state
from marketplace.embedded.leftovers import end_leftovers
from marketplace.embedded.postgres import free_port

RECORD, WORKERS, PATIENCE = "bench-shop", 2, 60


@dataclass(frozen=True)
class Web:
    """The port on 127.0.0.1, and the process that began the others."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time that the server and its workers have used until now."""
        times = [one.cpu_times() for one in (self.process, *self.process.children(recursive=True))]
        return sum(one.user + one.system for one in times)


@contextlib.contextmanager
def served(environment: Mapping[str, str], workers: int = WORKERS) -> Iterator[Web]:
    """granian with so many workers on 127.0.0.1 until the block ends.

    Raises EmbeddedError. What an earlier run left behind when it was killed ends first.
    """
    end_leftovers(lambda sentence: None, RECORD)
    port = free_port()
    web = serving.web({**environment, "WEB_WORKERS": str(workers)}, "127.0.0.1", port)
    web.name = "bench-web"
    web.log.unlink(missing_ok=True)
    try:
        web.start()
        state.write_running({"children": {web.name: web.identity}}, RECORD)
        web.wait_ready(lambda: serving.is_healthy(f"http://127.0.0.1:{port}/"), PATIENCE)
        yield Web(port, psutil.Process(processes.pid_of(web.identity)))
    finally:
        web.stop()
        state.write_running(None, RECORD)
