"""The pages of a source as they were last seen, on disk, so that a break costs nothing."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from marketplace import clock
from plugins.ocop_sync.registry.ask import Mark

GOES_ON = timedelta(hours=1)  # after a longer break every page is asked for again


@dataclass(frozen=True, slots=True)
class Page:
    """url: where it was; body: its JSON."""

    url: str
    mark: Mark
    body: Any


class Kept:
    """The pages of one source in a folder, which is nobody else's."""

    def __init__(self, folder: Path, url: str):
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = self._read("state.json") or {}
        if state.get("url") != url:
            state = {}
        self._url = url
        self.count = int(state.get("pages", 0))
        self.complete = bool(state.get("complete"))
        self._at = str(state.get("at", ""))

    @property
    def may_go_on(self) -> bool:
        """Whether an earlier reading broke off a short while ago."""
        if self.complete or not self.count or not self._at:
            return False
        return timedelta() <= clock.now() - datetime.fromisoformat(self._at) < GOES_ON

    def page(self, number: int) -> Page | None:
        """The page as last seen; None when it is not known, or its file is not whole."""
        told = self._read(f"{number:05d}.json") if number <= self.count else None
        if not isinstance(told, dict) or told.get("of") != self._url:
            return None
        return Page(told["url"], Mark(told["etag"], told["modified"]), told["body"])

    def keep(self, number: int, page: Page) -> None:
        """Write the page; those behind it stay as known before."""
        told = {"of": self._url, "url": page.url, "body": page.body}
        told |= {"etag": page.mark.etag, "modified": page.mark.modified}
        self._write(f"{number:05d}.json", told)

    def reached(self, number: int, *, complete: bool) -> None:
        """Note how far this reading came."""
        self.count, self.complete = (number if complete else max(self.count, number)), complete
        self._at = clock.now().isoformat()
        state = {"url": self._url, "pages": self.count, "complete": complete, "at": self._at}
        self._write("state.json", state | {"reached": number})

    def reached_page(self) -> int:
        """How far the reading that broke off came."""
        return int((self._read("state.json") or {}).get("reached", 0))

    def _read(self, name: str) -> Any:
        try:
            return json.loads((self._folder / name).read_bytes())
        except (OSError, ValueError):
            return None

    def _write(self, name: str, told: Any) -> None:
        """Beside and renamed: a kill leaves no half file under the name."""
        unfinished = self._folder / f"{name}.new"
        unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        os.replace(unfinished, self._folder / name)
