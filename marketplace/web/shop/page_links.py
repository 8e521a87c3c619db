"""The row of page numbers beneath a list: first, last, and those around here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PageLink:
    number: int
    url: str = ""
    is_here: bool = False
    is_gap: bool = False


def page_links(here: int, pages: int, url: Callable[[int], str]) -> list[PageLink]:
    """At most nine entries, whatever the number of pages."""
    shown = sorted({1, pages, *range(max(1, here - 1), min(pages, here + 1) + 1)})
    links: list[PageLink] = []
    for number in shown:
        if links and number - links[-1].number > 1:
            links.append(PageLink(number - 1, is_gap=True))
        links.append(PageLink(number, url(number), is_here=number == here))
    return links
