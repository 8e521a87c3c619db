"""A small client that asks one address again and again, over connections that stay open."""

import http.client
import threading
import time
from dataclasses import dataclass, field

from tests.benchmarks.spent import Spent

TIMEOUT = 20  # seconds one answer may take


@dataclass
class Load:
    """What came of it. wrong: the statuses that were not 200, with how often."""

    spent: Spent
    size: int
    wrong: dict[int, int] = field(default_factory=dict)


def load(port: int, path: str, *, connections: int, requests: int, seconds: float) -> Load:
    """So many requests in all, or fewer when the seconds run out; each connection asks one after the other."""
    share = requests // connections
    threads = [_Asker(port, path, share, seconds) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - began
    if failed := [thread.failure for thread in threads if thread.failure]:
        raise failed[0]
    wrong: dict[int, int] = {}
    for status in (status for thread in threads for status in thread.wrong):
        wrong[status] = wrong.get(status, 0) + 1
    return Load(
        Spent([one for thread in threads for one in thread.each], wall), threads[0].size, wrong
    )


class _Asker(threading.Thread):
    def __init__(self, port: int, path: str, requests: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._port, self._path, self._requests, self._seconds = port, path, requests, seconds
        self.each: list[float] = []
        self.wrong: list[int] = []
        self.size = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        end = time.perf_counter() + self._seconds
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        try:
            while len(self.each) < self._requests and time.perf_counter() < end:
                began = time.perf_counter()
                line.request("GET", self._path)
                answer = line.getresponse()
                self.size = len(answer.read())
                self.each.append(time.perf_counter() - began)
                if answer.status != 200:
                    self.wrong.append(answer.status)
        except BaseException as failure:  # raised again by load()
            self.failure = failure
        finally:
            line.close()
