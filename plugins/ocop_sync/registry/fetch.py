"""Fetching a whole list, page after page."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import requests

from marketplace import open_internet
from plugins.ocop_sync.readers.json_pages import LISTS
from plugins.ocop_sync.registry.ask import Mark, ask
from plugins.ocop_sync.registry.kept import Kept, Page
from plugins.ocop_sync.registry.source import FetchFailed, Source

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Fetched:
    """content: a JSON file of all pages, the same bytes for the same list; readers.read reads it.

    changed: whether it differs from the list fetched before; asked: questions put to the registry.
    """

    content: bytes
    changed: bool
    pages: int
    asked: int


class _Changed(Exception):
    """The list is no more what its first pages were."""


def fetch(
    source: Source,
    folder: Path,
    *,
    session: requests.Session | None = None,
    wait: Callable[[float], object] = time.sleep,
) -> Fetched:
    """All pages of the list. folder: keeps them between calls, for this source alone.

    Pages that did not change are not sent again; a reading that broke off goes on at the page
    where it broke. A list that changes meanwhile is read anew, so that no award is lost between
    two pages. Raises FetchFailed; what was read until then is kept.
    """
    source.origin  # noqa: B018 - raises
    own = requests.Session if source.may_be_local else open_internet.session
    with session or own() as used:
        reading = _Reading(source, Kept(folder, source.url), used, wait)
        for _again in range(source.restarts + 1):
            try:
                return reading.all()
            except _Changed:
                reading.goes_on = False
        raise FetchFailed("source_changing", tries=source.restarts + 1)


class _Reading:
    def __init__(
        self, source: Source, kept: Kept, session: requests.Session, wait: Callable[[float], object]
    ):
        self.source, self.kept, self.session, self.wait = source, kept, session, wait
        self.goes_on = kept.may_go_on
        self.changed = not kept.complete
        self.asked = 0

    def all(self) -> Fetched:
        before = self.kept.count
        pages = self._walk()
        self._check(pages)
        self.changed = self.changed or before != len(pages)
        self.kept.reached(len(pages), complete=True)
        told = {"registry": self.source.url, "pages": [page.body for page in pages]}
        content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        if len(content) > self.source.all_bytes:
            raise FetchFailed("source_too_big", most=self.source.all_bytes // 1024 // 1024)
        return Fetched(content, self.changed, len(pages), self.asked)

    def _walk(self) -> list[Page]:
        pages: list[Page] = []
        seen: set[str] = set()
        size = 0
        known_until = self.kept.reached_page() if self.goes_on else 0
        url: str | None = self.source.url
        while url:
            number = len(pages) + 1
            if number > self.source.most_pages:
                raise FetchFailed("source_too_many_pages", most=self.source.most_pages)
            if url in seen:
                raise FetchFailed("source_loop", page=number)
            seen.add(url)
            page, is_new = self._page(number, url, trusted=1 < number <= known_until)
            if number == 1 and is_new:
                known_until = 0  # the list is another one: what was read of it is void
            pages.append(page)
            size += len(json.dumps(page.body))
            if size > 2 * self.source.all_bytes:
                raise FetchFailed("source_too_big", most=self.source.all_bytes // 1024 // 1024)
            self.kept.reached(number, complete=False)
            url = self._next(page, number)
        return pages

    def _page(self, number: int, url: str, *, trusted: bool) -> tuple[Page, bool]:
        known = self.kept.page(number)
        if known is not None and known.url != url:
            known = None
        if trusted and known:
            return known, False
        mark = known.mark if known else Mark()
        answer = self._ask(number, url, mark)
        if answer.body is None and known:
            return known, False
        if not _is_page(answer.body):
            raise FetchFailed("source_no_list", page=number)
        page = Page(url, answer.mark, answer.body)
        is_new = known is None or known.body != page.body
        self.changed = self.changed or is_new
        self.kept.keep(number, page)
        return page, is_new

    def _check(self, pages: list[Page]) -> None:
        """Raises _Changed when the pages are not of one list."""
        totals = {page.body["total"] for page in pages if _total(page.body) is not None}
        counted = sum(len(_items(page.body) or []) for page in pages)
        if totals and totals != {counted}:
            raise _Changed
        if len(pages) > 1:
            answer = self._ask(1, pages[0].url, pages[0].mark)
            if answer.body is not None and answer.body != pages[0].body:
                raise _Changed

    def _ask(self, number: int, url: str, mark: Mark):
        self.asked += 1
        return ask(self.source, url, number, mark, self.session, self.wait)

    def _next(self, page: Page, number: int) -> str | None:
        """The address of the page behind this one: written out, or only its number."""
        body = page.body if isinstance(page.body, dict) else {}
        links = body.get("links")
        said = body.get("next") or (links.get("next") if isinstance(links, dict) else None)
        if said is None or said is False or said == "":
            return None
        if isinstance(said, int):
            parts = urlsplit(page.url)
            query = [pair for pair in parse_qsl(parts.query) if pair[0] != PAGE]
            return urlunsplit(parts._replace(query=urlencode([*query, (PAGE, said)])))
        url = urljoin(page.url, str(said))
        if (urlsplit(url).scheme, urlsplit(url).netloc) != self.source.origin:
            raise FetchFailed("source_foreign", page=number)
        return url


def _items(body: Any) -> list[Any] | None:
    if isinstance(body, list):
        return body
    if isinstance(body, dict):
        return next((body[name] for name in LISTS if isinstance(body.get(name), list)), None)
    return None


def _is_page(body: Any) -> bool:
    items = _items(body)
    return items is not None and all(isinstance(item, dict) for item in items)


def _total(body: Any) -> int | None:
    total = body.get("total") if isinstance(body, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else None
