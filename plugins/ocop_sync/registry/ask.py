"""Asking for one page: only if it changed, again after a pause, never more than the limits."""

import email.utils
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from marketplace import clock
from marketplace.open_internet import NotPublic
from plugins.ocop_sync.registry.source import FetchFailed, Source

CHUNK = 64 * 1024
BUSY = 429
AGAIN = {408, 425, BUSY, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a registry said about a page's state, for the next question."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """body is None: the page is as it was."""

    body: Any
    mark: Mark


class _Again(Exception):
    """This try failed; the next may not. pause: what the registry asks for, in seconds."""

    def __init__(self, why: str, pause: float | None = None):
        super().__init__(why)
        self.pause = pause


def ask(
    source: Source,
    url: str,
    page: int,
    mark: Mark,
    session: requests.Session,
    wait: Callable[[float], object],
) -> Answer:
    """The page, or that it is unchanged. wait: how to pause.

    Raises FetchFailed: source_unreachable after all tries, source_busy when the registry asks for
    a longer pause than is kept, source_answer (any other status), source_page_too_big.
    """
    pause = source.first_pause
    for tried in range(1, source.tries + 1):
        try:
            return _try(source, url, page, mark, session)
        except _Again as again:
            if tried == source.tries:
                raise FetchFailed("source_unreachable", page=page, why=str(again)) from again
            if again.pause is not None and again.pause > source.longest_pause:
                raise FetchFailed("source_busy", page=page, seconds=int(again.pause)) from again
            wait(min(max(pause, again.pause or 0), source.longest_pause))
            pause *= 2
    raise FetchFailed("source_unreachable", page=page, why="")


def _try(source: Source, url: str, page: int, mark: Mark, session: requests.Session) -> Answer:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": mark.etag} if mark.etag else {}
    headers |= {"If-Modified-Since": mark.modified} if mark.modified else {}
    try:
        with session.get(
            url,
            headers=headers,
            timeout=(source.connect_seconds, source.read_seconds),
            stream=True,
            allow_redirects=False,
        ) as response:
            if response.status_code in AGAIN:
                raise _Again(str(response.status_code), _pause(response))
            now = Mark(
                response.headers.get("ETag", "")[:200],
                response.headers.get("Last-Modified", "")[:100],
            )
            if response.status_code == 304 and mark != Mark():
                return Answer(None, now if now != Mark() else mark)
            if response.status_code != 200:
                raise FetchFailed("source_answer", page=page, status=response.status_code)
            return Answer(_json(_body(source, response, page)), now)
    except NotPublic as error:
        raise FetchFailed("source_private") from error
    except (requests.RequestException, OSError) as error:
        raise _Again(type(error).__name__) from error


def _body(source: Source, response: requests.Response, page: int) -> bytes:
    until = time.monotonic() + source.page_seconds
    body = bytearray()
    for chunk in response.iter_content(CHUNK):
        body += chunk
        if len(body) > source.page_bytes:
            raise FetchFailed(
                "source_page_too_big", page=page, most=source.page_bytes // 1024 // 1024
            )
        if time.monotonic() > until:
            raise _Again("slow")
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Again("JSON") from error


def _pause(response: requests.Response) -> float | None:
    """Retry-After: seconds, or a moment."""
    written = response.headers.get("Retry-After", "").strip()
    if written.isdecimal() and len(written) < 10:
        return float(written)
    try:
        moment = email.utils.parsedate_to_datetime(written)
        return max((moment - clock.now()).total_seconds(), 0)
    except (ValueError, TypeError):
        return None
